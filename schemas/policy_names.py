"""Whether the names in a policy are names of something in it."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from schemas import policy_words as words
from schemas.enums import Priority
from schemas.findings import Path, Problem
from schemas.letters import ill_worded
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
    channels = _keys(policy, "channels")
    for key in _values(_table(policy, "portal").get("channels")):
        yield from _unknown(("portal", "channels"), key, channels)
    yield from _of_tasks(policy, teams, categories)
    yield from _of_approvals(policy, teams, categories)
    yield from _of_analysis(policy, categories)
    yield from _of_targets(policy)
    for key in _keys(_table(policy, "retention"), "categories"):
        yield from _unknown(("retention", "categories", key), key, categories)
    yield from ill_worded(policy)


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


def _of_tasks(
    policy: Mapping[str, Any], teams: Collection[str], categories: Collection[str]
) -> Iterator[Problem]:
    for n, task in _listed(_table(policy, "tasks"), "usual"):
        path = ("tasks", "usual", n)
        yield from _unknown((*path, "team"), task.get("team"), teams)
        for key in _values(task.get("category")):
            yield from _unknown((*path, "category"), key, categories)


def _of_approvals(
    policy: Mapping[str, Any], teams: Collection[str], categories: Collection[str]
) -> Iterator[Problem]:
    remedies = _keys(_table(policy, "remedies"), "kinds")
    known = {"team": teams, "category": categories, "remedy": remedies}
    for n, rule in _listed(policy, "approvals"):
        for name, among in known.items():
            for value in _values(_table(rule, "when").get(name)):
                yield from _unknown(("approvals", n, "when", name), value, among)
        for m, level in _listed(rule, "levels"):
            yield from _asked(policy, ("approvals", n, "levels", m, "who"), level.get("who"))
    for role, limits in _items(policy, "authority"):
        for remedy in limits:
            yield from _unknown(("authority", role, remedy), remedy, remedies)
    for key, solution in _items(policy, "standard_solutions"):
        for value in _values(solution.get("categories")):
            yield from _unknown(("standard_solutions", key, "categories"), value, categories)


def _asked(policy: Mapping[str, Any], path: Path, who: Any) -> Iterator[Problem]:
    """Whether those whom a level of approval asks are there: a team, or people by name."""
    if isinstance(who, str) and who.startswith("team:"):
        yield from _unknown(path, who.removeprefix("team:"), _keys(policy, "teams"))
    staff = {
        login
        for _, team in _items(policy, "teams")
        for role in ("agents", "leads", "managers")
        for login in _values(team.get(role))
        if isinstance(login, str)
    }
    for login in _values(who):
        yield from _unknown(path, login, sorted(staff))


def _listed(policy: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for n, value in enumerate(_values(policy.get(name))):
        if isinstance(value, Mapping):
            yield n, value


def _values(value: Any) -> Collection[Any]:
    return value if isinstance(value, list | tuple) else ()


def _of_analysis(policy: Mapping[str, Any], categories: Collection[str]) -> Iterator[Problem]:
    analysis = _table(policy, "analysis")
    usual = analysis.get("fallback_category")
    yield from _unknown(("analysis", "fallback_category"), usual, categories)
    hints = analysis.get("categories")
    for n, hint in enumerate(hints if isinstance(hints, list | tuple) else ()):
        if isinstance(hint, Mapping):
            path = ("analysis", "categories", n, "means")
            yield from _unknown(path, hint.get("means"), categories)
    yield from _of_rules(policy, analysis, categories)
    for key, question in _items(analysis, "questions"):
        for each in _values(question.get("category")):
            yield from _unknown(("analysis", "questions", key, "category"), each, categories)


def _of_rules(
    policy: Mapping[str, Any], analysis: Mapping[str, Any], categories: Collection[str]
) -> Iterator[Problem]:
    """What the rules of the analysis and its words for sub-categories name."""
    own = {key: _keys(each, "subcategories") for key, each in _items(policy, "categories")}
    every = {key for each in own.values() for key in each}
    modules = _keys(analysis, "modules")
    for n, rule in _listed(analysis, "rules"):
        path, category = ("analysis", "rules", n), rule.get("category")
        yield from _unknown((*path, "category"), category, categories)
        among = own.get(category, every) if isinstance(category, str) else every
        yield from _unknown((*path, "subcategory"), rule.get("subcategory"), among)
        yield from _unknown((*path, "module"), rule.get("module"), modules)
    for n, hint in _listed(analysis, "subcategories"):
        yield from _unknown(("analysis", "subcategories", n, "means"), hint.get("means"), every)


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
    blanks = {"value": value, "known": ", ".join(sorted(known))}
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
