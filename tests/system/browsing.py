"""What a customer's browser does: fetch a page, send its form."""

import html
import re
from collections.abc import Mapping
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_NONCE = re.compile(r'name="nonce"\s+value="([^"]+)"')


def fetch(link: str, form: Mapping[str, str] | None = None, method: str | None = None) -> str:
    """The page behind a link, or the one that comes after its form is sent.

    Raises:
        HTTPError: the answer is no page but a refusal.
    """
    data = urlencode(form).encode() if form else None
    with urlopen(Request(link, data, method=method), timeout=20) as page:  # noqa: S310 - loopback
        return str(page.read().decode())


def nonce(page: str) -> str:
    """The hidden field that ties a form to the page it was shown on."""
    return html.unescape(_NONCE.findall(page)[0])
