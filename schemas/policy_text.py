"""A policy file, read: the policy, or every mistake in it with its line."""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from schemas import policy_words as words
from schemas.errors import Misconfigured
from schemas.findings import Finding, Mistake, Mistakes, Path, Problem, Severity
from schemas.policy import Policy
from schemas.policy_names import misnamed
from schemas.policy_shape import example, known_keys
from schemas.policy_words import Fault
from schemas.toml_lines import Lines
from schemas.words import PARTED, Said, plain

_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class InvalidPolicy(Misconfigured):
    """A text is no policy; `findings` are all its mistakes, in the order of their lines."""

    def __init__(self, findings: tuple[Finding, ...], file: str = "") -> None:
        self.findings = findings
        self.file = file
        self.said = told(findings, file)
        super().__init__(self.said.en)


def parse(text: str) -> Policy:
    """The policy that a text is, its calendars as they are written.

    Raises:
        InvalidPolicy: it is none.
    """
    raw = toml(text)
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        raise InvalidPolicy(tuple(located(text, problems(raw, error)))) from None


def toml(text: str) -> dict[str, Any]:
    """What the text says, whatever it is.

    Raises:
        InvalidPolicy: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPolicy((_syntax(text, str(error)),)) from None


def problems(raw: Mapping[str, Any], error: ValidationError) -> Iterator[Problem]:
    """Every mistake that validation found, and every name that names nothing."""
    yield from mistakes(raw, error)
    yield from misnamed(raw)


def mistakes(raw: Mapping[str, Any], error: ValidationError) -> Iterator[Problem]:
    """Every mistake that validation found in one value."""
    found = error.errors()
    for each in found:
        inside = [other for other in found if other["loc"][: len(each["loc"])] == each["loc"]]
        if each["type"] == "too_short" and len(inside) > 1:
            continue  # pydantic does not count those that are wrong themselves
        cause = each.get("ctx", {}).get("error")
        if not isinstance(cause, Mistakes):
            yield _problem(each, cause, _path(raw, each))


def located(
    text: str, found: Iterable[Problem], severity: Severity = Severity.ERROR
) -> list[Finding]:
    """Problems with their lines, in the order of these, each once."""
    lines = Lines(text)
    placed = {each: each.found(severity, lines.of(each.path)) for each in found}
    return sorted(placed.values(), key=lambda each: (each.line or 0, each.key))


def _problem(error: Mapping[str, Any], cause: Any, path: Path) -> Problem:
    kind = error["type"]
    if isinstance(cause, Mistake):
        return Problem(path, "not_valid", cause.said, cause.remedy or words.OF_OURS)
    fault = words.FAULTS.get(kind, words.OTHER)
    blanks = {
        **{name: _plainly(value) for name, value in error.get("ctx", {}).items()},
        "msg": error["msg"].removeprefix("Value error, "),
        "known": ", ".join(known_keys(path[:-1])),
        "example": example(path),
    }
    special = words.OF_PATTERN.get(error.get("ctx", {}).get("pattern", ""))
    remedy = words.filled(special or fault.remedy, **blanks)
    return Problem(path, kind, words.filled(fault.message, **blanks), remedy)


def _path(raw: Any, error: Mapping[str, Any]) -> Path:
    """Where a mistake stands in the text, without what pydantic adds of its own."""
    path: Path = ()
    for part in error["loc"]:
        if part in _parts(raw):
            path, raw = (*path, part), raw[part]
    missing = error["type"] == "missing"
    return (*path, error["loc"][-1]) if missing else path


def _parts(raw: Any) -> Container[str | int]:
    """The keys of a section, the places of a list."""
    if isinstance(raw, list):
        return range(len(raw))
    return raw if isinstance(raw, dict) else ()


def _plainly(bound: object) -> str:
    """Without pydantic's grammar: "'a', 'b' or 'c'" is a list in any language without it."""
    return str(bound).replace("'", "").replace(" or ", ", ")


def _syntax(text: str, said: str) -> Finding:
    where = _WHERE.search(said)
    line = int(where[1]) if where and where[1] else Lines(text).last
    message = _WHERE.sub("", said)
    fault = next((f for start, f in words.SYNTAX.items() if message.startswith(start)), None)
    chosen: Fault = fault or words.NO_TOML
    told: Said = words.filled(chosen.message, msg=message)
    return Finding(Severity.ERROR, "toml", (), line, told, chosen.remedy)


def told(findings: Iterable[Finding], file: str) -> Said:
    """All of it in one line."""
    return PARTED.joining([_told(finding, file) for finding in findings])


def _told(finding: Finding, file: str) -> Said:
    line = Said(f"第 {finding.line} 行", f"line {finding.line}")
    place = (plain(file), line, plain(finding.key))
    where = plain(" ").joining([each for each in place if each.en])
    told = Said("{where}：{wrong}（{right}）", "{where}: {wrong} ({right})")
    return told.filled(where=where, wrong=finding.message, right=finding.remedy)
