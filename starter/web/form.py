"""What a customer sends with a form: read, checked, and made into a decision."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request

from rules.links import BadLink, Link, Purpose, Signer
from schemas.enums import DecisionKind
from schemas.events import CUSTOMER
from schemas.messages import Choice
from schemas.ratings import Rating
from schemas.submissions import MAX_TEXT, Decision
from starter.web.page import Ask, What

_MOST_BYTES = 1 << 20
"""The longest text that is still answered with what was typed fits in several times."""
_RATINGS = ("1", "2", "3", "4", "5")
_FIELDS = ("nonce", "solved", "rating", "comment", "answer")


class TooLarge(Exception):
    """More was sent than any form of ours can hold."""


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they were sent; a missing one is empty."""

    nonce: str = ""
    solved: str = ""
    rating: str = ""
    comment: str = ""
    answer: str = ""
    files: int = 0
    """How many files came with it; whoever sends it again has to choose them again."""


@dataclass(frozen=True)
class Shown:
    """The form that was shown on one view of the page, as its nonce tells."""

    view_id: str
    cycle: int
    what: What


def typed(fields: Mapping[str, str], files: int = 0) -> Typed:
    """What a customer typed, of the fields of a posted form."""
    known = {name: clean(fields.get(name, "")) for name in _FIELDS}
    return Typed(**known, files=files)


async def body(request: Request) -> bytes:
    """What was posted.

    Raises:
        TooLarge: it is larger than any text that could be accepted.
    """
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > _MOST_BYTES:
            raise TooLarge
    return bytes(found)


def issue(signer: Signer, case_id: str, ask: Ask) -> str:
    """A nonce for one view of a form."""
    return signer.nonce(secrets.token_urlsafe(12), case_id, ask.cycle, ask.what.value)


def shown(signer: Signer, link: Link, nonce: str) -> Shown:
    """The form that a nonce was issued for.

    Raises:
        BadLink: it was altered, or belongs to another case or to another cycle than the link.
    """
    match signer.read_nonce(nonce):
        case [str() as view_id, link.case_id, int() as cycle, str() as what] if what in set(What):
            form = Shown(view_id, cycle, What(what))
        case _:
            raise BadLink
    if link.purpose is Purpose.CASE or _asks(link, form):
        return form
    raise BadLink


def _asks(link: Link, form: Shown) -> bool:
    if form.what is What.FOLLOW:
        return True
    answers = form.what is What.ANSWER
    return link.cycle == form.cycle and answers == (link.purpose is Purpose.ANSWER)


def errors(typed: Typed, what: What) -> tuple[str, ...]:
    """The keys of the words that say what is wrong; none if nothing is."""
    match what:
        case What.ANSWER | What.FOLLOW:
            return tuple(_of_answer(typed))
        case What.RATE:
            return tuple(_of_rating(typed))
        case What.REMARK | What.VOUCH:
            return tuple(_of_comment(typed))
        case What.CONFIRM | What.REOPEN:
            return tuple(_of_confirmation(typed))


def decision(typed: Typed, form: Shown, case_id: str, files: tuple[str, ...] = ()) -> Decision:
    """The decision that a form without errors asks for, with files that are kept. The same view is
    the same request."""
    kind, choice, texts = DecisionKind.REPLY, Choice(), {"text": typed.answer}
    if form.what is What.RATE:
        typed = replace(typed, solved="no")
    if form.what is not What.ANSWER:
        kind = DecisionKind.CONFIRM
        rating = int(typed.rating) if typed.rating else None
        choice = Choice(solved=typed.solved == "yes", rating=rating)
        texts = {"comment": typed.comment} if typed.comment else {}
    return Decision(
        case_id=case_id,
        request_id=f"page-{form.view_id}",
        kind=kind,
        by=CUSTOMER,
        cycle=form.cycle,
        choice=choice,
        texts=texts,
        attachments=files,
    )


def rating(typed: Typed, form: Shown, case_id: str) -> Rating:
    """What a form that was shown after the answer says. The same view is the same request."""
    given = typed.rating if form.what in (What.RATE, What.CONFIRM) else ""
    return Rating(
        case_id=case_id,
        request_id=f"page-{form.view_id}",
        of_cycle=form.cycle,
        rating=int(given) if given else None,
        solved=form.what is What.CONFIRM,
        vouched=form.what is What.VOUCH,
    )


def _of_answer(typed: Typed) -> Iterator[str]:
    if not typed.answer:
        yield "missing_answer"
    if len(typed.answer) > MAX_TEXT:
        yield "long_text"


def _of_confirmation(typed: Typed) -> Iterator[str]:
    if typed.solved not in ("yes", "no"):
        yield "missing_solved"
    if typed.rating not in ("", *_RATINGS):
        yield "bad_rating"
    yield from _of_comment(typed)


def _of_rating(typed: Typed) -> Iterator[str]:
    if typed.rating not in _RATINGS:
        yield "missing_rating"
    yield from _of_comment(typed)


def _of_comment(typed: Typed) -> Iterator[str]:
    if len(typed.comment) > MAX_TEXT:
        yield "long_text"


def clean(value: str) -> str:
    # Browsers send CRLF for one line end; a NUL is no text and PostgreSQL would refuse it.
    return value.replace("\r\n", "\n").replace("\x00", "").strip()
