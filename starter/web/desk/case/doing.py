"""What a person does with a case: said to the gateway, and what becomes of it told."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from starlette.datastructures import UploadFile

from rules.publishing import reveals
from rules.versions import since
from schemas import refusal_words
from schemas.access import Permission
from schemas.enums import Refusal
from schemas.errors import BadInput, OtherRequest, RecordUnavailable, Refused
from schemas.files import FileRefused
from schemas.views import CaseView
from starter.web.desk.case import sent as sending
from starter.web.desk.case import story
from starter.web.desk.case.filled import Trouble
from starter.web.desk.case.forms import NOTE, PUBLISH, UNPUBLISH
from starter.web.desk.case.reader import Reader
from starter.web.desk.case.sent import Publishing, Sent, Unfit
from starter.web.desk.seat import Seat
from starter.web.desk.words.case import WORDS
from starter.web.words import WORDS as EVERYBODYS
from store.drafts import Draft

_BOARD = frozenset({PUBLISH, UNPUBLISH})


def permission(form: Sent) -> Permission:
    """What somebody needs who sends a form."""
    return Permission.PUBLISH if form.kind in _BOARD else Permission.DECIDE


async def does(
    seat: Seat, view: CaseView, form: Sent, files: Sequence[UploadFile]
) -> Trouble | None:
    """Do what a form asks for; why not, if it is not done. What was written is then kept as a
    draft, and else forgotten: it stands in the case."""
    trouble = await _tried(seat, view, form, files)
    if not form.is_quick:
        await asyncio.to_thread(_kept if trouble else _sent, seat, view, form)
    return trouble


async def _tried(
    seat: Seat, view: CaseView, form: Sent, files: Sequence[UploadFile]
) -> Trouble | None:
    attaching = seat.desk.case.attaching
    words, everybodys = WORDS[seat.locale], EVERYBODYS[seat.locale]
    blanks = attaching.blanks(seat.locale)
    if found := attaching.errors(files):
        return Trouble(form, everybodys[found[0]].format(**blanks))
    try:
        async with attaching.kept(files) as ids:
            await _do(seat, view, form, ids)
    except Unfit as unfit:
        return Trouble(form, words["wrong"], unfit.wrong)
    except FileRefused as refused:
        blanks |= {"name": refused.name}
        return Trouble(form, everybodys[f"file_{refused.trouble}"].format(**blanks))
    except BadInput as wrong:
        return Trouble(form, words["wrong"], {wrong.field or "": str(wrong)})
    except OtherRequest:
        return Trouble(form, words["sent_before"])
    except Refused as refused:
        return await _refused(seat, view, form, refused.refusal)
    return None


async def _do(seat: Seat, view: CaseView, form: Sent, ids: tuple[str, ...]) -> None:
    case_id, zone, gateway = view.state.case_id, view.policy.zone, seat.desk.gateway
    if form.kind in _BOARD:
        await asyncio.to_thread(_board, seat, view, form)
    elif form.kind == NOTE:
        text = sending.note(form, zone, seat.locale)
        how = (seat.login, form.request, form.expects)
        await gateway.note(case_id, text, *how, files=ids)
    else:
        decision = sending.decision(form, case_id, seat.login, zone, seat.locale, ids)
        await gateway.decide(decision)


def _board(seat: Seat, view: CaseView, form: Sent) -> None:
    board, case_id = seat.desk.case.board, view.state.case_id
    if form.kind == UNPUBLISH:
        board.unpublish(case_id, seat.login)
        return
    made = sending.checked(Publishing, form.fields, seat.locale)
    for name, text in (("title", made.title), ("summary", made.summary)):
        if what := reveals(text, view.name, view.contact):
            raise Unfit({name: WORDS[seat.locale][f"reveals_{what}"]})
    board.publish(case_id, made.title, made.summary, seat.login)


async def _refused(seat: Seat, view: CaseView, form: Sent, refusal: Refusal) -> Trouble:
    said = refusal_words.refusal(refusal, seat.locale)
    if refusal is not Refusal.CHANGED:
        return Trouble(form, said)
    now = await seat.desk.gateway.view(view.state.case_id)
    changed = story.entries(Reader(seat, now), since(now.events, form.expects or 0))
    return Trouble(form, said, changed=changed, is_conflict=True)


def _kept(seat: Seat, view: CaseView, form: Sent) -> None:
    draft = Draft(form.form, form.typed, form.expects, seat.now)
    with suppress(RecordUnavailable):  # it stands in the page that is answered, too
        seat.desk.case.drafts.keep(seat.login, view.state.case_id, draft)


def _sent(seat: Seat, view: CaseView, form: Sent) -> None:
    seat.desk.case.drafts.drop(seat.login, view.state.case_id, form.form)
