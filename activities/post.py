"""Handing messages to an SMTP server."""

from contextlib import suppress
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from pydantic import BaseModel, ConfigDict, SecretStr

from activities.protocols import AddressRefused, Envelope, PostUnavailable
from schemas.errors import Misconfigured

_FORM = "HUIYIN_SMTP_URL must be like smtp://user:password@host:587?starttls=true or smtps://host"
_KEPT_OPEN = 4
_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class MailServer(BaseModel):
    """Where mail is handed over. `starttls` none means: if the server offers it."""

    model_config = ConfigDict(frozen=True)

    host: str
    port: int
    user: str | None = None
    password: SecretStr | None = None
    tls: bool = False
    starttls: bool | None = None
    verify: bool = True
    timeout: float = 20
    """Seconds for each step of the conversation."""

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """Read `smtp://` or `smtps://` with `starttls`, `verify` and `timeout` as parameters.

        Raises:
            Misconfigured: it is not such a URL.
        """
        try:
            return _parse(url)
        except (KeyError, ValueError) as error:
            raise Misconfigured(_FORM) from error


class SmtpPostman:
    """Hands messages over; a few conversations are kept open for the next ones."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._idle: list[aiosmtplib.SMTP] = []

    async def send(self, letter: Envelope) -> None:
        """Hand a message over; returns when the server has accepted it.

        Raises:
            AddressRefused: 5xx for the recipient or the message.
            PostUnavailable: anything that may work later.
        """
        try:
            await self._hand_over(letter)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _of_recipient(error.recipients[0].code) from None
        except aiosmtplib.SMTPDataError as error:
            raise _of_recipient(error.code) from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise PostUnavailable(type(error).__name__) from None

    async def check(self) -> None:
        """Connect, secure and log in as for a message, and send none.

        Raises:
            PostUnavailable: one of these failed; the text names the kind of failure.
        """
        try:
            async with self._connection() as smtp:
                await smtp.noop()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise PostUnavailable(f"{type(error).__name__}: {error}") from None

    async def _hand_over(self, letter: Envelope) -> None:
        if self._idle:
            with suppress(aiosmtplib.SMTPServerDisconnected, OSError):
                await self._tell(self._idle.pop(), letter)
                return
            # It had waited too long, and the server has hung up.
        smtp = self._connection()
        await smtp.connect()
        await self._tell(smtp, letter)

    async def _tell(self, smtp: aiosmtplib.SMTP, letter: Envelope) -> None:
        try:
            await smtp.sendmail(letter.sender, [letter.recipient], letter.content)
        except BaseException:
            smtp.close()
            raise
        if len(self._idle) < _KEPT_OPEN:
            self._idle.append(smtp)
        else:
            smtp.close()

    def _connection(self) -> aiosmtplib.SMTP:
        server = self.server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password.get_secret_value() if server.password else None,
            use_tls=server.tls,
            start_tls=server.starttls,
            validate_certs=server.verify,
            timeout=server.timeout,
        )


def _of_recipient(code: int) -> Exception:
    refused = 500 <= code < 600
    return AddressRefused(code) if refused else PostUnavailable(f"SMTP {code}")


def _parse(url: str) -> MailServer:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("scheme")
    if unknown := set(query) - {"starttls", "verify", "timeout"}:
        raise ValueError(unknown)
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587 if query.get("starttls") else 25),
        user=unquote(parts.username) if parts.username else None,
        password=SecretStr(unquote(parts.password)) if parts.password else None,
        tls=tls,
        starttls=_YES[query["starttls"]] if "starttls" in query else None,
        verify=_YES[query.get("verify", "true")],
        timeout=float(query.get("timeout", "20")),
    )
