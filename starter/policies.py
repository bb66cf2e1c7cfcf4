"""The policies of an installation as the desk and the command line handle them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from rules.absences import day_begins
from rules.policy_diff import Change, differences
from schemas.case_filter import CaseFilter
from schemas.policy import Policy
from schemas.policy_text import InvalidPolicy
from starter import moving
from starter.moving import Outcome
from starter.policy_check import check
from store import policies
from store.casebook import CaseBook
from store.past import Past
from store.queries import Queries
from store.trials import Asked, Trials, TrialState
from store.versions import Text, Version, Versions

if TYPE_CHECKING:
    from starter.trial.background import Background
    from store.database import Database

_YEAR = timedelta(days=365)
_LOOKED_AT = 20


class Review(NamedTuple):
    """What putting a text in force would change, and how many running cases keep their version."""

    changes: list[Change]
    running: int
    same: bool
    """Whether it is the text that is in force already."""


class Period(NamedTuple):
    """The days on which the cases of a trial came in, the first and the last included; what is
    not said is the latest year."""

    first: date | None = None
    last: date | None = None

    def within(self, now: datetime, zone: str) -> tuple[datetime, datetime]:
        """The same as instants, the end excluded; the days are those of a zone."""
        until = day_begins(self.last + timedelta(days=1), zone) if self.last else now
        return day_begins(self.first, zone) if self.first else until - _YEAR, until


class Policies:
    """The versions, the one in force, trials, and putting another in force."""

    def __init__(
        self,
        database: "Database",
        first: str,
        background: "Background",
        trials: Trials,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._first = first
        self._background = background
        self._now = now
        self.trials = trials

    def in_force(self) -> Text:
        """The version for new cases; before the first case, what will be the first."""
        return Versions(self._database).in_force() or text(self._first)

    def seen(self) -> str | None:
        """The version in force, to be given back with what is put in its place."""
        with self._database.reading() as session:
            return policies.current(session)

    def every(self) -> list[Version]:
        """All versions, the latest put in force first."""
        return Versions(self._database).every()

    def find(self, version: str) -> Text | None:
        """The version of exactly that name."""
        found = Versions(self._database).find(version)
        return found[0] if found and found[0].version == version else None

    def text_of(self, version: str | None) -> str:
        """The text of a version; of the one in force if there is none of that name."""
        found = self.find(version) if version else None
        return (found or self.in_force()).text

    def review(self, given: str, policy: Policy) -> Review:
        """What would change if a text were put in force."""
        before = self.in_force()
        others = sum(each.running for each in self.every())
        return Review(list(differences(before.policy, policy)), others, before.text == given)

    def succeed(self, given: str, by: str, reason: str, seen: str | None) -> str:
        """Put a text in force in place of the version `seen`; the new version.

        Raises:
            InvalidPolicy: it does not pass the checks.
            Overtaken: somebody else has put another in force meanwhile.
        """
        if errors := check(given).errors:
            raise InvalidPolicy(errors)
        with self._database.writing() as session:
            return policies.succeed(session, given, by, reason, seen)

    def followers(self, version: Text) -> Outcome:
        """What would become of the running cases if all of them went on under a version."""
        book = CaseBook(self._database)
        return moving.preview(book, self.still_running(), version, self._now())

    def follow(self, version: Text, by: str) -> Outcome:
        """Have them go on under it, as far as they fit; their workflows are not told."""
        book = CaseBook(self._database)
        return moving.carry_out(book, self.still_running(), version, by, self._now)

    def still_running(self) -> list[str]:
        """The cases that are not ended."""
        return Queries(self._database).running(CaseFilter(()))

    def try_out(self, given: str, by: str, seen: str | None, period: Period) -> str | None:
        """Begin a trial on the cases of some days; its id, or none if there are no cases."""
        within = period.within(self._now(), self.in_force().policy.zone)
        asked = Asked(given, seen, *within)
        past = Past(self._database, asked.since, asked.until)
        if not past.count():
            return None
        return self._background.begin(asked, self.in_force().text, by, past)

    def running(self) -> str | None:
        """A trial that runs; one at a time has every processor."""
        latest = self.trials.latest(_LOOKED_AT, self._now())
        return next((each.id for each in latest if each.state == TrialState.RUNNING), None)

    def close(self) -> None:
        """Let what runs in the background go."""
        self._background.close()

    def wait(self, seconds: float = 60) -> None:
        """Wait for what runs in the background."""
        self._background.wait(seconds)


def text(content: str) -> Text:
    """A policy that is not in the record, or not known to be.

    Raises:
        InvalidPolicy: it is none.
    """
    policy = policies.resolved(content)
    return Text(policies.version(policy, content), content, policy)


def between(before: Text, after: Text) -> Iterator[Change]:
    """Every key that differs."""
    return differences(before.policy, after.policy)
