"""What each form of the page asks for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.judgement import judgement
from rules.teams import team_of
from schemas import words as business
from schemas.enums import DecisionKind, Locale, Priority, Scope, SolutionKind
from starter.web.desk.case.reader import Reader

Options = Sequence[tuple[str, str]]
NOTE, PUBLISH, UNPUBLISH, STANDARD = "note", "publish", "unpublish", "standard"
"""What can be done besides the decisions of the process; a standard solution is a proposal."""
WITH_FILES = frozenset({"clarify", "reply", "progress", "propose", "resolve", "note", "done"})
"""The forms that take files."""


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LINE = "line"
    SELECT = "select"
    RADIO = "radio"
    MOMENT = "moment"
    CHECK = "check"


@dataclass(frozen=True)
class Field:
    """One field; `only` are the kinds of solutions that it belongs to, none: all."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    options: Options = ()
    value: str = ""
    only: Sequence[SolutionKind] = ()


_REMEDY = (SolutionKind.REMEDY,)
_FIX = (SolutionKind.WORKAROUND, SolutionKind.FIX)
_ROADMAP = (SolutionKind.ROADMAP,)


def fields(kind: str, reader: Reader, words: Mapping[str, str]) -> list[Field]:
    """The fields of a form, filled in with what is known."""

    def label(name: str) -> str:
        return words.get(f"field_{kind}_{name}") or words[f"field_{name}"]

    return list(_FIELDS[kind](reader, label))


Label = Callable[[str], str]


def _text(name: str, *, required: bool = True) -> Callable[[Reader, Label], Iterator[Field]]:
    def made(_: Reader, label: Label) -> Iterator[Field]:
        yield Field(name, Kind.TEXT, label(name), required)

    return made


def _nothing(_: Reader, __: Label) -> Iterator[Field]:
    yield from ()


def _assign(reader: Reader, label: Label) -> Iterator[Field]:
    view = reader.view
    people = team_of(view.policy, view.state).people
    present = [login for login in people if view.policy.works_here(login)]
    options = [(login, login) for login in present if login != view.state.owner]
    yield Field("to", Kind.SELECT, label("to"), True, options)


def _triage(reader: Reader, label: Label) -> Iterator[Field]:
    state, policy, locale = reader.view.state, reader.view.policy, reader.locale
    known = judgement(reader.view.events)
    categories = [(key, each.label.in_(locale)) for key, each in policy.categories.items()]
    subs = _subcategories(reader)
    yield Field("category", Kind.SELECT, label("category"), True, categories, state.category or "")
    if subs:
        options = [("", "—"), *subs]
        name = "subcategory"
        yield Field(name, Kind.SELECT, label(name), False, options, known.subcategory or "")
    yield Field(
        *("priority", Kind.SELECT, label("priority"), True),
        _priorities(locale),
        state.priority or "",
    )
    yield Field("team", Kind.SELECT, label("team"), False, [("", "—"), *_teams(reader)])
    yield Field("problem", Kind.TEXT, label("problem"))
    answers = [("", "—"), ("true", label("yes")), ("false", label("no"))]
    reproduced = "" if known.reproduced is None else str(known.reproduced).lower()
    yield Field("reproduced", Kind.SELECT, label("reproduced"), False, answers, reproduced)
    scopes = [("", "—"), *((each.value, business.scope(each, locale)) for each in Scope)]
    yield Field("scope", Kind.SELECT, label("scope"), False, scopes, known.scope or "")


def _subcategories(reader: Reader) -> Options:
    found = reader.view.policy.categories.get(reader.view.state.category or "")
    return [(k, v.in_(reader.locale)) for k, v in found.subcategories.items()] if found else []


def _teams(reader: Reader) -> Options:
    return [(k, t.label.in_(reader.locale)) for k, t in reader.view.policy.teams.items()]


def _priorities(locale: Locale) -> Options:
    return [(each.value, business.priority(each, locale)) for each in Priority]


def _progress(_: Reader, label: Label) -> Iterator[Field]:
    yield Field("text", Kind.TEXT, label("text"), True)
    yield Field("expect", Kind.MOMENT, label("expect"))


def _propose(reader: Reader, label: Label) -> Iterator[Field]:
    locale, policy = reader.locale, reader.view.policy
    kinds = [("", "—"), *((each.value, business.solution(each, locale)) for each in SolutionKind)]
    yield Field("kind", Kind.SELECT, label("kind"), False, kinds)
    yield Field("text", Kind.TEXT, label("text"), True)
    yield Field("article", Kind.LINE, label("article"), only=(SolutionKind.ANSWER,))
    remedies = [("", "—"), *((k, v.in_(locale)) for k, v in policy.remedies.kinds.items())]
    yield Field("remedy", Kind.SELECT, label("remedy"), options=remedies, only=_REMEDY)
    amount = f"{label('amount')} ({policy.remedies.currency})"
    yield Field("amount", Kind.LINE, amount, only=_REMEDY)
    yield Field("fix_by", Kind.MOMENT, label("fix_by"), only=_FIX)
    yield Field("hotfix", Kind.CHECK, label("hotfix"), only=_FIX)
    yield Field("roadmap", Kind.LINE, label("roadmap"), only=_ROADMAP)
    for name in ("value", "feasibility"):
        yield Field(name, Kind.SELECT, label(name), options=_ONE_TO_FIVE, only=_ROADMAP)
    options = [("", "—"), *_priorities(locale)]
    yield Field("priority", Kind.SELECT, label("priority"), options=options, only=_ROADMAP)


_ONE_TO_FIVE = [("", "—"), *((str(n), str(n)) for n in range(1, 6))]


def standards(reader: Reader) -> Options:
    """The standard solutions that the case can be given."""
    category, locale = reader.view.state.category, reader.locale
    found = reader.view.policy.standard_solutions.items()
    return [
        (k, v.label.in_(locale)) for k, v in found if not v.categories or category in v.categories
    ]


def _standard(reader: Reader, label: Label) -> Iterator[Field]:
    yield Field("standard", Kind.SELECT, label("standard"), True, standards(reader))


def _confirm(_: Reader, label: Label) -> Iterator[Field]:
    answers = [("true", label("solved_yes")), ("false", label("solved_no"))]
    yield Field("solved", Kind.RADIO, label("solved"), True, answers)
    yield Field("rating", Kind.SELECT, label("rating"), False, _ONE_TO_FIVE)
    yield Field("comment", Kind.TEXT, label("comment"))


def _task(reader: Reader, label: Label) -> Iterator[Field]:
    yield Field("text", Kind.TEXT, label("text"), True)
    yield Field("team", Kind.SELECT, label("team"), False, [("", "—"), *_teams(reader)])
    people = [("", "—"), *((login, login) for login in sorted(reader.view.policy.staff))]
    yield Field("to", Kind.SELECT, label("to"), False, people)
    yield Field("outside", Kind.LINE, label("outside"))
    yield Field("due", Kind.MOMENT, label("due"))


def _of(reader: Reader, label: Label) -> Iterator[Field]:
    near = [*reader.relatives.linked, *reader.relatives.open]
    likely = next((each.state.case_id for each in near), "")
    yield Field("of", Kind.LINE, label("of"), True, value=likely)


def _publish(_: Reader, label: Label) -> Iterator[Field]:
    yield Field("title", Kind.LINE, label("title"), True)
    yield Field("summary", Kind.TEXT, label("summary"), True)


_FIELDS: Mapping[str, Callable[[Reader, Label], Iterator[Field]]] = {
    DecisionKind.TAKE: _nothing,
    DecisionKind.ASSIGN: _assign,
    DecisionKind.TRIAGE: _triage,
    DecisionKind.CLARIFY: _text("question"),
    DecisionKind.REPLY: _text("text"),
    DecisionKind.PROGRESS: _progress,
    DecisionKind.PROPOSE: _propose,
    STANDARD: _standard,
    DecisionKind.APPROVE: _nothing,
    DecisionKind.REJECT: _text("reason"),
    DecisionKind.RESOLVE: _text("summary"),
    DecisionKind.CONFIRM: _confirm,
    DecisionKind.REOPEN: _text("reason"),
    DecisionKind.DECLINE: _text("reason"),
    DecisionKind.DUPLICATE: _of,
    DecisionKind.WITHDRAW: _nothing,
    DecisionKind.EMERGENCY: _text("reason"),
    DecisionKind.CALM: _text("reason"),
    DecisionKind.TASK: _task,
    DecisionKind.DONE: _text("text"),
    DecisionKind.DROP: _text("reason"),
    NOTE: _text("text"),
    PUBLISH: _publish,
    UNPUBLISH: _nothing,
}
