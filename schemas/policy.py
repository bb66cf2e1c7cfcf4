"""A company's promises and rules: the policy file, as data."""

from typing import Self

from pydantic import Field, ValidationInfo, model_validator

from schemas.approvals import Approval, Authority, Remedies, StandardSolution
from schemas.bounds import Key, Login
from schemas.calendars import CalendarName, CalendarSpec, ResolvedCalendar
from schemas.durations import Elapsed, Length
from schemas.emergency import Emergency
from schemas.enums import ClockKind, Priority
from schemas.findings import Mistakes
from schemas.keywords import Analysis
from schemas.letters import CustomerLetter, OwnLetter
from schemas.part import Label, Part
from schemas.people import Person, Team
from schemas.policy_names import misnamed
from schemas.portal import Portal
from schemas.promises import (
    Confirmation,
    Escalation,
    Facts,
    Pause,
    QuietHours,
    Reopening,
    SpecialTargets,
    Targets,
)
from schemas.retention import Retention
from schemas.submissions import Line
from schemas.updates import Updates
from schemas.usual_tasks import Tasks
from schemas.zones import Zone

LENIENTLY = "leniently"
"""In the context of a validation: names that name nothing are let through, to look further."""


class Category(Part):
    """What a case is about, and the team that it goes to."""

    label: Label
    team: Key
    subcategories: dict[Key, Label] = Field(default_factory=dict)
    confidential: bool = False
    """Whether its cases are kept from those of the team whom they do not concern."""


class Channel(Part):
    """A way in, and what it is for."""

    label: Label
    purpose: Label | None = None
    default_category: Key | None = None


class Policy(Part):
    """Everything a company decides about its process. A case keeps the version it began with."""

    name: Line
    zone: Zone = "UTC"
    """The IANA zone in which customers and teams read times."""
    calendar: CalendarName
    """When the company works, where a team has no calendar of its own."""
    calendars: dict[CalendarName, CalendarSpec] = Field(default_factory=dict)
    """The company's own calendars, besides those that are shipped."""
    teams: dict[Key, Team]
    people: dict[Login, Person] = Field(default_factory=dict)
    categories: dict[Key, Category]
    channels: dict[Key, Channel]
    tiers: dict[Key, Label] = Field(default_factory=dict)
    """Kinds of customers that have targets of their own."""
    targets: dict[Priority, Targets]
    special_targets: tuple[SpecialTargets, ...] = ()
    pauses: tuple[Pause, ...] = ()
    escalation: tuple[Escalation, ...]
    quiet_hours: QuietHours | None = None
    approvals: tuple[Approval, ...]
    remedies: Remedies = Remedies()
    authority: Authority = Field(default_factory=dict)
    """Without one nobody is limited, but by the rules of `approvals`."""
    standard_solutions: dict[Key, StandardSolution] = Field(default_factory=dict)
    tasks: Tasks = Tasks()
    confirmation: Confirmation
    reopening: Reopening
    updates: Updates = Updates()
    emergency: Emergency = Emergency()
    retention: Retention = Retention()
    portal: Portal = Portal()
    letters: dict[CustomerLetter, OwnLetter] = Field(default_factory=dict)
    """What customers are written in the company's own words."""
    analysis: Analysis
    resolved: dict[CalendarName, ResolvedCalendar] = Field(default_factory=dict)
    """The calendars with the holidays that were known when this version was made. It is never
    written in a file: whoever stores a version adds it."""

    @model_validator(mode="after")
    def _names_exist(self, info: ValidationInfo) -> Self:
        leniently = bool(info.context and info.context.get(LENIENTLY))
        if not leniently and (found := tuple(misnamed(self.model_dump(exclude={"resolved"})))):
            raise Mistakes(found)
        return self

    def team_of(self, category: str | None) -> str:
        """The team that a category is routed to."""
        found = (
            self.categories.get(category or "") or self.categories[self.analysis.fallback_category]
        )
        return found.team

    @property
    def public_channels(self) -> tuple[str, ...]:
        """The channels that have a form for everybody, the usual one first."""
        usual = ("web",) if "web" in self.channels else tuple(self.channels)[:1]
        return self.portal.channels or usual

    @property
    def staff(self) -> frozenset[str]:
        """Everybody in any team."""
        return frozenset(login for team in self.teams.values() for login in team.people)

    def works_here(self, login: str) -> bool:
        """Whether somebody is in a team, and works here at present."""
        person = self.people.get(login)
        return login in self.staff and (person is None or person.active)

    def target(self, kind: ClockKind, facts: Facts) -> tuple[Length, str] | None:
        """What is promised to such a case, and the calendar in which it counts; none if nothing."""
        counted_in = (facts.emergency and self.emergency.calendar) or self.calendar_of(facts.team)
        cadence = self.emergency.update_every if facts.emergency else None
        if cadence and kind is ClockKind.INTERIM_UPDATE:
            return Elapsed(cadence), counted_in
        special = (each for each in self.special_targets if each.when.holds(facts))
        for each in special:
            if length := each.targets.of(kind):
                return length, each.calendar or counted_in
        usual = self.targets[facts.priority].of(kind)
        return (usual, counted_in) if usual else None

    def calendar_of(self, team: str | None) -> str:
        """The calendar that a team works by."""
        found = self.teams.get(team or "")
        return (found.calendar if found else None) or self.calendar

    @property
    def calendars_used(self) -> frozenset[str]:
        """Every calendar that something in this policy is counted in."""
        teams = (team.calendar for team in self.teams.values())
        special = (each.calendar for each in self.special_targets)
        urgent = self.emergency.calendar
        return frozenset({self.calendar, *filter(None, (urgent, *teams, *special))})
