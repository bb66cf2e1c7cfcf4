"""Pages of cases: what a list gives at a time, and where it goes on."""

from collections.abc import Sequence
from typing import Any, Protocol

from schemas.errors import HuiyinError


class Page(Protocol):
    """Some cases, the latest first."""

    @property
    def rows(self) -> Sequence[Any]: ...

    @property
    def next(self) -> str | None:
        """The cursor of the next page; none if there is none."""


class BadCursor(HuiyinError):
    """The cursor is none that a page has given."""

    def __init__(self) -> None:
        super().__init__("the cursor is none that a page has given")
