"""What this person can do with the case now, and what follows from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules import approval, transitions
from rules.facts import facts
from schemas.access import Permission
from schemas.enums import ClockKind, DecisionKind, EventKind, Stage
from schemas.messages import Choice
from schemas.words import DECISIONS
from starter.web.desk.case import clocks, forms
from starter.web.desk.case.forms import NOTE, PUBLISH, STANDARD, UNPUBLISH, Field
from starter.web.desk.case.reader import Reader

_K = DecisionKind
_KEYS: Mapping[str, str] = {
    _K.TAKE: "t",
    _K.ASSIGN: "a",
    _K.TRIAGE: "c",
    _K.CLARIFY: "q",
    _K.REPLY: "w",
    _K.PROGRESS: "u",
    _K.PROPOSE: "p",
    STANDARD: "s",
    _K.APPROVE: "y",
    _K.REJECT: "x",
    _K.RESOLVE: "r",
    _K.CONFIRM: "o",
    _K.REOPEN: "b",
    _K.DECLINE: "d",
    _K.DUPLICATE: "=",
    _K.WITHDRAW: "z",
    _K.EMERGENCY: "e",
    _K.CALM: "l",
    _K.TASK: "m",
    NOTE: "n",
    PUBLISH: "h",
    UNPUBLISH: "H",
}
"""Each on a letter of its own; g, j and k are the frame's."""
_OF_A_TASK: Mapping[str, str] = {_K.DONE: "v", _K.DROP: "-"}
_MAIN: Mapping[Stage, Sequence[str]] = {
    Stage.RECEIVED: (_K.TRIAGE,),
    Stage.ACKNOWLEDGED: (_K.TRIAGE,),
    Stage.ANALYZED: (_K.PROPOSE,),
    Stage.TRIAGE: (_K.TRIAGE,),
    Stage.CLARIFYING: (_K.REPLY,),
    Stage.PLANNING: (_K.PROPOSE, STANDARD),
    Stage.AWAITING_APPROVAL: (_K.APPROVE, _K.REJECT),
    Stage.RESOLVING: (_K.RESOLVE,),
    Stage.AWAITING_CONFIRMATION: (_K.CONFIRM,),
    Stage.CLOSED: (_K.REOPEN,),
}
"""What leads on from each stage; it stands first."""
_AT_ONCE = frozenset({_K.TAKE})
"""One click does it: it asks for nothing, and it can be undone or does no harm."""


@dataclass(frozen=True)
class Action:
    """One thing that can be done: `name` is its form's, `kind` without the task."""

    name: str
    kind: str
    label: str
    consequence: str
    key: str
    fields: Sequence[Field]
    main: bool
    task: str | None = None
    files: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> bool:
        return self.kind in _AT_ONCE


def actions(reader: Reader, words: Mapping[str, str]) -> list[Action]:
    """Only what is allowed now, and to this person; what leads on comes first."""
    seat, state = reader.seat, reader.view.state
    if state.erased:
        return []
    found: list[Action] = []
    if seat.may(Permission.DECIDE):
        found += _decisions(reader, words)
        if reader.works:
            found.append(_action(NOTE, reader, words))
    if seat.may(Permission.PUBLISH) and seat.login in reader.view.policy.staff:
        found += [_action(PUBLISH, reader, words)]
        found += [_action(UNPUBLISH, reader, words)] if is_published(reader) else []
    return sorted(found, key=lambda each: not each.main)


def refusal(reader: Reader, kind: DecisionKind, choice: Choice) -> bool:
    """Whether a decision is not possible now, or not for this person."""
    seat, view = reader.seat, reader.view
    judged = (view.policy, view.state, kind, seat.login, choice, reader.away, seat.now)
    no = transitions.refusal(view.state, kind, choice) or approval.refusal(*judged)
    return no is not None


def is_published(reader: Reader) -> bool:
    """Whether the case is on the public board."""
    both = (EventKind.PUBLISHED, EventKind.UNPUBLISHED)
    of = [event.kind for event in reader.view.events if event.kind in both]
    return bool(of) and of[-1] is EventKind.PUBLISHED


def _decisions(reader: Reader, words: Mapping[str, str]) -> Iterator[Action]:
    for kind in transitions.allowed(reader.view.state):
        if kind in _OF_A_TASK:
            yield from _of_tasks(kind, reader, words)
        elif kind is _K.TAKE and reader.view.state.owner == reader.seat.login:
            continue
        elif not refusal(reader, kind, Choice()):
            yield _action(kind, reader, words)
            if kind is _K.PROPOSE and _standard_goes(reader):
                yield _action(STANDARD, reader, words)


def _standard_goes(reader: Reader) -> bool:
    known = forms.standards(reader)
    return bool(known) and not refusal(reader, _K.PROPOSE, Choice(standard=known[0][0]))


def _of_tasks(kind: DecisionKind, reader: Reader, words: Mapping[str, str]) -> Iterator[Action]:
    for each in reader.view.state.tasks:
        if not refusal(reader, kind, Choice(task=each.id)):
            yield _action(kind, reader, words, each.id)


def _action(kind: str, reader: Reader, words: Mapping[str, str], task: str | None = None) -> Action:
    decision = DecisionKind(kind) if kind in set(DecisionKind) else None
    label = DECISIONS[decision].in_(reader.locale) if decision else words[f"do_{kind}"]
    return Action(
        name=f"{kind}-{task}" if task else str(kind),
        kind=str(kind),
        label=f"{label[:1].upper()}{label[1:]}" + (f" {task}" if task else ""),
        consequence=_consequence(kind, reader, words),
        key=f"{_OF_A_TASK[kind]} {task[1:]}" if task else _KEYS[kind],
        fields=forms.fields(kind, reader, words),
        main=kind in _MAIN[reader.view.state.stage],
        task=task,
        files=kind in forms.WITH_FILES,
        hidden=_bound(kind, reader),
    )


def _bound(kind: str, reader: Reader) -> dict[str, str]:
    """To exactly which proposal a yes or a no is said."""
    state = reader.view.state
    if kind not in (_K.APPROVE, _K.REJECT):
        return {}
    bound = {"version": str(state.version)}
    if state.proposal:
        bound["hash"] = state.proposal.hash
    if state.asked:
        bound["level"] = str(state.asked.level)
    return bound


def _consequence(kind: str, reader: Reader, words: Mapping[str, str]) -> str:
    """What follows, in a few words."""
    view = reader.view
    values = {
        "owner": view.state.owner or "",
        "days": _time_to_confirm(reader),
        "cycle": view.state.cycle + 1,
        "needs": view.state.asked.need if view.state.asked else 1,
    }
    for variant in _variants(kind, reader):
        if text := words.get(f"then_{kind}_{variant}"):
            return text.format(**values)
    return words[f"then_{kind}"].format(**values)


def _variants(kind: str, reader: Reader) -> Iterator[str]:
    """How the case stands, as far as another thing follows then."""
    state, policy = reader.view.state, reader.view.policy
    if kind == _K.TAKE and state.owner:
        yield "over"
    if kind == _K.CLARIFY and any(each.stage is Stage.CLARIFYING for each in policy.pauses):
        yield "paused" if state.reachable else "paused_unreachable"
    if kind == _K.APPROVE and state.asked and state.proposal:
        last = state.asked.level == len(state.proposal.levels)
        enough = len(state.asked.yes) + 1 >= state.asked.need
        yield "last" if last and enough else "more"
    if not state.reachable:
        yield "unreachable"


def _time_to_confirm(reader: Reader) -> str:
    view = reader.view
    target = view.policy.target(ClockKind.CONFIRM, facts(view.policy, view.state))
    return clocks.length(target[0], reader.locale) if target else ""
