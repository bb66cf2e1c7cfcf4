"""Targets that can never count, and steps that are promised later than what follows them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

from rules import lint_words as words
from rules.calendar import calendar_of
from rules.linting import error, warning
from rules.openings import OutOfReach
from schemas.durations import Elapsed, Length, written
from schemas.enums import ClockKind, Priority
from schemas.findings import Finding, Path
from schemas.policy import Policy
from schemas.promises import Facts, SpecialTargets, Targets, When
from schemas.words import CLOCKS, LISTED, PRIORITIES

_FOLLOWS = {
    ClockKind.ACKNOWLEDGE: ClockKind.RESOLVE,
    ClockKind.FIRST_RESPONSE: ClockKind.RESOLVE,
    ClockKind.ANALYZE: ClockKind.RESOLVE,
    ClockKind.INTERIM_UPDATE: ClockKind.RESOLVE,
}
"""What is done before what."""
_ANSWERS = frozenset({ClockKind.ACKNOWLEDGE, ClockKind.FIRST_RESPONSE})
"""What must not come after the solution; other clocks just end with it."""
_AGAIN = frozenset(
    {ClockKind.INTERIM_UPDATE, ClockKind.NEXT_UPDATE, ClockKind.RESOLVE, ClockKind.CONFIRM}
)
"""The clocks that start in a reopened case too."""
_LISTS = ("category", "channel", "tier", "team")
_SAMPLES = [
    datetime(2026, 3, 2, tzinfo=UTC) + n * timedelta(hours=5) for n in range(2 * 7 * 24 // 5)
]
"""Starts over two weeks, at every hour of the day: where working hours lie makes a difference."""


def targets(policy: Policy) -> Iterator[Finding]:
    yield from _in_order(policy)
    yield from _reminders(policy)
    for n, special in enumerate(policy.special_targets):
        path = ("special_targets", n)
        strange = list(unknown(policy, path, special.when))
        yield from strange or _hidden(policy, n)
        yield from _first_cycle_only(path, special)
        if not _named(special.targets):
            yield error((*path, "targets"), "special_empty", words.SPECIAL_EMPTY)


def _reminders(policy: Policy) -> Iterator[Finding]:
    for n, after in enumerate(policy.confirmation.remind_after):
        for priority, promised in policy.targets.items():
            confirm = promised.confirm
            if isinstance(confirm, Elapsed) and after >= confirm.span:
                told = {"after": written(Elapsed(after)), "confirm": written(confirm)}
                path = ("confirmation", "remind_after", n)
                name = PRIORITIES[priority]
                yield warning(path, "reminded_late", words.REMINDED_LATE, priority=name, **told)


# ── Special targets that never count ─────────────────────────────────────────────────────────────


def unknown(policy: Policy, path: Path, when: When) -> Iterator[Finding]:
    """Names in a condition that are in no section of the policy."""
    for name, known in _known(policy).items():
        for value in getattr(when, name):
            if value not in known:
                told = {"value": value, "known": ", ".join(known) or "–"}
                where = (*path, "when", name)
                yield error(where, "special_unknown", words.SPECIAL_UNKNOWN, **told)


def _known(policy: Policy) -> Mapping[str, Collection[str]]:
    return {
        "category": policy.categories,
        "channel": policy.channels,
        "tier": policy.tiers,
        "team": policy.teams,
    }


def _first_cycle_only(path: Path, special: SpecialTargets) -> Iterator[Finding]:
    if not special.when.reopened:
        return
    for clock in _named(special.targets):
        if clock not in _AGAIN:
            where = (*path, "targets", clock.value)
            yield error(where, "special_never", words.SPECIAL_NEVER, clock=CLOCKS[clock])


def _hidden(policy: Policy, n: int) -> Iterator[Finding]:
    """What the special targets before it promise to the same cases already."""
    special, before = policy.special_targets[n], policy.special_targets[:n]
    kinds = _named(special.targets)
    hiding = {kind: _hide(kind, special.when, before, policy) for kind in kinds}
    hidden = {kind: others for kind, others in hiding.items() if others}
    for kind, others in hidden.items():
        path: Path = ("special_targets", n)
        if len(hidden) < len(kinds):
            path = (*path, "targets", kind.value)
        listed = ", ".join(str(other + 1) for other in others)
        yield error(path, "special_hidden", words.SPECIAL_HIDDEN, others=listed)
        if len(hidden) == len(kinds):
            return


def _hide(
    kind: ClockKind, when: When, before: tuple[SpecialTargets, ...], policy: Policy
) -> list[int]:
    """The places of those that together leave nothing of a condition; none if something is left."""
    rivals = {n: each.when for n, each in enumerate(before) if each.targets.of(kind)}
    first: set[int] = set()
    for facts in _cases(when, list(rivals.values()), policy) if rivals else ():
        taken = next((n for n, rival in rivals.items() if rival.holds(facts)), None)
        if taken is None:
            return []
        first.add(taken)
    return sorted(first)


def _cases(when: When, rivals: list[When], policy: Policy) -> Iterator[Facts]:
    """One case of each kind that these conditions tell apart, among those that `when` is about."""
    values = [_values(name, when, rivals, policy) for name in _LISTS]
    again = (False, True) if when.reopened is None else (when.reopened,)
    urgent = (False, True) if when.emergency is None else (when.emergency,)
    for priority, reopened, emergency in product(when.priority or Priority, again, urgent):
        for named in product(*values):
            category, channel, tier, team = named
            yield Facts(
                priority=priority,
                category=category,
                channel=channel,
                tier=tier,
                team=team,
                reopened=reopened,
                emergency=emergency,
            )


def _values(name: str, when: When, rivals: list[When], policy: Policy) -> list[str | None]:
    if wanted := getattr(when, name):
        return list(wanted)
    told_apart = {value for rival in rivals for value in getattr(rival, name)}
    others = [value for value in _known(policy)[name] if value not in told_apart]
    if name != "channel":  # a case may have no category, no tier and no team, but came somehow
        return [*sorted(told_apart), None]
    return [*sorted(told_apart), *others[:1]]


def _named(promised: Targets) -> list[ClockKind]:
    return [kind for kind in ClockKind if promised.of(kind)]


# ── Steps in their order ─────────────────────────────────────────────────────────────────────────


def _in_order(policy: Policy) -> Iterator[Finding]:
    for priority, promised in policy.targets.items():
        for early, late in _FOLLOWS.items():
            path = ("targets", priority.value, early.value)
            lengths = promised.of(early), promised.of(late)
            yield from _compared(policy, path, (early, late), lengths, policy.calendar)
    for n, special in enumerate(policy.special_targets):
        yield from _special_in_order(policy, n, special)


def _special_in_order(policy: Policy, n: int, special: SpecialTargets) -> Iterator[Finding]:
    """Its own targets with each other, and with what it leaves to the usual ones."""
    own = special.targets
    calendar = special.calendar or policy.calendar
    path = ("special_targets", n, "targets")
    for early, late in _FOLLOWS.items():
        lengths = own.of(early), own.of(late)
        yield from _compared(policy, (*path, early.value), (early, late), lengths, calendar)
    usual = [policy.targets.get(priority) for priority in special.when.priority or Priority]
    paced = bool(special.when.emergency and policy.emergency.update_every)
    slower = {
        early
        for promised in filter(None, usual)
        for early in _FOLLOWS
        if early in _AGAIN or not special.when.reopened
        if not (paced and early is ClockKind.INTERIM_UPDATE)
        if _ever_later(policy, calendar, promised.of(early), own.resolve) and not own.of(early)
    }
    if slower:
        told = [CLOCKS[kind] for kind in ClockKind if kind in slower]
        named = LISTED.joining(told)
        where = (*path, ClockKind.RESOLVE.value)
        yield warning(where, "usual_after_resolution", words.USUAL_LATER, kinds=named)


def _ever_later(policy: Policy, calendar: str, early: Length | None, late: Length | None) -> bool:
    if early is None or late is None or calendar not in policy.resolved:
        return False
    return all(_later(policy, calendar, early, late) or [False])


def _compared(
    policy: Policy,
    path: Path,
    kinds: tuple[ClockKind, ClockKind],
    lengths: tuple[Length | None, Length | None],
    calendar: str,
) -> Iterator[Finding]:
    early, late = lengths
    if early is None or late is None or calendar not in policy.resolved:
        return
    later = _later(policy, calendar, early, late)
    if not any(later):
        return
    told = {
        "early": CLOCKS[kinds[0]],
        "late": CLOCKS[kinds[1]],
        "early_length": written(early),
        "late_length": written(late),
    }
    if all(later) and kinds[0] in _ANSWERS:
        yield error(path, "response_after_resolution", words.LATER, **told)
    elif all(later):
        yield warning(path, "step_after_resolution", words.LATER, **told)
    else:
        yield warning(path, "response_after_resolution_at_times", words.LATER_AT_TIMES, **told)


def _later(policy: Policy, name: str, early: Length, late: Length) -> list[bool]:
    if isinstance(early, Elapsed) and isinstance(late, Elapsed):
        return [early.span > late.span]
    calendar = calendar_of(policy.resolved[name])
    try:
        return [calendar.due(at, early) > calendar.due(at, late) for at in _SAMPLES]
    except OutOfReach:
        return []
