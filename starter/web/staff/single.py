"""Signing in at another authority (OpenID Connect), and coming back from there."""

import hmac
import time
from functools import partial

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from rules.links import BadLink
from starter.identity.oidc import NotVouchedFor, Provider, ProviderAway
from starter.web.render import HEADERS
from starter.web.staff.entrance import inside
from starter.web.staff.visit import House, Visit, add
from store.accounts import BoundToAnother

_COOKIE = "huiyin-single"
_MARK = "single"
_PATIENCE_SECONDS = 600


def router(house: House, provider: Provider) -> APIRouter:
    """The routes of single sign-on."""
    routes = APIRouter(include_in_schema=False)
    add(routes, house, "/login/single", "GET", partial(_go, provider=provider))
    add(routes, house, "/login/single/back", "GET", partial(_back, provider=provider))
    return routes


async def _go(visit: Visit, *, provider: Provider) -> Response:
    try:
        begun = await provider.begin()
    except ProviderAway:
        return visit.page("said.html", 503, key="provider_away")
    then = inside(visit.request.query_params.get("next"))
    until = int(time.time()) + _PATIENCE_SECONDS
    kept = visit.house.signer.nonce(_MARK, begun.state, begun.nonce, begun.verifier, then, until)
    visit.set_cookie(_COOKIE, kept, _PATIENCE_SECONDS)
    return visit.signed(RedirectResponse(begun.url, 303, headers=HEADERS))


async def _back(visit: Visit, *, provider: Provider) -> Response:
    try:
        nonce, verifier, then = _remembered(visit)
        visit.set_cookie(_COOKIE, "", 0)  # an answer counts once
        code = visit.request.query_params.get("code", "")
        who = await provider.vouched(code, nonce, verifier)
    except (BadLink, NotVouchedFor):
        return visit.page("said.html", 403, key="not_vouched_for")
    except ProviderAway:
        return visit.page("said.html", 503, key="provider_away")
    try:
        token = await visit.people.sign_in_as(who, visit.device)
    except BoundToAnother:
        return visit.page("said.html", 403, key="bound_to_another")
    if token is None:
        return visit.page("said.html", 403, key="not_known_here")
    if visit.token:
        await visit.people.sign_out(visit.token)
    await visit.begin_session(token)
    return visit.see_other(then)


def _remembered(visit: Visit) -> tuple[str, str, str]:
    """The nonce, the verifier and the page to go to, of the question that this answers.

    Raises:
        BadLink: this browser has asked nothing, or something else, or too long ago.
    """
    kept = visit.request.cookies.get(visit.house.cookie(_COOKIE), "")
    given = visit.request.query_params.get("state", "")
    match visit.house.signer.read_nonce(kept):
        case [str(mark), str(state), str(nonce), str(verifier), str(then), int(until)]:
            fresh = time.time() < until
            if mark == _MARK and fresh and hmac.compare_digest(state.encode(), given.encode()):
                return nonce, verifier, then
        case _:
            pass
    raise BadLink
