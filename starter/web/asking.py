"""Who asks where both a key and the session of a browser are believed."""

from fastapi import Request

from schemas.access import Caller
from starter.api.callers import Identity

_SESSION = "huiyin"


def cookie(name: str = _SESSION, *, secure: bool) -> str:
    """The name of a cookie, by default a session's. Where browsers come by https it has the prefix
    that lets no other host, and nobody on the way, set it."""
    return f"__Host-{name}" if secure else name


async def caller_of(request: Request) -> Caller | None:
    """Whose key or session comes with a request; none if there is none that is believed."""
    identity: Identity | None = getattr(request.app.state, "identity", None)
    if identity is None:
        return None
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return await identity.by_key(key.strip())
    session = request.cookies.get(cookie(secure=getattr(request.app.state, "secure", False)))
    return await identity.by_session(session) if session else None
