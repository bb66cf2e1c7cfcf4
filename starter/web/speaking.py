"""What becomes of a customer's form: a decision of the process, or what is said afterwards."""

from rules import afterwards
from rules.links import Link
from schemas.enums import Refusal
from schemas.errors import Refused
from schemas.views import CaseView
from starter.web import form, page
from starter.web.form import Shown, Typed
from starter.web.page import What
from starter.web.protocol import GatewayProtocol
from starter.web.words import WORDS

_AFTERWARDS = frozenset({What.RATE, What.REMARK, What.VOUCH})


Files = tuple[str, ...]
"""The ids of files that are kept."""


async def say(
    gateway: GatewayProtocol, link: Link, shown: Shown, typed: Typed, files: Files = ()
) -> None:
    """Carry out what a form without errors says. What comes after the end of a case is no error:
    it is recorded with the case, or becomes a case that follows it. Files go with what was written;
    those of an answer that was given before are a further message.

    Raises:
        Refused: it cannot be carried out, and is not recorded.
    """
    if shown.what is What.FOLLOW:
        await _follow(gateway, link, shown, typed.answer, files)
    elif shown.what in _AFTERWARDS and not await _takes_up(gateway, link, shown, typed):
        said = form.rating(typed, shown, link.case_id)
        await gateway.rate(said, typed.comment or None)
        await _keep(gateway, link, "", files)
    else:
        await _decide(gateway, link, shown, typed, files)


async def _decide(
    gateway: GatewayProtocol, link: Link, shown: Shown, typed: Typed, files: Files
) -> None:
    try:
        await gateway.decide(form.decision(typed, shown, link.case_id, files))
    except Refused as refused:
        view = await gateway.view(link.case_id)
        late = _is_late(view, shown, refused.refusal)
        if not late and not (files and page.is_answered(view, shown.what, shown.cycle)):
            raise
        if not late:
            await _keep(gateway, link, typed.answer or typed.comment, files)
        elif typed.solved == "yes":
            said = form.rating(typed, shown, link.case_id)
            await gateway.rate(said, typed.comment or None)
            await _keep(gateway, link, "", files)
        else:
            text = typed.answer or typed.comment or _in_short(view)
            await _follow(gateway, link, shown, text, files)
    else:  # an answer that was sent before came with other files
        await _keep(gateway, link, typed.answer or typed.comment, files)


async def _keep(gateway: GatewayProtocol, link: Link, text: str, files: Files) -> None:
    if files:
        await gateway.add(link.case_id, text, files)


async def _takes_up(gateway: GatewayProtocol, link: Link, shown: Shown, typed: Typed) -> bool:
    """Whether a changed rating is so low that the case is taken up again."""
    if shown.what is not What.RATE:
        return False
    view = await gateway.view(link.case_id)
    low = afterwards.is_low(view.policy, int(typed.rating))
    return low and not view.state.ended and shown.cycle == view.state.cycle


async def _follow(
    gateway: GatewayProtocol, link: Link, shown: Shown, text: str, files: Files
) -> None:
    await gateway.follow_up(link.case_id, f"page-{shown.view_id}", text, files)


def _is_late(view: CaseView, shown: Shown, refusal: Refusal) -> bool:
    """Whether something was said that would have counted before the end of the case."""
    if not afterwards.can_follow(view.state):
        return False
    answered = page.is_answered(view, shown.what, shown.cycle)
    return refusal is Refusal.WINDOW_OVER or not answered


def _in_short(view: CaseView) -> str:
    """What stands in a new case when nothing was written: that it is not solved."""
    return WORDS[view.state.locale]["still_not_solved"].format(case=view.state.case_id)
