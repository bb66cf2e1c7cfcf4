"""Mail: the server takes it, nobody else reads it, and answers go to people."""

from email.message import EmailMessage

from activities.post import MailServer, SmtpPostman
from activities.protocols import PostUnavailable
from schemas.settings import Settings
from schemas.words import Said, plain
from starter.doctor import words
from starter.doctor.hosts import is_local
from starter.doctor.verdict import Patient, Verdict, Verdicts, in_thread, ok, problem, run, warning

_STEP_SECONDS = 5.0


async def look(patient: Patient) -> Verdicts:
    settings = patient.settings
    return await run(
        {
            "smtp": lambda: smtp(settings),
            "mail_security": in_thread(lambda: _security(settings)),
            "mail_from": in_thread(lambda: _sender(settings)),
            "mail_reply_to": in_thread(lambda: _reply_to(settings)),
        }
    )


async def smtp(settings: Settings) -> Verdict:
    server = MailServer.parse(settings.mail_url)
    hurried = server.model_copy(update={"timeout": min(server.timeout, _STEP_SECONDS)})
    where = f"{server.host}:{server.port}"
    try:
        await SmtpPostman(hurried).check()
    except PostUnavailable as error:
        found = words.MAIL_TROUBLE.filled(where=where, why=_why(str(error)))
        return problem(found, words.REMEDIES["smtp"])
    said = words.LOGGED_IN if server.user else words.ANSWERS
    return ok(said.filled(where=where))


def _why(error: str) -> Said:
    """In plain words, where the kind is known; the server's own words are in its own language."""
    kind = error.partition(":")[0]
    known = words.MAIL_TROUBLES.get(kind)
    return words.KNOWN_TROUBLE.filled(why=known, error=error) if known else plain(error)


def _security(settings: Settings) -> Verdict:
    server = MailServer.parse(settings.mail_url)
    if is_local(server.host):
        return ok(words.STAYS_HERE)
    if not server.verify:
        return warning(words.UNVERIFIED, words.VERIFY)
    if server.tls or server.starttls:
        return ok(words.ENCRYPTED)
    return warning(words.IN_THE_OPEN, words.ENCRYPT)


def _sender(settings: Settings) -> Verdict:
    address = _address("From", settings.mail_from)
    if address is None:
        found = words.NO_ADDRESS.filled(value=settings.mail_from)
        return problem(found, words.SET_FROM)
    elsewhere = not is_local(MailServer.parse(settings.mail_url).host)
    if elsewhere and address.rpartition("@")[2] == "localhost":
        return warning(plain(settings.mail_from), words.SET_FROM)
    return ok(plain(settings.mail_from))


def _reply_to(settings: Settings) -> Verdict:
    value = settings.mail_reply_to
    if not value:
        return warning(words.NO_REPLY_TO, words.SET_REPLY_TO)
    if _address("Reply-To", value) is None:
        return problem(words.NO_ADDRESS.filled(value=value), words.SET_REPLY_TO)
    return ok(plain(value))


def _address(header: str, value: str) -> str | None:
    """The one address of a header, read as the mails themselves are written."""
    message = EmailMessage()
    try:
        message[header] = value
        (address,) = message[header].addresses
    except (ValueError, IndexError):
        return None
    return str(address.addr_spec) if address.username and address.domain else None
