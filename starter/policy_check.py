"""A policy looked at as a whole: every mistake, and everything that cannot be meant so."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any, NamedTuple

from pydantic import ValidationError

from rules.policy_lint import lint
from schemas import policy_text
from schemas.enums import Locale
from schemas.findings import Finding, Mistake, Path, Severity
from schemas.policy import LENIENTLY, Policy
from schemas.policy_names import uncalendared
from schemas.policy_text import InvalidPolicy
from schemas.toml_lines import Lines
from store import calendars, holidays, policies

_ATTEMPTS = 5
_KEY = "[key]"
"""Ends the place of a key that is itself wrong, as pydantic says it."""


class Checked(NamedTuple):
    """What is to be said of a text, in the order of its lines; the policy if there is no error."""

    findings: tuple[Finding, ...]
    policy: Policy | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)


def check(text: str) -> Checked:
    """Everything that is wrong with a text.

    Where some keys are wrong, the rest is looked at as if the shipped policy stood there.
    """
    try:
        raw = policy_text.toml(text)
    except InvalidPolicy as invalid:
        return Checked(invalid.findings, None)
    try:
        wrong: tuple[Finding, ...] = ()
        policies.parse(text)
    except InvalidPolicy as invalid:
        wrong = invalid.findings
    mended = _mended(raw)
    lines = Lines(text)
    linted = _linted(mended, {each.path for each in wrong}) if mended else ()
    placed = (each._replace(line=lines.of(each.path)) for each in linted)
    found = sorted({*wrong, *placed}, key=lambda each: (each.line or 0, each.key, each.code))
    failed = any(each.severity is Severity.ERROR for each in found)
    return Checked(tuple(found), None if failed else policies.resolved(text))


def as_data(finding: Finding, locale: Locale) -> dict[str, Any]:
    """A finding for programs, said in one language."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "key": finding.key,
        "line": finding.line,
        "message": finding.message.in_(locale),
        "remedy": finding.remedy.in_(locale),
    }


def _linted(policy: Policy, wrong: Iterable[Path]) -> Iterator[Finding]:
    """What is found besides what is wrong already."""
    known = {**calendars.shipped(), **policy.calendars}
    specs = {name: known[name] for name in policy.calendars_used if name in known}
    resolved = {}
    for name, spec in specs.items():
        with suppress(Mistake):
            resolved[name] = holidays.resolve(spec)
    problems = (uncalendared(policy, calendars.shipped()), policies.unknown_holidays(policy))
    for problem in chain(*problems):
        yield problem.found(Severity.ERROR, None)
    for found in lint(policy.model_copy(update={"resolved": resolved})):
        if not any(found.path[: len(path)] == path for path in wrong):
            yield found


def _mended(raw: dict[str, Any]) -> Policy | None:
    """The policy with what the shipped one says wherever it is wrong; none if that is no help."""
    raw, shipped = copy.deepcopy(raw), _shipped()
    for _ in range(_ATTEMPTS):
        try:
            return Policy.model_validate(raw, context={LENIENTLY: True})
        except ValidationError as invalid:
            places = [each["loc"] for each in invalid.errors()]
            if () in places:  # parts do not fit each other: no value alone is wrong
                return None
            for place in places:
                _mend(raw, place, shipped)
    return None


def _mend(raw: Any, loc: Path, shipped: Any) -> None:
    """Put in place of one value what is shipped there; take it away if nothing is."""
    for part in loc[:-1]:
        if part not in _parts(raw):
            continue
        if loc[-1] == _KEY and part == loc[-2]:
            del raw[part]
            return
        if not isinstance(raw[part], dict | list):
            raw[part] = _at(shipped, part)
            return
        raw, shipped = raw[part], _at(shipped, part)
    _replace(raw, loc[-1], _at(shipped, loc[-1]))


def _shipped() -> dict[str, Any]:
    specs = {name: each.model_dump(mode="json") for name, each in calendars.shipped().items()}
    return {**policy_text.toml(policies.default_text()), "calendars": specs}


def _replace(raw: Any, part: str | int, value: Any) -> None:
    if value is not None and isinstance(raw, dict):
        raw[str(part)] = value
    elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
        raw[part] = value if value is not None else next(iter(raw[:part]), None)
    elif isinstance(raw, dict):
        raw.pop(str(part), None)


def _at(shipped: Any, part: str | int) -> Any:
    """What the shipped policy has there; under names that it does not know, under any."""
    if isinstance(shipped, Mapping):
        some = next(iter(shipped.values()), None)
        alike = isinstance(some, Mapping) and all(isinstance(v, Mapping) for v in shipped.values())
        return shipped.get(str(part), some if alike else None)
    if isinstance(shipped, list) and shipped:
        return shipped[part] if isinstance(part, int) and part < len(shipped) else shipped[0]
    return None


def _parts(raw: Any) -> Any:
    if isinstance(raw, list):
        return range(len(raw))
    return raw if isinstance(raw, dict) else ()
