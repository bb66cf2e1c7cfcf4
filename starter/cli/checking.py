"""What was given on the command line or in a file, checked, and what is wrong with it in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import words
from starter.cli.words import said

Made = TypeVar("Made")

_PROBLEMS: Mapping[str, Said] = {
    "missing": words.IS_MISSING,
    "string_too_short": words.IS_EMPTY,
    "string_too_long": words.TOO_LONG,
    "string_type": words.NOT_TEXT,
    "string_unicode": words.NOT_UTF8,
    "string_pattern_mismatch": words.NOT_A_NAME,
    "enum": words.NOT_ONE_OF,
    "extra_forbidden": words.NO_FIELD,
    "int_type": words.NOT_A_NUMBER,
    "int_parsing": words.NOT_A_NUMBER,
    "int_parsing_size": words.NOT_A_NUMBER,
    "int_from_float": words.NOT_A_NUMBER,
    "greater_than_equal": words.TOO_SMALL,
    "less_than_equal": words.TOO_LARGE,
    "decimal_parsing": words.NOT_AN_AMOUNT,
    "decimal_type": words.NOT_AN_AMOUNT,
    "decimal_max_places": words.NOT_AN_AMOUNT,
    "decimal_max_digits": words.NOT_AN_AMOUNT,
    "decimal_whole_digits": words.NOT_AN_AMOUNT,
    "finite_number": words.NOT_AN_AMOUNT,
    "value_error": words.HAS_CONTROLS,
}
# Where the kind of problem alone does not say what would be right.
_OF_FIELD: Mapping[tuple[str, str], Said] = {
    ("contact", "value_error"): words.NOT_AN_ADDRESS,
    ("url", "value_error"): words.NOT_A_HOOK,
    ("by", "string_pattern_mismatch"): words.NOT_A_LOGIN,
    ("to", "string_pattern_mismatch"): words.NOT_A_LOGIN,
    ("roadmap", "string_pattern_mismatch"): words.NOT_A_ROADMAP_ID,
    ("hash", "string_pattern_mismatch"): words.NOT_A_HASH,
    ("task", "string_pattern_mismatch"): words.NOT_A_TASK,
    ("within", "value_error"): words.NOT_A_LENGTH,
    ("request_id", "string_pattern_mismatch"): words.NOT_A_REQUEST,
}


def checked(make: Callable[[], Made], name: Callable[[str], str]) -> Made:
    """What `make` makes. `name` says what a field is called where it was given.

    Raises:
        BadInput: it is not valid; the text names every field that is wrong.
    """
    try:
        return make()
    except ValidationError as error:
        raise BadInput("; ".join(_problem(each, name) for each in error.errors())) from None


def value(kind: Any, given: object, flag: str) -> Any:
    """One value of an option, made what it has to be.

    Raises:
        BadInput: it is not valid.
    """
    adapter = TypeAdapter(kind)
    return checked(lambda: adapter.validate_python(given), lambda _: flag)


@contextmanager
def known(name: Callable[[str], str]) -> Iterator[None]:
    """Says in the chosen language which of a few known values was missed, where that turns out."""
    try:
        yield
    except BadInput as error:
        if not error.field:
            raise
        allowed = ", ".join(error.allowed)
        problem = said(words.NOT_KNOWN, value=error.value, allowed=allowed)
        told = said(words.PROBLEM, field=name(error.field), problem=problem)
        raise BadInput(told) from None


def as_variable(field: str) -> str:
    """What a setting is called in the environment."""
    return f"HUIYIN_{field.upper()}"


def as_column(field: str) -> str:
    """What a field is called in a file."""
    return field


def _problem(error: Mapping[str, Any], name: Callable[[str], str]) -> str:
    field, kind = str(error["loc"][-1]) if error["loc"] else "", error["type"]
    known = _OF_FIELD.get((field, kind)) or _PROBLEMS.get(kind)
    bounds = {key: _plainly(bound) for key, bound in error.get("ctx", {}).items()}
    problem = said(known, **bounds) if known else error["msg"]
    return said(words.PROBLEM, field=name(field), problem=problem)


def _plainly(bound: object) -> str:
    """Without pydantic's grammar: "'a', 'b' or 'c'" is a list in any language without it."""
    return str(bound).replace("'", "").replace(" or ", ", ")
