"""Who calls the API, and whether it may."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from fastapi import Depends, Request

from rules import access
from schemas.access import Caller, Permission
from starter.api.problems import Problem
from starter.api.services import services
from starter.identity import proofs
from starter.web import asking

PROOF = "X-CSRF-Token"
"""The header in which a page of ours sends what it was given to prove itself."""
_LOOKING = frozenset({"GET", "HEAD"})


class Identity(Protocol):
    """Knows accounts and keys. What is not believed is answered with none, in constant time."""

    async def by_key(self, key: str) -> Caller | None:
        """Whose a key is, unless it is unknown, expired or revoked; notes that it was used."""

    async def by_session(self, token: str) -> Caller | None:
        """Whose a session is, unless it is unknown or over."""


async def known(request: Request) -> Caller:
    """Who calls.

    Raises:
        Problem: nobody who is believed; or a browser, and it is not known that a page of ours asks.
    """
    identity: Identity = request.app.state.identity
    secure = services(request).secure
    found = await asking.believed(request, identity, secure=secure)
    if found is None:
        raise Problem("unauthorized", headers={"WWW-Authenticate": "Bearer"})
    if request.method not in _LOOKING and asking.HEADER not in request.headers:
        given, session = (
            request.headers.get(PROOF, ""),
            asking.session(request, secure=secure) or "",
        )
        if not proofs.is_proof(services(request).signer, given, proofs.shown_to(session)):
            raise Problem("not_our_page")
    return found


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
