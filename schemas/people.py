"""Teams, and the people in them, as a policy names them."""

from collections.abc import Mapping

from pydantic import Field

from schemas.bounds import Login
from schemas.calendars import CalendarName
from schemas.chats import ChatAddress
from schemas.enums import Locale, Role
from schemas.part import Label, Part
from schemas.submissions import Address


class Person(Part):
    """A member of staff. Notices go to `address`; without one to the mailbox of the team."""

    address: Address | None = None
    locale: Locale | None = None
    active: bool = True
    """Whether the person works here at present; who does not is asked for no approval."""


class Team(Part):
    """A team, the mailbox where it reads notices, and who is what in it."""

    label: Label
    address: Address
    agents: tuple[Login, ...]
    leads: tuple[Login, ...]
    managers: tuple[Login, ...]
    deputies: dict[Login, Login] = Field(default_factory=dict)
    """Who stands in for whom while that person is away and has named nobody."""
    calendar: CalendarName | None = None
    """When the team works; the policy's calendar if none is named."""
    sender: Address | None = None
    """The address that the team's mails to customers come from; the installation's if none."""
    reply_to: Address | None = None
    notify: tuple[ChatAddress, ...] = ()
    """Chats that hear what the team's mailbox hears."""
    confidential: bool = False
    """Whether all its cases are kept from those of the team whom they do not concern."""

    def role_of(self, login: str) -> Role | None:
        """The highest role of a person in this team; none for a stranger."""
        for role, people in (
            (Role.MANAGER, self.managers),
            (Role.LEAD, self.leads),
            (Role.AGENT, self.agents),
        ):
            if login in people:
                return role
        return self.machines.get(login)

    @property
    def machines(self) -> Mapping[str, Role]:
        """Keys that decide in this team and are asked for nothing; a policy names none."""
        return {}

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the team, each once."""
        return tuple(dict.fromkeys((*self.agents, *self.leads, *self.managers)))
