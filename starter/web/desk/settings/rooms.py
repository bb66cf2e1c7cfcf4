"""The rooms of the settings: what there is to set, and who may."""

from typing import NamedTuple

from schemas.access import Permission
from starter.web.desk.seat import Seat

POLICY = "/desk/settings/policy"


class Room(NamedTuple):
    """`room_` and `name` are the key of its word in words/settings.py, `room_` and `name` and
    `_hint` that of what it is for."""

    path: str
    name: str
    permission: Permission = Permission.READ


ROOMS = (
    Room("/desk/settings/people", "people", Permission.PEOPLE),
    Room("/desk/settings/teams", "teams"),
    Room("/desk/settings/absences", "absences"),
    Room("/desk/settings/keys", "keys", Permission.PEOPLE),
    Room("/desk/settings/channels", "channels"),
    Room(POLICY, "policy"),
    Room("/desk/settings/letters", "letters"),
    Room("/desk/settings/webhooks", "webhooks", Permission.SETTINGS),
)
"""All settings, in the order in which they are listed."""


def open_to(seat: Seat) -> list[Room]:
    """The rooms that this person may open."""
    return [room for room in ROOMS if seat.may(room.permission)]


def policy_of(seat: Seat) -> str | None:
    """Where the policy is shown, if this person may open it there."""
    return next((room.path for room in open_to(seat) if room.path == POLICY), None)
