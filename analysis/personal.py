"""Which personal data a text holds; never the data."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from rules.masking import DATE, DIGITS, MAIL, PLACE_EN, PLACE_ZH
from schemas.enums import PersonalData

_IDENTITY = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}|[2-9]\d{9}|1[2-9]\d{9}")
_CARD_DIGITS = range(15, 20)


def personal(text: str) -> Mapping[PersonalData, int]:
    """How often a text, as it was written, holds which personal data; what `masked` takes out.

    Other long numbers, such as those of orders, are no person's.
    """
    return dict(Counter(_found(text)))


def _found(text: str) -> Iterator[PersonalData]:
    yield from (PersonalData.MAIL for _ in MAIL.finditer(text))
    text = MAIL.sub(" ", text)
    for pattern in (PLACE_ZH, PLACE_EN):
        yield from (PersonalData.ADDRESS for _ in pattern.finditer(text))
        text = pattern.sub(" ", text)
    for number in DIGITS.finditer(text):
        if kind := _kind(number[0]):
            yield kind


def _kind(written: str) -> PersonalData | None:
    if DATE.fullmatch(written):
        return None
    digits = "".join(each for each in written if each.isalnum()).upper()
    if _IDENTITY.fullmatch(digits):
        return PersonalData.IDENTITY
    if _MOBILE.fullmatch(digits) or written.startswith("+") or _LANDLINE.fullmatch(digits):
        return PersonalData.PHONE
    if len(digits) in _CARD_DIGITS and _sums_up(digits):
        return PersonalData.CARD
    return None


def _sums_up(digits: str) -> bool:
    """Whether the last digit checks the others, as on bank cards (Luhn)."""
    if not digits.isdecimal():
        return False
    doubled = (sum(divmod(2 * int(each), 10)) for each in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
