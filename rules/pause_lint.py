"""Pauses that stop a clock where it begins, or where it does not run anyway."""

from collections.abc import Iterator

from rules import lint_words as words
from rules.linting import error, warning
from schemas.enums import ClockKind, Stage
from schemas.findings import Finding
from schemas.policy import Policy

_AT_WORK = frozenset({Stage.PLANNING, Stage.AWAITING_APPROVAL, Stage.RESOLVING, Stage.CLARIFYING})
_BEFORE = frozenset({Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYZED, Stage.TRIAGE})
_UNSOLVED = _BEFORE | _AT_WORK
_WAITING = frozenset({Stage.AWAITING_CONFIRMATION})
_RUNS_IN = {
    ClockKind.ACKNOWLEDGE: _UNSOLVED | _WAITING,  # a mail may be sent late
    ClockKind.FIRST_RESPONSE: _UNSOLVED,
    ClockKind.ANALYZE: _UNSOLVED,
    ClockKind.INTERIM_UPDATE: _UNSOLVED,
    ClockKind.NEXT_UPDATE: _UNSOLVED,
    ClockKind.RESOLVE: _UNSOLVED,
    ClockKind.CONFIRM: _WAITING,
    ClockKind.APPROVE: _AT_WORK,
    ClockKind.FIX: _AT_WORK,
    ClockKind.TASK: _AT_WORK,
}
"""In which stages a clock can run at all."""
_STARTS_IN = {
    **dict.fromkeys(ClockKind, Stage.RECEIVED),
    ClockKind.CONFIRM: Stage.AWAITING_CONFIRMATION,
    ClockKind.NEXT_UPDATE: None,
    ClockKind.APPROVE: None,
    ClockKind.FIX: None,
    ClockKind.TASK: None,
}
"""In which stage a clock of the first cycle starts; none if in any."""


def pauses(policy: Policy) -> Iterator[Finding]:
    for n, pause in enumerate(policy.pauses):
        path = ("pauses", n, "clocks")
        for clock in pause.clocks:
            if pause.stage is _STARTS_IN[clock]:
                yield error(path, "pause_at_start", words.PAUSED_AT_START, clock=clock)
            elif pause.stage not in _RUNS_IN[clock]:
                yield warning(path, "pause_never", words.PAUSED_NEVER, clock=clock)
    yield from _always(policy)


def _always(policy: Policy) -> Iterator[Finding]:
    for clock in ClockKind:
        stopped = {n: p.stage for n, p in enumerate(policy.pauses) if clock in p.clocks}
        if stopped and set(stopped.values()) >= _RUNS_IN[clock] and len(_RUNS_IN[clock]) > 1:
            path = ("pauses", max(stopped), "clocks")
            yield error(path, "pause_always", words.PAUSED_ALWAYS, clock=clock)
