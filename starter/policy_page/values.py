"""What a key of a policy says, short enough to be read."""

import json
import re
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from schemas.durations import Elapsed
from schemas.enums import Locale
from schemas.words import Said
from starter.policy_page import lengths, names

_SHORT_ENOUGH = 200
_SPAN = re.compile(r"P(?=\d|T\d)(?:\d+D)?(?:T(?:\d+[HMS])+)?")
"""A length by the clock as JSON writes it."""
_LENGTHS = TypeAdapter(timedelta)
_NOTHING = Said("（无）", "(nothing)")


def short(value: Any, locale: Locale) -> str:
    """A value as people read it; of a long list or section its beginning."""
    if value is None:
        return _NOTHING.in_(locale)
    if isinstance(value, str):
        return _span(value, locale) if _SPAN.fullmatch(value) else value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        roles = names.are_roles(value)
        told = names.whom(value, locale) if roles else ", ".join(value) or _NOTHING.in_(locale)
    else:
        told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= _SHORT_ENOUGH else f"{told[:_SHORT_ENOUGH]} …"


def _span(value: str, locale: Locale) -> str:
    span = _LENGTHS.validate_python(value)
    return lengths.told(Elapsed(span), locale)
