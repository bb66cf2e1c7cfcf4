"""The commands by which people decide. They share one shape: a case, some values, and who."""

import asyncio
import inspect
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from schemas import words as business
from schemas.enums import DecisionKind
from schemas.errors import BadInput, UnknownCase
from schemas.events import CUSTOMER
from schemas.words import Said
from starter.cli import attaching, helps, moments, options, shell, words
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from schemas.submissions import Decision
    from schemas.views import Carried


@dataclass(frozen=True)
class _Value:
    """Something that a decision is given, by an option of the same name."""

    name: str
    metavar: Said | None
    """None: a switch."""
    explained: Said
    required: bool = True
    is_text: bool = False
    """Whether a person wrote it; it then stays in the record."""
    many: bool = False
    """Whether it can be given several times."""
    unless: str | None = None
    """The value that makes it unnecessary."""
    usual: bool = False
    """Whether it is shown in the command to type, though another could stand in its place."""

    @property
    def flag(self) -> str:
        return options.flag(self.name)

    def parameter(self) -> inspect.Parameter:
        if self.metavar is None:
            return _parameter(self.name, bool, options.switch(self.flag, self.explained), False)
        info = options.option(self.flag, self.metavar, self.explained)
        if self.many:
            return _parameter(self.name, list[str], info)
        if self.required and self.unless is None:
            return _parameter(self.name, str, info)
        return _parameter(self.name, str | None, info, None)


def _parameter(
    name: str, kind: Any, info: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    annotation = Annotated[kind, info]
    where = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, where, default=default, annotation=annotation)


def _text(name: str, explained: Said, *, required: bool = True) -> _Value:
    return _Value(name, helps.A_TEXT, explained, required, is_text=True)


_REASON = _text("reason", helps.REASON)
_VERSION = _Value("version", helps.A_NUMBER, helps.VERSION, required=False)
_TRIAGE = (
    _Value("category", helps.A_CATEGORY, helps.CATEGORY),
    _Value("priority", helps.A_PRIORITY, helps.PRIORITY),
    _Value("team", helps.A_TEAM, helps.TEAM, required=False),
    _Value("subcategory", helps.A_SUBCATEGORY, helps.SUBCATEGORY, required=False),
    _Value("module", helps.A_KEY, helps.MODULE, required=False),
    _Value("sentiment", helps.A_SENTIMENT, helps.SENTIMENT, required=False),
    _Value("spam", helps.YES_OR_NO, helps.SPAM, required=False),
    _text("problem", helps.PROBLEM, required=False),
    _Value("reproduced", helps.YES_OR_NO, helps.REPRODUCED, required=False),
    _Value("scope", helps.A_SCOPE, helps.SCOPE, required=False),
)
_PROPOSE = (
    _Value("text", helps.A_TEXT, helps.SOLUTION, is_text=True, unless="standard"),
    _Value("kind", helps.A_KIND, helps.KIND, required=False),
    _text("article", helps.ARTICLE, required=False),
    _Value("remedy", helps.A_REMEDY, helps.REMEDY, required=False),
    _Value("amount", helps.AN_AMOUNT, helps.AMOUNT, required=False),
    _Value("fix_by", helps.A_DATE, helps.FIX_BY, required=False),
    _Value("hotfix", None, helps.HOTFIX, required=False),
    _Value("roadmap", helps.A_ROADMAP_ID, helps.ROADMAP, required=False),
    _Value("value", helps.A_NUMBER, helps.VALUE, required=False),
    _Value("feasibility", helps.A_NUMBER, helps.FEASIBILITY, required=False),
    _Value("priority", helps.A_PRIORITY, helps.ROADMAP_PRIORITY, required=False),
    _Value("standard", helps.A_KEY, helps.STANDARD, required=False),
)
_HASH = _Value("hash", helps.A_HASH, helps.HASH, required=False)
_CONFIRM = (
    _Value("solved", None, helps.SOLVED, required=False),
    _Value("not_solved", None, helps.NOT_SOLVED, required=False),
    _Value("rating", helps.A_NUMBER, helps.RATING, required=False),
    _text("comment", helps.COMMENT, required=False),
)
_TASK_ID = _Value("task", helps.A_TASK, helps.TASK_ID)
_TASK = (
    _Value("team", helps.A_TEAM, helps.TASK_TEAM, required=False, usual=True),
    _Value("to", helps.A_LOGIN, helps.TASK_TO, required=False),
    _Value("outside", helps.AN_ADDRESS, helps.TASK_OUTSIDE, required=False, is_text=True),
    _text("text", helps.TASK_TEXT),
    _Value("within", helps.A_LENGTH, helps.TASK_WITHIN, required=False),
    _Value("due", helps.A_DATE, helps.TASK_DUE, required=False),
    _Value("locale", helps.A_LANGUAGE, helps.TASK_LOCALE, required=False),
)
_VALUES: dict[DecisionKind, tuple[_Value, ...]] = {
    DecisionKind.TAKE: (),
    DecisionKind.ASSIGN: (_Value("to", helps.A_LOGIN, helps.TO),),
    DecisionKind.TRIAGE: _TRIAGE,
    DecisionKind.CLARIFY: (
        _Value("question", helps.A_TEXT, helps.QUESTION, is_text=True, many=True),
    ),
    DecisionKind.REPLY: (_text("text", helps.ANSWER),),
    DecisionKind.PROGRESS: (
        _text("text", helps.PROGRESS_TEXT),
        _Value("expect", helps.A_DATE, helps.EXPECT, required=False),
    ),
    DecisionKind.PROPOSE: _PROPOSE,
    DecisionKind.APPROVE: (_VERSION, _HASH),
    DecisionKind.REJECT: (_REASON, _VERSION, _HASH),
    DecisionKind.RESOLVE: (_text("summary", helps.SUMMARY),),
    DecisionKind.CONFIRM: _CONFIRM,
    DecisionKind.REOPEN: (_REASON,),
    DecisionKind.DECLINE: (_REASON,),
    DecisionKind.DUPLICATE: (_Value("of", helps.A_CASE, helps.DUPLICATE_OF),),
    DecisionKind.WITHDRAW: (),
    DecisionKind.EMERGENCY: (_REASON,),
    DecisionKind.CALM: (_REASON,),
    DecisionKind.TASK: _TASK,
    DecisionKind.DONE: (_TASK_ID, _text("text", helps.TASK_RESULT)),
    DecisionKind.DROP: (_TASK_ID, _REASON),
}


_CASE = _parameter("case", str, options.CASE)
_WITH_FILES = frozenset(
    {
        DecisionKind.CLARIFY,
        DecisionKind.REPLY,
        DecisionKind.PROGRESS,
        DecisionKind.PROPOSE,
        DecisionKind.RESOLVE,
        DecisionKind.DONE,
    }
)
_ATTACH = _parameter("attach", list[str] | None, attaching.ATTACH, None)
_REQUEST_ID = _parameter("request_id", str | None, options.REQUEST_ID, None)
_AS_JSON = _parameter("as_json", bool, options.AS_JSON, False)


class Deciding:
    """The command of one kind of decision; its signature tells typer the options. `bare`: nothing
    of what can be given has to be."""

    def __init__(self, kind: DecisionKind, *, bare: bool = False) -> None:
        self._kind = kind
        given = (replace(each, required=False) if bare else each for each in _VALUES[kind])
        own = [value.parameter() for value in given]
        own += [_ATTACH] if kind in _WITH_FILES else []
        self.__signature__ = inspect.Signature([_CASE, *own, _by(kind), _REQUEST_ID, _AS_JSON])
        self.__annotations__: dict[str, Any] = {}

    def __call__(
        self, *, case: str, by: str, request_id: str | None, as_json: bool, **given: Any
    ) -> None:
        case_id, attach = options.case(case), given.pop("attach", None) or []
        decision = _decision(self._kind, case_id, by, request_id, given)
        with options.known(case_id), attaching.kept(attach) as files:
            decision = decision.model_copy(update={"attachments": files})
            carried = _carry_out(decision)
        _answer(decision, carried, as_json)


def _by(kind: DecisionKind) -> inspect.Parameter:
    if kind is DecisionKind.REPLY:
        info = options.option("--by", helps.A_LOGIN, helps.BY_CUSTOMER)
        return _parameter("by", str, info, CUSTOMER)
    return _parameter("by", str, options.option("--by", helps.A_LOGIN, helps.BY))


def usage(kind: DecisionKind, case_id: str) -> str:
    """The command to type for a decision about a case."""
    values = _VALUES[kind]
    switches = "|".join(v.flag for v in values if v.metavar is None and v.name != "hotfix")
    needed = [
        f"{v.flag} {said(v.metavar)}" for v in values if (v.required or v.usual) and v.metavar
    ]
    by = f"--by {said(helps.A_LOGIN)}"
    return " ".join(filter(None, ["huiyin", kind.value, case_id, switches, *needed, by]))


def _decision(
    kind: DecisionKind, case_id: str, by: str, request_id: str | None, given: dict[str, Any]
) -> "Decision":
    from schemas.submissions import Decision
    from starter.cli.checking import checked

    for value in _VALUES[kind]:
        if value.unless and given[value.name] is None and given[value.unless] is None:
            raise BadInput(said(words.MISSING, name=value.flag))
    if kind is DecisionKind.TASK:
        _check_task(given)
    texts = {v.name: _worded(v, given.pop(v.name)) for v in _VALUES[kind] if v.is_text}
    content = {
        "case_id": case_id,
        "request_id": secrets.token_urlsafe(16) if request_id is None else request_id,
        "kind": kind,
        "by": by,
        "choice": _choice(given, case_id),
        "texts": {name: text for name, text in texts.items() if text is not None},
        "shell": shell.user(),
    }
    return checked(lambda: Decision.model_validate(content), _flag)


def _check_task(given: dict[str, Any]) -> None:
    from schemas.submissions import Address
    from starter.cli.checking import value

    for first, second in (("team", "outside"), ("to", "outside"), ("within", "due")):
        if given[first] is not None and given[second] is not None:
            flags = {"first": options.flag(first), "second": options.flag(second)}
            raise BadInput(said(words.NOT_WITH, **flags))
    if given["outside"] is not None:
        given["outside"] = value(Address, given["outside"], "--outside")
    elif given["team"] is None and given["to"] is None:
        raise BadInput(said(words.MISSING, name="--team / --to / --outside"))


def _worded(value: _Value, given: Any) -> str | None:
    """A text as it is recorded; several are numbered, each on a line of its own."""
    if not value.many:
        return None if given is None else str(given)
    from schemas.submissions import Text
    from starter.cli import checking

    every = [checking.value(Text, each, value.flag) for each in given]
    if len(every) == 1:
        return str(every[0])
    return "\n".join(f"{n}. {each}" for n, each in enumerate(every, start=1))


def _flag(field: str) -> str:
    """What a field is called on the command line."""
    return options.flag("kind" if field == "solution" else field)


def _choice(given: dict[str, Any], case_id: str) -> dict[str, Any]:
    chosen = {name: value for name, value in given.items() if value is not None}
    if "not_solved" in chosen and chosen.pop("not_solved") == chosen["solved"]:
        raise BadInput(said(words.ONE_OF_TWO, first="--solved", second="--not-solved"))
    for field in ("expect", "fix_by", "due"):
        if field in chosen:
            flag = options.flag(field)
            chosen[field] = moments.to_come(flag, chosen[field], lambda: _zone(case_id))
    for field in ("reproduced", "spam"):
        if field in chosen:
            chosen[field] = _yes_or_no(options.flag(field), chosen[field])
    if "of" in chosen:
        chosen["of"] = options.case(chosen["of"])
    if "kind" in chosen:
        chosen["solution"] = chosen.pop("kind")
    if not chosen.get("hotfix", True):
        del chosen["hotfix"]
    return chosen


def _yes_or_no(flag: str, text: str) -> bool:
    if text not in ("yes", "no"):
        problem = said(words.NOT_ONE_OF, expected="yes, no")
        raise BadInput(said(words.PROBLEM, field=flag, problem=problem))
    return text == "yes"


def _zone(case_id: str) -> tzinfo:
    from starter.cli import context

    try:
        return ZoneInfo(context.gateway().look(case_id).policy.zone)
    except UnknownCase:
        return UTC  # said when the decision is handed over; a wrong date is said first


def _carry_out(decision: "Decision") -> "Carried":
    from starter.cli import context

    return asyncio.run(context.gateway().decide(decision))


def _answer(decision: "Decision", carried: "Carried", as_json: bool) -> None:
    from starter import projection
    from starter.cli import showing

    again = _clarifications(decision, carried)
    if as_json:
        asked = {} if again is None else {"clarifications": again}
        showing.answer({**projection.carried(decision.case_id, carried), **asked})
        return
    what = business.decision(decision.kind, LOCALE)
    done = said(words.PENDING if carried.pending else words.DONE, what=what)
    stage = said(words.NOW_AT, stage=business.stage(carried.stage, LOCALE))
    showing.show(showing.line(done, "bold"), showing.line(stage))
    if again and again > 1:
        showing.show(showing.line(said(words.ASKED_AGAIN, n=again), "yellow"))


def _clarifications(decision: "Decision", carried: "Carried") -> int | None:
    """How often the customer was asked in this cycle; none if this asked nothing."""
    if decision.kind is not DecisionKind.CLARIFY or carried.pending:
        return None
    from schemas.enums import EventKind
    from starter.cli import context

    events = context.gateway().look(decision.case_id).events
    mine = (event for event in events if event.cycle == carried.cycle)
    return sum(event.kind is EventKind.ASKED for event in mine)


def note(
    case: options.Case,
    text: Annotated[str, options.option("--text", helps.A_TEXT, helps.TEXT_NOTE)],
    by: options.By,
    attach: Annotated[list[str] | None, attaching.ATTACH] = None,
    as_json: options.AsJson = False,
) -> None:
    from schemas.submissions import Text
    from starter import projection
    from starter.cli import checking, context, showing

    case_id = options.case(case)
    content = checking.value(Text, text, "--text")
    with options.known(case_id), attaching.kept(attach or []) as files:
        gateway, user = context.gateway(), shell.user()
        state = asyncio.run(gateway.note(case_id, content, by, shell=user, files=files))
    if as_json:
        showing.answer(projection.noted(state))
    else:
        showing.show(showing.line(said(words.NOTED), "bold"))
