"""Pages of cases: what a list gives at a time, and where it goes on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.errors import HuiyinError


class Page(NamedTuple):
    """Some cases, the latest first, and the cursor of the next page; none if there is none."""

    rows: Sequence[Any]
    next: str | None


class BadCursor(HuiyinError):
    """The cursor is none that a page has given."""

    def __init__(self) -> None:
        super().__init__("the cursor is none that a page has given")
