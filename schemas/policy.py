"""A company's promises and rules: the policy file, as data."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.bounds import Key, Login
from schemas.durations import Duration
from schemas.enums import ClockKind, Locale, Priority, Role, Sentiment
from schemas.submissions import Address, Line


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = "one is written like Asia/Shanghai or UTC"
        raise ValueError(f"{name!r} is no time zone; {known}") from error
    return name


Zone = Annotated[str, Field(max_length=60), AfterValidator(_known_zone)]
Share = Annotated[float, Field(gt=0, lt=1)]
Word = Annotated[str, Field(min_length=1, max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Part):
    """A name in every language that people read."""

    zh: Line
    en: Line

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en


class Team(_Part):
    """A team, the mailbox where it reads notices, and who is what in it."""

    label: Label
    address: Address
    agents: tuple[Login, ...]
    leads: tuple[Login, ...]
    managers: tuple[Login, ...]

    def role_of(self, login: str) -> Role | None:
        """The highest role of a person in this team; none for a stranger."""
        for role, people in (
            (Role.MANAGER, self.managers),
            (Role.LEAD, self.leads),
            (Role.AGENT, self.agents),
        ):
            if login in people:
                return role
        return None


class Category(_Part):
    label: Label
    team: Key


class Channel(_Part):
    """A way in, and what it is for."""

    label: Label
    default_category: Key | None = None


class Targets(_Part):
    """Within what time each step is promised, from when its clock starts."""

    acknowledge: Duration
    analyze: Duration
    resolve: Duration
    confirm: Duration
    """After it, a customer's silence closes the case as unconfirmed."""

    def of(self, kind: ClockKind) -> Duration:
        return {
            ClockKind.ACKNOWLEDGE: self.acknowledge,
            ClockKind.ANALYZE: self.analyze,
            ClockKind.RESOLVE: self.resolve,
            ClockKind.CONFIRM: self.confirm,
        }[kind]


class Confirmation(_Part):
    """When a customer who does not answer is reminded, counted from the mail with the solution."""

    remind_after: tuple[Duration, ...]


class Reopening(_Part):
    """How long "not solved" opens a closed case again, and how often until a manager is told."""

    window: Duration
    limit: int = Field(ge=1)


class Approval(_Part):
    """Proposals of these priorities need a yes from this role."""

    priorities: tuple[Priority, ...]
    role: Role


class Hint(_Part):
    """Words that speak for a category, a priority or a sentiment, in any case."""

    means: Key
    words: tuple[Word, ...]


class PriorityHint(Hint):
    means: Priority


class SentimentHint(Hint):
    means: Sentiment


class Analysis(_Part):
    """Keyword rules for the built-in analysis."""

    triage_below: float = Field(ge=0, le=1)
    """Below this confidence a person decides: the case waits in triage."""
    fallback_category: Key
    fallback_priority: Priority
    categories: tuple[Hint, ...]
    priorities: tuple[PriorityHint, ...]
    sentiments: tuple[SentimentHint, ...]


class Policy(_Part):
    """Everything a company decides about its process. A case keeps the version it began with."""

    name: Line
    zone: Zone = "UTC"
    """The IANA zone in which customers and teams read times."""
    warn_at: Share
    """The share of a target after which the team is warned."""
    teams: dict[Key, Team]
    categories: dict[Key, Category]
    channels: dict[Key, Channel]
    targets: dict[Priority, Targets]
    approvals: tuple[Approval, ...]
    confirmation: Confirmation
    reopening: Reopening
    analysis: Analysis

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for key, category in self.categories.items():
            if category.team not in self.teams:
                known = ", ".join(self.teams)
                raise ValueError(
                    f"categories.{key}.team is {category.team!r}; it must be one of: {known}"
                )
        if missing := set(Priority) - set(self.targets):
            raise ValueError(f"targets are missing for: {', '.join(sorted(missing))}")
        named = {hint.means for hint in self.analysis.categories}
        named |= {channel.default_category or "" for channel in self.channels.values()} - {""}
        named.add(self.analysis.fallback_category)
        if unknown := named - set(self.categories):
            raise ValueError(f"there are no such categories: {', '.join(sorted(unknown))}")
        return self

    def team_of(self, category: str | None) -> str:
        """The team that a category is routed to."""
        found = (
            self.categories.get(category or "") or self.categories[self.analysis.fallback_category]
        )
        return found.team

    @property
    def people(self) -> frozenset[str]:
        """Everybody in any team."""
        return frozenset(
            login
            for team in self.teams.values()
            for login in (*team.agents, *team.leads, *team.managers)
        )

    def approver(self, priority: Priority) -> Role | None:
        """The role that must approve a proposal of this priority; none if the team settles it."""
        return next((a.role for a in self.approvals if priority in a.priorities), None)
