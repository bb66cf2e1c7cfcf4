"""A person's own account: password, one-time codes, and where he or she is signed in."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from activities.letters.dates import stamp
from rules.links import BadLink
from schemas.access import AccessRole
from schemas.accounts import EVERYWHERE
from starter.identity import passwords, second, tokens
from starter.identity.people import TooOften
from starter.web.staff.visit import House, Stale, Visit, add

if TYPE_CHECKING:
    from store.tables_identity import AccountRow

_SECOND = "second"
_DONE = ("password", "codes_off", "sessions")
_ZONE = "UTC"


def router(house: House) -> APIRouter:
    """The routes of the account, and the page to start from."""
    routes = APIRouter(include_in_schema=False)
    add(routes, house, "/desk", "GET", _desk)
    add(routes, house, "/account", "GET", _show)
    add(routes, house, "/account/password", "POST", _change_password)
    add(routes, house, "/account/codes", "GET", _show_codes)
    add(routes, house, "/account/codes", "POST", _enrol)
    add(routes, house, "/account/codes/off", "POST", _drop_codes)
    add(routes, house, "/account/sessions", "POST", _end_sessions)
    return routes


async def _desk(visit: Visit) -> Response:
    account = await visit.account()
    if account is None:
        return visit.to_login()
    return visit.page("desk.html", **_who(account))


async def _show(visit: Visit) -> Response:
    account = await visit.account()
    if account is None:
        return visit.to_login()
    done = visit.request.query_params.get("done")
    return await _page(visit, account, done=done if done in _DONE else None)


async def _change_password(visit: Visit) -> Response:
    account, fields = await _sent(visit)
    new = fields.get("new", "")
    wrong = passwords.weakness(new, account.login, account.address)
    if wrong is None and new != fields.get("again"):
        wrong = "password_differs"
    wrong = wrong or await _not_the_password(visit, account, fields)
    if wrong:
        return await _page(visit, account, 422, wrong=wrong)
    await visit.people.change_password(account, new)
    if token := await visit.people.resume(account.login, visit.device):
        await visit.begin_session(token)
    return visit.see_other("/account?done=password")


async def _show_codes(visit: Visit) -> Response:
    account = await visit.account()
    if account is None:
        return visit.to_login()
    return _offer(visit, account, second.new_secret())


async def _enrol(visit: Visit) -> Response:
    account, fields = await _sent(visit)
    secret = _offered(visit, account, fields.get("offer", ""))
    if wrong := await _not_the_password(visit, account, fields):
        return _offer(visit, account, secret, wrong)
    codes = await visit.people.enrol(account, secret, fields.get("code", ""))
    if codes is None:
        return _offer(visit, account, secret, "code_wrong")
    return visit.page("recovery.html", codes=codes)


async def _drop_codes(visit: Visit) -> Response:
    account, fields = await _sent(visit)
    if wrong := await _not_the_password(visit, account, fields):
        return await _page(visit, account, 422, wrong=wrong)
    await visit.people.drop_codes(account)
    return visit.see_other("/account?done=codes_off")


async def _end_sessions(visit: Visit) -> Response:
    account, fields = await _sent(visit)
    await visit.people.end_sessions(account, fields.get("session"), visit.token or "")
    return visit.see_other("/account?done=sessions")


async def _sent(visit: Visit) -> "tuple[AccountRow, dict[str, str]]":
    """Who is signed in, and what was sent.

    Raises:
        Stale: nobody is, or the form is not of this session.
    """
    fields, account = await visit.fields(), await visit.account()
    if account is None:
        raise Stale
    return account, fields


async def _not_the_password(
    visit: Visit, account: "AccountRow", fields: dict[str, str]
) -> str | None:
    """The key of the words that say that the password is not right; none if it is."""
    if account.password is None:
        return None  # who signs in elsewhere has none here
    try:
        right = await visit.people.is_password(account, fields.get("password", ""), visit.origin)
    except TooOften:
        return "too_often"
    return None if right else "password_wrong"


def _offer(visit: Visit, account: "AccountRow", secret: str, wrong: str | None = None) -> Response:
    return visit.page(
        "codes.html",
        422 if wrong else 200,
        wrong=wrong,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=second.address(secret, account.login),
        offer=visit.house.signer.nonce(_SECOND, account.login, secret),
        asks_password=account.password is not None,
    )


def _offered(visit: Visit, account: "AccountRow", offer: str) -> str:
    """The secret that was shown to this person.

    Raises:
        Stale: there was none.
    """
    try:
        kind, login, secret = visit.house.signer.read_nonce(offer)
    except (BadLink, ValueError):
        raise Stale from None
    if (kind, login) != (_SECOND, account.login):
        raise Stale
    return str(secret)


async def _page(
    visit: Visit,
    account: "AccountRow",
    status: int = 200,
    *,
    done: str | None = None,
    wrong: str | None = None,
) -> Response:
    here = tokens.digest(visit.token or "")
    sessions = [
        {
            "id": row.id,
            "device": row.device,
            "seen": stamp(row.seen_at, visit.locale, _ZONE),
            "here": row.id == here,
        }
        for row in await visit.people.open_sessions(account.login)
    ]
    return visit.page(
        "account.html",
        status,
        **_who(account),
        done=done,
        wrong=wrong,
        sessions=sessions,
        codes_left=await visit.people.codes_left(account),
    )


def _who(account: "AccountRow") -> dict[str, Any]:
    role = AccessRole(account.role)
    teams = None if role in EVERYWHERE else sorted(filter(None, account.teams.split(",")))
    return {"account": account, "role": f"role_{role.value}", "teams": teams}
