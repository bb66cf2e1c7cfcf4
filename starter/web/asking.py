"""Who asks where both a key and the session of a browser are believed."""

from typing import TYPE_CHECKING

from fastapi import Request

from schemas.access import Caller

if TYPE_CHECKING:
    from starter.api.callers import Identity

SESSION = "huiyin"
"""The cookie of a session; where browsers come by https its name begins with `__Host-`."""
HEADER = "Authorization"
"""The header of a key. What stands there comes before a session."""


def cookie(name: str = SESSION, *, secure: bool) -> str:
    """The name of a cookie, by default a session's. Where browsers come by https it has the prefix
    that lets no other host, and nobody on the way, set it."""
    return f"__Host-{name}" if secure else name


def session(request: Request, *, secure: bool) -> str | None:
    """The session that a browser says it has."""
    return request.cookies.get(cookie(secure=secure))


async def believed(request: Request, identity: "Identity", *, secure: bool) -> Caller | None:
    """Whose key stands in `Authorization: Bearer KEY`, or without that header whose session the
    browser has; none if it is not believed."""
    if HEADER in request.headers:
        scheme, _, key = request.headers[HEADER].partition(" ")
        return await identity.by_key(key.strip()) if scheme.lower() == "bearer" else None
    found = session(request, secure=secure)
    return await identity.by_session(found) if found else None


async def caller_of(request: Request) -> Caller | None:
    """Whose key or session comes with a request to a page; none if there is none that is
    believed."""
    state = request.app.state
    identity: Identity | None = getattr(state, "identity", None)
    if identity is None:
        return None
    return await believed(request, identity, secure=getattr(state, "secure", False))
