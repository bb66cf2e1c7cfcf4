"""Policies and histories of cases as they may be, for tests that try many.

Times are whole minutes from `START`, and targets are short, so that an oracle can walk through a
whole case minute by minute.
"""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from schemas.approvals import Approval
from schemas.calendars import CalendarSpec, ResolvedCalendar
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until
from schemas.emergency import Emergency, EmergencyRule
from schemas.enums import ClockKind, EventKind, Priority, Role, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.policy import Policy
from schemas.promises import (
    Confirmation,
    Escalation,
    Pause,
    Reopening,
    SpecialTargets,
    Targets,
    When,
)
from schemas.updates import Holding, Pace, Saying, Updates
from tests.stories import (
    AGENTS,
    LEAD,
    POLICY,
    Story,
    approval,
    minutes,
    received,
    then_analyzed,
    triaged,
)

_WITHOUT_WORDS = POLICY.model_copy(
    update={
        "analysis": POLICY.analysis.model_copy(
            update={"categories": (), "priorities": (), "sentiments": ()}
        )
    }
)
"""Shorter to read where a test fails."""

# ── Policies ─────────────────────────────────────────────────────────────────────────────────────

_UNIT = 5
_SPANS = st.integers(1, 12).map(lambda n: minutes(n * _UNIT))
_TEAMS = ("engineering", "support")
_SHARES = (0.2, 0.4, 0.5, 0.8)
_SPECS = {
    "often": CalendarSpec.model_validate(
        {
            "zone": "UTC",
            "hours": {
                "mon-fri": ["09:05-09:20", "09:25-10:10", "10:40-12:00", "13:00-13:05"],
                "sat": ["09:00-09:40"],
            },
            "days": {date(2026, 3, 4): []},
        }
    ),
    "nights": CalendarSpec.model_validate(
        {"zone": "Asia/Kathmandu", "hours": {"mon-sat": ["14:50-16:30", "22:00-02:00"]}}
    ),
}
CALENDARS = {
    **POLICY.resolved,
    **{name: ResolvedCalendar(spec=spec) for name, spec in _SPECS.items()},
}
"""They open and close while the stories go on: `START` is a Monday, 17:00 in `cn`."""


_LEVELS: tuple[tuple[Approval, ...], ...] = (
    (),
    (approval(Priority.HIGH, Role.LEAD),),
    (
        approval(Priority.HIGH, Role.MANAGER),
        approval(Priority.MEDIUM, Role.LEAD),
    ),
)
_PAUSING = (
    Stage.CLARIFYING,
    Stage.CLARIFYING,
    Stage.PLANNING,
    Stage.RESOLVING,
    Stage.AWAITING_APPROVAL,
)

approvals = st.sampled_from(_LEVELS)
_names = st.sampled_from(sorted(CALENDARS))


def lengths() -> st.SearchStrategy[Length]:
    """Short ones, most of them plain; those in days fall due on one of the next days."""
    days = st.integers(1, 2)
    at = st.sampled_from((time(8), time(9, 15), time(16), time(22, 30)))
    return st.one_of(
        _SPANS.map(Elapsed),
        _SPANS.map(Elapsed),
        _SPANS.map(BusinessTime),
        _SPANS.map(BusinessTime),
        st.builds(BusinessDays, days, st.sampled_from(Until)),
        st.builds(ByTime, days, at),
    )


@st.composite
def targets(draw: st.DrawFn, *, partly: bool = False) -> Targets:
    """Some kinds are not promised, most of them if only a part is to be; silence always ends."""
    seldom = st.none() | st.none() | lengths() if partly else st.none() | lengths() | lengths()
    of = {kind.value: draw(seldom) for kind in ClockKind if kind.value in Targets.model_fields}
    return Targets(**of if partly else {**of, "confirm": draw(lengths())})


@st.composite
def special_targets(draw: st.DrawFn) -> SpecialTargets:
    when = When(
        priority=draw(st.sampled_from(((), (), (Priority.HIGH,)))),
        category=draw(st.sampled_from(((), (), ("malfunction",)))),
        channel=draw(st.sampled_from(((), ("web",), ("email",)))),
        tier=draw(st.sampled_from(((), (), ("gold",)))),
        team=draw(st.sampled_from(((), *((team,) for team in _TEAMS)))),
        reopened=draw(st.sampled_from((None, None, True, False))),
        emergency=draw(st.sampled_from((None, None, True, False))),
    )
    return SpecialTargets(
        when=when, targets=draw(targets(partly=True)), calendar=draw(st.none() | _names)
    )


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    clocks = draw(st.lists(st.sampled_from(ClockKind), min_size=1, max_size=6, unique=True))
    return Pause(stage=draw(st.sampled_from(_PAUSING)), clocks=tuple(clocks))


@st.composite
def escalations(draw: st.DrawFn) -> tuple[Escalation, ...]:
    """Warnings, the miss, and up to two levels afterwards."""
    shares = sorted(draw(st.lists(st.sampled_from(_SHARES), max_size=2, unique=True)))
    later = sorted(draw(st.lists(st.integers(1, 12), max_size=2, unique=True)))
    working = draw(st.booleans())
    after = [minutes(n * _UNIT) for n in later]
    return (
        *(Escalation(at=share, tell=("owner",)) for share in (*shares, 1.0)),
        *(
            Escalation(after=BusinessTime(n) if working else Elapsed(n), tell=("lead",))
            for n in after
        ),
    )


@st.composite
def updates(draw: st.DrawFn) -> Updates:
    """The words of the default policy, at other paces, and up to two holding replies."""
    text = Saying(zh="我们仍在处理。", en="We are still at it.")
    waits = draw(st.lists(lengths(), max_size=2))
    pace = st.sampled_from(Pace)
    return POLICY.updates.model_copy(
        update={
            "priorities": draw(st.dictionaries(st.sampled_from(Priority), pace)),
            "at_most_every": draw(_SPANS),
            "wait": draw(_SPANS),
            "meets_interim_update": draw(st.booleans()),
            "holding": tuple(Holding(after=after, text=text) for after in waits),
        }
    )


@st.composite
def emergencies(draw: st.DrawFn) -> Emergency:
    """With and without a cadence and a calendar; sometimes high priority is one by rule."""
    rule = EmergencyRule(when=When(priority=(Priority.HIGH,)))
    return Emergency(
        rules=draw(st.sampled_from(((), (), (rule,)))),
        call_every=draw(_SPANS),
        update_every=draw(st.none() | _SPANS),
        calendar=draw(st.none() | _names),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """The default policy with other promises, in calendars that differ from team to team."""
    reminders = draw(st.lists(_SPANS, max_size=3, unique=True).map(sorted))
    works = {name: draw(st.none() | _names) for name in _TEAMS}
    return _WITHOUT_WORDS.model_copy(
        update={
            "calendar": draw(_names),
            "resolved": CALENDARS,
            "teams": POLICY.teams
            | {n: POLICY.teams[n].model_copy(update={"calendar": c}) for n, c in works.items()},
            "targets": {priority: draw(targets()) for priority in Priority},
            "special_targets": tuple(draw(st.lists(special_targets(), max_size=2))),
            "pauses": tuple(draw(st.lists(pauses(), max_size=2))),
            "escalation": draw(escalations()),
            "approvals": draw(approvals),
            "confirmation": Confirmation(remind_after=tuple(reminders)),
            "updates": draw(updates()),
            "emergency": draw(emergencies()),
            "reopening": Reopening(window=draw(_SPANS), limit=draw(st.integers(1, 3))),
        }
    )


# ── Histories ────────────────────────────────────────────────────────────────────────────────────

_NOISE = (
    EventKind.NOTED,
    EventKind.MAILED,
    EventKind.TAKEN,
    EventKind.PROGRESS,
    EventKind.REFUSED,
    EventKind.UPDATED,
    EventKind.EMERGENCY,
    EventKind.CALMED,
)
_NEXT: dict[str, dict[EventKind, str]] = {
    "new": {EventKind.ANALYZED: "work", EventKind.NOTED: "new", EventKind.WITHDRAWN: "gone"},
    "work": {
        EventKind.ASKED: "asked",
        EventKind.RESOLVED: "waiting",
        EventKind.TRIAGED: "work",
        EventKind.PROPOSED: "work",
        EventKind.APPROVED: "work",
        EventKind.REJECTED: "work",
        EventKind.DECLINED: "closed",
        EventKind.DUPLICATED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "asked": {
        EventKind.REPLIED: "work",
        EventKind.TRIAGED: "asked",
        EventKind.DECLINED: "closed",
        EventKind.DUPLICATED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "waiting": {
        EventKind.CONFIRMED: "closed",
        EventKind.REOPENED: "work",
        EventKind.UNCONFIRMED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "closed": {EventKind.REOPENED: "work", EventKind.CONFIRMED: "closed", EventKind.ENDED: "gone"},
    "gone": {},
}
"""In which mood of a case what can come next, the usual first, and the mood that it leads to."""


_LEAPS = (*(0,) * 17, 240, 700, 1500)
"""Now and then nothing happens for so many minutes."""


@st.composite
def histories(draw: st.DrawFn, steps: int = 14) -> list[Event]:
    """The events of a case that may have happened: priorities and teams given and changed,
    questions asked and answered, the acknowledgement early, late or never, cases closed and
    opened again."""
    story = received(draw(st.none() | st.sampled_from(Priority)), tier=draw(_TIERS))
    mood, minute, acknowledged, proposals = "new", 0, False, 0
    for _ in range(steps - draw(st.integers(0, steps))):
        minute += draw(st.integers(0, 40)) + draw(st.sampled_from(_LEAPS))
        usual = list(_NEXT[mood])
        choices = [*usual[:2] * 3, *usual[2:], draw(st.sampled_from(_NOISE))]
        if not acknowledged and draw(st.booleans()):
            choices += [EventKind.ACKNOWLEDGED, EventKind.UNDELIVERABLE]
        kind = draw(st.sampled_from(choices))
        acknowledged |= kind in (EventKind.ACKNOWLEDGED, EventKind.UNDELIVERABLE)
        proposals = 0 if kind is EventKind.REOPENED else proposals + (kind is EventKind.PROPOSED)
        _tell(draw, story, kind, minutes(minute), proposals)
        mood = _NEXT[mood].get(kind, mood)
    return story.events


_TIERS = st.sampled_from((None, None, "gold"))
_SPEAKERS = st.sampled_from((*AGENTS, *AGENTS, CUSTOMER, SYSTEM))
_NEEDS = st.sampled_from(({}, {}, {"needs": Role.LEAD.value}))


def _tell(draw: st.DrawFn, story: Story, kind: EventKind, at: timedelta, proposals: int) -> None:
    match kind:
        case EventKind.ANALYZED:
            then_analyzed(story, draw(st.sampled_from(Priority)), at, certain=draw(st.booleans()))
        case EventKind.TRIAGED:
            category = draw(st.sampled_from(("malfunction", "usage_question")))
            triaged(story, draw(st.sampled_from(Priority)), at, category)
            if draw(st.booleans()):
                story.then(EventKind.ROUTED, at, LEAD, team=draw(st.sampled_from(_TEAMS)))
        case EventKind.PROPOSED:
            story.then(kind, at, AGENTS[0], version=proposals, **draw(_NEEDS))
        case EventKind.REOPENED:
            story.then(kind, at, draw(_SPEAKERS), why=draw(st.sampled_from(("not_solved", "lead"))))
        case _:
            story.then(kind, at, draw(_SPEAKERS))
