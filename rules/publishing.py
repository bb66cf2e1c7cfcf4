"""Whether a text that everybody is to read holds what only the company may know."""

import re

_ADDRESS = re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]+\.[^\s@]+")
_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\s().-]?\d){6,}(?!\d)")
_DATE = re.compile(r"\d{4}[-.]\d{1,2}[-.]\d{1,2}")
_SHORTEST_NAME = 2


def reveals(text: str, name: str | None, contact: str | None) -> str | None:
    """What of a person stands in a text: `name`, `address` or `number`; none if nothing is seen."""
    folded = text.casefold()
    if _ADDRESS.search(text) or (contact and contact.casefold() in folded):
        return "address"
    if _NUMBER.search(_DATE.sub("", text)):
        return "number"
    known = (name or "").strip().casefold()
    return "name" if len(known) >= _SHORTEST_NAME and _stands_in(known, folded) else None


def _stands_in(name: str, text: str) -> bool:
    """Names in letters are words of their own; Chinese knows no spaces."""
    if name.isascii():
        return re.search(rf"\b{re.escape(name)}\b", text) is not None
    return name in text
