"""Whether the names in a policy are names of something in it."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from schemas import policy_words as words
from schemas.enums import Priority
from schemas.findings import Path, Problem
from schemas.policy_words import Fault

if TYPE_CHECKING:
    from schemas.policy import Policy


def misnamed(policy: Mapping[str, Any]) -> Iterator[Problem]:
    """What names nothing, in a policy as it is written; whatever else is wrong with it."""
    teams, categories = _keys(policy, "teams"), _keys(policy, "categories")
    for key, category in _items(policy, "categories"):
        yield from _unknown(("categories", key, "team"), category.get("team"), teams)
    for key, channel in _items(policy, "channels"):
        usual = channel.get("default_category")
        yield from _unknown(("channels", key, "default_category"), usual, categories)
    yield from _of_analysis(policy, categories)
    yield from _of_targets(policy)


def uncalendared(policy: "Policy", shipped: Collection[str]) -> Iterator[Problem]:
    """Calendars that a policy names and that there are not."""
    known = {*shipped, *policy.calendars}
    for path, name in _named_calendars(policy):
        if name not in known:
            yield _problem(path, "calendar_unknown", words.NO_CALENDAR, name, sorted(known))


def _named_calendars(policy: "Policy") -> Iterator[tuple[Path, str]]:
    yield ("calendar",), policy.calendar
    for key, team in policy.teams.items():
        if team.calendar:
            yield ("teams", key, "calendar"), team.calendar
    for n, special in enumerate(policy.special_targets):
        if special.calendar:
            yield ("special_targets", n, "calendar"), special.calendar
    if policy.emergency.calendar:
        yield ("emergency", "calendar"), policy.emergency.calendar


def _of_analysis(policy: Mapping[str, Any], categories: Collection[str]) -> Iterator[Problem]:
    analysis = _table(policy, "analysis")
    usual = analysis.get("fallback_category")
    yield from _unknown(("analysis", "fallback_category"), usual, categories)
    hints = analysis.get("categories")
    for n, hint in enumerate(hints if isinstance(hints, list | tuple) else ()):
        if isinstance(hint, Mapping):
            path = ("analysis", "categories", n, "means")
            yield from _unknown(path, hint.get("means"), categories)


def _of_targets(policy: Mapping[str, Any]) -> Iterator[Problem]:
    targets = policy.get("targets")
    if not isinstance(targets, Mapping):
        return
    for priority in Priority:
        if priority not in targets:
            yield _problem(("targets", priority.value), "no_targets", words.NO_TARGETS, priority)
        elif isinstance(found := targets[priority], Mapping) and found.get("confirm") is None:
            path = ("targets", priority.value, "confirm")
            yield _problem(path, "no_confirm", words.NO_CONFIRM, priority)


def _unknown(path: Path, value: Any, known: Collection[str]) -> Iterator[Problem]:
    if isinstance(value, str) and value not in known:
        yield _problem(path, "unknown_name", words.NO_SUCH, value, known)


def _problem(
    path: Path, code: str, fault: Fault, value: str, known: Collection[str] = ()
) -> Problem:
    blanks = {"value": value, "known": ", ".join(known)}
    return Problem(path, code, *(words.filled(each, **blanks) for each in fault))


def _keys(policy: Mapping[str, Any], name: str) -> Collection[str]:
    return _table(policy, name).keys()


def _items(policy: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, value in _table(policy, name).items():
        if isinstance(value, Mapping):
            yield key, value


def _table(policy: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = policy.get(name)
    return found if isinstance(found, Mapping) else {}
