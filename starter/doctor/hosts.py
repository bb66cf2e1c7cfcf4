"""Which addresses are this machine."""

from ipaddress import ip_address


def is_local(host: str) -> bool:
    """Whether what is sent to a host stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
