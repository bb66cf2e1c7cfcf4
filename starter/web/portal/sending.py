"""What somebody sends with the public form: read, checked, and made into an item of feedback."""

import dataclasses
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from rules.links import BadLink, Signer
from schemas.enums import Locale
from schemas.policy import Policy
from schemas.submissions import MAX_TEXT, Address, Line, Submission
from starter.following import Origin
from starter.web.form import clean

FORM_LIFE = timedelta(days=2)
"""How long a form can be sent after it was shown; then it is shown once more, with what was typed.
"""
_NONCE = "form"
_LONGEST_PAGE = 2000
_ADDRESS: TypeAdapter[Any] = TypeAdapter(Address)
_LINE: TypeAdapter[Any] = TypeAdapter(Line)


@dataclass(frozen=True)
class Sent:
    """The fields of the form as they were sent; a missing one is empty."""

    nonce: str = ""
    channel: str = ""
    text: str = ""
    category: str = ""
    contact: str = ""
    name: str = ""
    consent: str = ""
    website: str = ""
    """Not seen by people: what fills it in is a machine."""
    user: str = ""
    signature: str = ""
    page: str = ""
    """The address of the page that the widget stands on."""
    files: int = 0
    """How many files came with it; whoever sends it again has to choose them again."""


def read(fields: Mapping[str, str], files: int) -> Sent:
    """What was sent, of the fields of a posted form and the number of its files."""
    names = (each.name for each in dataclasses.fields(Sent) if each.type is str)
    return Sent(**{name: clean(fields.get(name, "")) for name in names}, files=files)


def issue(signer: Signer, now: datetime) -> str:
    """A nonce for one view of the form, with its date."""
    return signer.nonce(_NONCE, secrets.token_urlsafe(12), int(now.timestamp()))


def view_id(signer: Signer, nonce: str, now: datetime) -> str:
    """Which view of the form was sent.

    Raises:
        BadLink: it is not ours, or too old.
    """
    match signer.read_nonce(nonce):
        case ["form", str() as view, int() as shown]:
            if now.timestamp() - shown < FORM_LIFE.total_seconds():
                return view
        case _:
            pass
    raise BadLink


def errors(sent: Sent, policy: Policy) -> tuple[str, ...]:
    """The keys of the words that say what is wrong; none if nothing is."""
    return tuple(_errors(sent, policy))


def _errors(sent: Sent, policy: Policy) -> Iterator[str]:
    if not sent.text:
        yield "missing_text"
    if len(sent.text) > MAX_TEXT:
        yield "long_text"
    if sent.contact and not _is(_ADDRESS, sent.contact):
        yield "bad_contact"
    if sent.name and not _is(_LINE, sent.name):
        yield "bad_name"
    if sent.category and sent.category not in policy.categories:
        yield "bad_category"
    if policy.portal.consent_box and not sent.consent:
        yield "missing_consent"
    if sent.website:
        yield "trap"


def submission(sent: Sent, view: str, channel: str, locale: Locale | None) -> Submission:
    """The item that a form without errors is. The same view and text are the same item: to send
    it again, or to load the page again, makes no second case; another text is never dropped."""
    digest = hashlib.sha256(sent.text.encode()).hexdigest()[:12]
    return Submission(
        text=sent.text,
        channel=channel,
        locale=locale,
        external_id=f"form-{view}-{digest}",
        contact=sent.contact or None,
        name=sent.name or None,
        category=sent.category or None,
    )


def origin(
    sent: Sent, secret: str | None, files: tuple[str, ...], *, unmailed: bool = False
) -> Origin:
    """Where it was sent from, as far as it is believed, and the files that are kept."""
    texts = {}
    if is_signed(sent, secret):
        texts["user"] = sent.user
    if _is_page(sent.page):
        texts["page"] = sent.page
    return Origin(texts=texts, files=files, unmailed=unmailed)


def mailbox(contact: str) -> str:
    """Stands for the mailbox that an address leads to, whatever is written behind its `+`."""
    local, _, domain = contact.lower().rpartition("@")
    return hashlib.sha256(f"{local.partition('+')[0]}@{domain}".encode()).hexdigest()


def is_signed(sent: Sent, secret: str | None) -> bool:
    """Whether the name of an account was signed by the site that passes it on."""
    if not secret or not sent.user or not _is(_LINE, sent.user):
        return False
    expected = hmac.new(secret.encode(), sent.user.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), sent.signature.lower().encode())


def _is_page(address: str) -> bool:
    if len(address) > _LONGEST_PAGE or not address.isprintable():
        return False
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _is(kind: TypeAdapter[Any], value: str) -> bool:
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return True
