"""What would say who somebody is, taken out of texts: addresses, numbers, and names that are known.

What is left is readable and says that something is missing: `w***@***`, `***78`, `王**`. A text
that is masked is not changed by masking it again.
"""

import re
from collections.abc import Iterable, Iterator

_STARS = "***"
_APART = r"\s@<>()\[\],;:\"'，。；：、（）《》“”"
# Looked for from the beginning of a word only: from each letter, a long word would take minutes.
MAIL = re.compile(rf"(?<![^{_APART}{{}}])[^{_APART}{{}}]+@[^{_APART}]+")
_SEPARATED = r"[\s.\-\u2010-\u2015/()（）]{0,2}"
DIGITS = re.compile(rf"(?<!\d)\+?\(?\d(?:{_SEPARATED}\d){{6,}}[Xx]?(?!\d)")
DATE = re.compile(r"(?:19|20)\d\d[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])")
PLACE_ZH = re.compile(
    r"[\u4e00-\u9fff\w]{1,12}?(?:路|街|大道|巷|弄|胡同)\s?\d+\s?(?:号|弄)"
    r"(?:[\u4e00-\u9fff\d\-#\s]{0,20}?\d+\s?(?:室|号楼|单元|栋|楼|户))*"
)
PLACE_EN = re.compile(
    r"\b\d{1,5}[A-Za-z]?\s(?:[A-Z][\w'.-]*\s){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Court|Ct)\b\.?"
)
_SHORTEST_NAME, _SHORTEST_WORD = 2, 3
_KEPT = 2


def masked(text: str, names: Iterable[str | None] = ()) -> str:
    """A text without e-mail and postal addresses, without numbers of seven digits and more that
    are no dates (phones, identity and bank cards, orders), and without these names."""
    text = MAIL.sub(lambda found: _mail(found[0]), text)
    for pattern in (PLACE_ZH, PLACE_EN):
        text = pattern.sub(_STARS, text)
    text = DIGITS.sub(_number, text)
    for known in sorted(set(_parts(names)), key=len, reverse=True):
        text = _as_word(known).sub(name(known), text)
    return text


def name(text: str) -> str:
    """A person's name, of which the first letter is left."""
    return text[:1] + "**"


def address(text: str) -> str:
    """An e-mail address, of which the first letter is left."""
    return _mail(text)


def _mail(text: str) -> str:
    local, _, domain = text.partition("@")
    if domain == _STARS:
        return text
    return f"{local[:1] if len(local) > _KEPT else ''}{_STARS}@{_STARS}"


def _parts(names: Iterable[str | None]) -> Iterator[str]:
    """Names as people write them: whole, and each word of them."""
    for each in filter(None, names):
        words = [word for word in each.split() if len(word) >= _SHORTEST_WORD]
        yield from (part for part in (each, *words) if len(part) >= _SHORTEST_NAME)


def _as_word(text: str) -> re.Pattern[str]:
    """In Chinese there is no space around a name; in other languages it is no part of a word."""
    before = r"(?<![A-Za-z])" if text[0].isascii() else ""
    after = r"(?![A-Za-z])" if text[-1].isascii() else ""
    return re.compile(f"{before}{re.escape(text)}{after}", re.IGNORECASE)


def _number(found: re.Match[str]) -> str:
    written = found[0]
    if DATE.fullmatch(written):
        return written
    digits = [each for each in written if each.isalnum()]
    return _STARS + "".join(digits[-_KEPT:])
