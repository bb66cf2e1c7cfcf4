"""How large a file is, as people say it."""

from schemas.enums import Locale
from starter.web.words import WORDS

_STEP = 1000


def measured(size: int, locale: Locale) -> str:
    """A number of bytes as people say it."""
    if size < _STEP:
        return WORDS[locale]["bytes"].format(n=size)
    number, unit = (size / _STEP**2, "MB") if size >= _STEP**2 else (size / _STEP, "KB")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"
