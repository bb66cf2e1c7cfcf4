"""Signing in and out, and setting a password by a link. Looking changes nothing."""

import re
from functools import partial

from fastapi import APIRouter, Response

from starter.identity import passwords
from starter.identity.people import Attempt, TooOften
from starter.web.render import message
from starter.web.staff.visit import House, Visit, add

_INSIDE = re.compile(r"/(desk|account)(/[A-Za-z0-9_./-]*)?")
_START = "/desk"


def router(house: House, *, single: bool) -> APIRouter:
    """The routes. `single` says that there is single sign-on too."""
    routes = APIRouter(include_in_schema=False)
    add(routes, house, "/login", "GET", partial(_show_login, single=single))
    add(routes, house, "/login", "POST", partial(_sign_in, single=single))
    add(routes, house, "/logout", "POST", _sign_out)
    add(routes, house, "/invite/{token}", "GET", _show_invitation)
    add(routes, house, "/invite/{token}", "POST", _accept)
    return routes


def inside(path: str | None) -> str:
    """The page of staff to go to; never an address elsewhere."""
    return path if path and _INSIDE.fullmatch(path) else _START


async def _show_login(visit: Visit, *, single: bool) -> Response:
    query = visit.request.query_params
    if await visit.account():
        return visit.see_other(inside(query.get("next")))
    key = "password_set" if query.get("done") == "password" else None
    return _login(visit, single, query.get("next"), done=key)


async def _sign_in(visit: Visit, *, single: bool) -> Response:
    fields = await visit.fields()
    attempt = Attempt(
        name=fields.get("name", "")[:254],
        password=fields.get("password", ""),
        code=fields.get("code", "")[:40],
        origin=visit.origin,
    )
    try:
        token = await visit.people.sign_in(attempt)
    except TooOften as often:
        shown = _login(visit, single, fields.get("next"), status=429, wrong="too_often")
        shown.headers["Retry-After"] = str(int(often.wait.total_seconds()) + 1)
        return shown
    if token is None:
        return _login(visit, single, fields.get("next"), status=403, wrong="not_right")
    if visit.token:  # what somebody may have known of the browser before is worth nothing now
        await visit.people.sign_out(visit.token)
    await visit.begin_session(token)
    return visit.see_other(inside(fields.get("next")))


def _login(
    visit: Visit,
    single: bool,
    then: str | None,
    *,
    status: int = 200,
    wrong: str | None = None,
    done: str | None = None,
) -> Response:
    return visit.page(
        "login.html", status, wrong=wrong, done=done, single=single, next=inside(then)
    )


async def _sign_out(visit: Visit) -> Response:
    await visit.fields()
    if visit.token:
        await visit.people.sign_out(visit.token)
    visit.end_session()
    return visit.see_other("/login")


async def _show_invitation(visit: Visit) -> Response:
    account = await visit.people.invitation(visit.request.path_params["token"])
    if account is None:
        return message("invalid", 404, visit.locale)
    return visit.page("invite.html", login=account.login, wrong=None)


async def _accept(visit: Visit) -> Response:
    fields, token = await visit.fields(), visit.request.path_params["token"]
    account = await visit.people.invitation(token)
    if account is None:
        return message("invalid", 404, visit.locale)
    new = fields.get("new", "")
    wrong = passwords.weakness(new, account.login, account.address)
    if wrong is None and new != fields.get("again"):
        wrong = "password_differs"
    if wrong:
        return visit.page("invite.html", 422, login=account.login, wrong=wrong)
    if await visit.people.accept(token, new) is None:
        return message("invalid", 404, visit.locale)
    visit.end_session()
    visit.know(account.login)
    return visit.see_other("/login?done=password")
