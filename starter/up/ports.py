"""The ports of an installation: free before anything starts, or said to be not."""

import errno
import random
import socket
from collections.abc import Iterator

from schemas.enums import Locale
from schemas.errors import Misconfigured
from schemas.settings import Settings
from schemas.words import Said
from starter.up import words

LOCAL = "127.0.0.1"

# Below every system's range for outgoing connections, from which Temporal's own would take it.
_SPARE_PORTS = range(20_000, 30_000)
_FIELDS = ("web_port", "temporal_port", "temporal_ui_port", "smtp_port", "mail_ui_port")
_WEB = "HUIYIN_WEB_PORT"


def check_ports(settings: Settings, locale: Locale) -> None:
    """See that every port can be listened on.

    Raises:
        Misconfigured: one line for each port that cannot, with the variable to change.
    """
    if lines := list(_complaints(settings, locale)):
        raise Misconfigured("\n".join(lines))


def free_port() -> int:
    """A port of this machine that nothing listens on, and nothing is likely to take."""
    for port in random.sample(_SPARE_PORTS, 100):
        try:
            listen(LOCAL, port).close()
        except OSError:
            continue
        return port
    raise Misconfigured("no free port was found")


def listen(host: str, port: int) -> socket.socket:
    """Listen as servers do: a port whose last connections still fade away is not taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _complaints(settings: Settings, locale: Locale) -> Iterator[str]:
    ports = {f"HUIYIN_{field.upper()}": getattr(settings, field) for field in _FIELDS}
    owner: dict[int, str] = {}
    for variable, port in ports.items():
        if port is None:
            continue
        if (first := owner.setdefault(port, variable)) != variable:
            yield words.PORT_TWICE.in_(locale).format(port=port, variable=variable, first=first)
        elif trouble := _trouble(settings.web_host if variable == _WEB else LOCAL, port):
            said, reason = trouble
            yield said.in_(locale).format(port=port, variable=variable, reason=reason)


def _trouble(host: str, port: int) -> tuple[Said, str] | None:
    try:
        listen(host, port).close()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        return words.PORT_TAKEN if taken else words.PORT_UNUSABLE, error.strerror or str(error)
    return None
