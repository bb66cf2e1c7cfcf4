"""Who calls the API, and whether it may."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from fastapi import Depends, Request

from rules import access
from schemas.access import Caller, Permission
from starter.api.problems import Problem
from starter.api.services import services
from starter.identity import proofs

SESSION = "huiyin"
"""The cookie of a session; where browsers come by https its name begins with `__Host-`."""
PROOF = "X-CSRF-Token"
"""The header in which a page of ours sends what it was given to prove itself."""
_HEADER = "Authorization"
_LOOKING = frozenset({"GET", "HEAD"})


class Identity(Protocol):
    """Knows accounts and keys. What is not believed is answered with none, in constant time."""

    async def by_key(self, key: str) -> Caller | None:
        """Whose a key is, unless it is unknown, expired or revoked; notes that it was used."""

    async def by_session(self, token: str) -> Caller | None:
        """Whose a session is, unless it is unknown or over."""


async def _believed(request: Request) -> Caller | None:
    """Whose key stands in `Authorization: Bearer KEY`, or without that header whose session the
    browser has; none if it is not believed."""
    identity: Identity = request.app.state.identity
    if _HEADER in request.headers:
        scheme, _, key = request.headers[_HEADER].partition(" ")
        return await identity.by_key(key.strip()) if scheme.lower() == "bearer" else None
    session = _session(request)
    return await identity.by_session(session) if session else None


async def known(request: Request) -> Caller:
    """Who calls.

    Raises:
        Problem: nobody who is believed; or a browser, and it is not known that a page of ours asks.
    """
    found = await _believed(request)
    if found is None:
        raise Problem("unauthorized", headers={"WWW-Authenticate": "Bearer"})
    if request.method not in _LOOKING and _HEADER not in request.headers:
        given, session = request.headers.get(PROOF, ""), _session(request) or ""
        if not proofs.is_proof(services(request).signer, given, proofs.shown_to(session)):
            raise Problem("not_our_page")
    return found


def _session(request: Request) -> str | None:
    secure = services(request).secure
    return request.cookies.get(f"__Host-{SESSION}" if secure else SESSION)


Known = Annotated[Caller, Depends(known)]


def permitted(permission: Permission) -> Callable[[Caller], Awaitable[Caller]]:
    """Lets through a caller that has a permission."""

    async def checked(caller: Known) -> Caller:
        if not access.may(caller, permission):
            raise Problem("forbidden", role=caller.role.value, needs=permission.value)
        return caller

    return checked


def allowed(permission: Permission) -> "type[Caller]":
    """A caller that has a permission, as the type of a route's parameter."""
    return Annotated[Caller, Depends(permitted(permission))]  # type: ignore[return-value]


Submitter = Annotated[Caller, Depends(permitted(Permission.SUBMIT))]
Reader = Annotated[Caller, Depends(permitted(Permission.READ))]
Unmasker = Annotated[Caller, Depends(permitted(Permission.UNMASK))]
Decider = Annotated[Caller, Depends(permitted(Permission.DECIDE))]
Bulker = Annotated[Caller, Depends(permitted(Permission.BULK))]
