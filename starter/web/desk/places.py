"""The places of the desk that every page leads to."""

from typing import NamedTuple

from schemas.access import Permission


class Place(NamedTuple):
    """`name` ends the key of its word, `g` and `key` lead there."""

    path: str
    name: str
    key: str
    permission: Permission = Permission.READ


PLACES = (
    Place("/desk", "my_work", "m"),
    Place("/desk/board", "board", "b"),
    Place("/desk/approvals", "approvals", "a", Permission.DECIDE),
    Place("/desk/search", "search", "s"),
    Place("/desk/operations", "operations", "o", Permission.METRICS),
    Place("/desk/settings", "settings", "t"),
)
