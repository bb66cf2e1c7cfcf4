"""From where a request comes: what a proxy says of that is believed if the proxy is ours."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.errors import Misconfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SHARED_BITS = 64
"""Whoever has one address of the sixth version has all with the same beginning."""


def networks(text: str) -> tuple[Network, ...]:
    """The networks that a setting names: addresses or `10.0.0.0/8`, separated by commas.

    Raises:
        Misconfigured: one of them is none.
    """
    try:
        return tuple(
            ipaddress.ip_network(each.strip(), strict=False)
            for each in text.split(",")
            if each.strip()
        )
    except ValueError as error:
        raise Misconfigured(f"HUIYIN_TRUSTED_PROXIES: {error}") from error


def origin(peer: str, forwarded: Sequence[str], trusted: Iterable[Network]) -> str:
    """The address from which a request came: the last one in the chain that no proxy of ours has.

    `forwarded` are the values of X-Forwarded-For in their order; the sender may have invented
    all that stands before the first address that one of our proxies added.
    """
    ours, found = tuple(trusted), peer
    chain = [each.strip() for value in forwarded for each in value.split(",")]
    while _is_within(found, ours) and chain:
        before = chain.pop()
        if _parsed(before) is None:
            break
        found = before
    return found


def counted(address: str) -> str:
    """What stands for whoever has an address: the address, or the network it shares."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _SHARED_BITS), strict=False))
    return address


class Forwarded:
    """Middleware: has everything behind it see the address and the scheme of whoever asked."""

    def __init__(self, app: Any, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope.get("client") and self._trusted:
            scope = self._seen(scope)
        await self._app(scope, receive, send)

    def _seen(self, scope: Any) -> Any:
        peer = scope["client"][0]
        if not _is_within(peer, self._trusted):
            return scope
        found = origin(peer, _values(scope, b"x-forwarded-for"), self._trusted)
        schemes = _values(scope, b"x-forwarded-proto")
        scheme = schemes[-1] if schemes and schemes[-1] in ("http", "https") else scope["scheme"]
        return {**scope, "client": (found, 0), "scheme": scheme}


def _values(scope: Any, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _is_within(address: str, trusted: Iterable[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(
        parsed.version == each.version and parsed in each for each in trusted
    )


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return None
