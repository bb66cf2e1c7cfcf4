"""What a key of a policy says, short enough to be read."""

import json
from typing import Any

from schemas.enums import Locale
from schemas.words import Said

_SHORT_ENOUGH = 200
_NOTHING = Said("（无）", "(nothing)")


def short(value: Any, locale: Locale) -> str:
    """A value as people read it; of a long list or section its beginning."""
    if value is None:
        return _NOTHING.in_(locale)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        told = ", ".join(value) or _NOTHING.in_(locale)
    else:
        told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= _SHORT_ENOUGH else f"{told[:_SHORT_ENOUGH]} …"
