"""Who stands at a door, and how people sign in.

What is not believed is answered the same, and after the same work, whatever the reason.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from schemas.access import AccessRole, Caller, Kind
from schemas.accounts import EVERYWHERE, INVITED_FOR, Vouched
from starter.identity import passwords, second, tokens
from store.accounts import Accounts, teams_of
from store.attempts import Attempts
from store.keys import Keys, is_stale
from store.sessions import Sessions

if TYPE_CHECKING:
    from store.database import Database
    from store.tables_identity import AccountRow, KeyRow, SessionRow

FAILURES_OF_LOGIN, FAILURES_FROM_ADDRESS = 10, 50
"""After so many failures in a while nobody signs in by this login, or from this address; but for
browsers in which somebody has signed in by it before: each of them counts by itself."""
_AT_ONCE = 4
"""Argon2 takes 64 MB for each password: so many are looked at at a time."""


class TooOften(Exception):
    """It was tried too often; `wait` is how long nobody can sign in so."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class Known(NamedTuple):
    """A browser that is known, for somebody has signed in with it before."""

    login: str
    browser: str


@dataclass(frozen=True)
class Origin:
    """From where somebody comes: `address` and `device` are what the network and the browser say,
    `known` is what we gave the browser."""

    address: str
    device: str
    known: Known | None = None


@dataclass(frozen=True)
class Attempt:
    """What somebody typed who wants to sign in."""

    name: str
    password: str
    code: str
    origin: Origin


class People:
    """The `Identity` of this installation, and everything that its people do with their accounts.

    Raises, everywhere, `RecordUnavailable` when the record cannot be reached.
    """

    def __init__(
        self,
        database: "Database",
        secrets: Sequence[str],
        now: Callable[[], datetime],
        by: str | None = None,
    ) -> None:
        self.accounts = Accounts(database, by, now)
        self.sessions = Sessions(database)
        self.keys = Keys(database)
        self._attempts = Attempts(database)
        self._sealer = second.Sealer(secrets)
        self.now = now
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def by_key(self, key: str) -> Caller | None:
        """Whose a key is, unless it is unknown, expired or revoked; notes that it was used."""
        return await asyncio.to_thread(self._by_key, key)

    async def by_session(self, token: str) -> Caller | None:
        """Whose a session is, unless it is unknown or over."""
        account = await self.account(token)
        return caller_of(account) if account else None

    async def account(self, token: str) -> "AccountRow | None":
        """The account whose session it is, unless it is unknown or over."""
        return await asyncio.to_thread(self.sessions.find, tokens.digest(token), self.now())

    async def sign_in(self, attempt: Attempt) -> str | None:
        """The token of a new session; none if name, password or code is not right.

        Raises:
            TooOften: by this name or from this address it failed too often.
        """
        async with self._turn:
            return await asyncio.to_thread(self._sign_in, attempt)

    async def sign_in_as(self, who: Vouched, device: str) -> str | None:
        """The token of a new session for whom another authority knows; none if nobody here is
        that. The second factor is that authority's matter.

        Raises:
            BoundToAnother: the account of that address is another person's.
        """
        return await asyncio.to_thread(self._sign_in_as, who, device)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await asyncio.to_thread(self.sessions.end, tokens.digest(token))

    async def open_sessions(self, login: str) -> "Sequence[SessionRow]":
        """The sessions of a person, the latest used first."""
        return await asyncio.to_thread(self.sessions.listed, login, self.now())

    async def invite(self, login: str) -> str | None:
        """The token of a link to set a password, once; none if nobody active is called so."""
        return await asyncio.to_thread(self.invited, login)

    def invited(self, login: str) -> str | None:
        """`invite` for doors that have no event loop."""
        token = tokens.new()
        until = self.now() + INVITED_FOR
        return token if self.accounts.invite(login, tokens.digest(token), until) else None

    async def invitation(self, token: str) -> "AccountRow | None":
        """Whose a link to set a password is, while it can be used."""
        return await asyncio.to_thread(self.accounts.invited, tokens.digest(token), self.now())

    async def accept(self, token: str, password: str) -> str | None:
        """Set a password by a link; the login. None if the link cannot be used (any more)."""
        async with self._turn:
            kept = await asyncio.to_thread(passwords.hashed, password)
        return await asyncio.to_thread(self.accounts.accept, tokens.digest(token), kept, self.now())

    async def change_password(self, account: "AccountRow", new: str) -> None:
        """Set another password. Every session ends, also the one that this is done in."""
        async with self._turn:
            kept = await asyncio.to_thread(passwords.hashed, new)
        await asyncio.to_thread(self.accounts.set_password, account.login, kept)

    async def is_password(self, account: "AccountRow", password: str, origin: Origin) -> bool:
        """Whether it is the person's own password. Failures count as those of signing in.

        Raises:
            TooOften: it failed too often.
        """
        async with self._turn:
            return await asyncio.to_thread(self._is_password, account, password, origin)

    async def enrol(self, account: "AccountRow", secret: str, code: str) -> list[str] | None:
        """Ask this person for one-time codes from now on; the recovery codes, shown only now.

        None if the code is not right: then nothing has changed.
        """
        step = second.step_of(secret, code, self.now())
        if step is None:
            return None
        codes = second.new_codes()
        digests = [second.code_digest(each) for each in codes]
        sealed = self._sealer.seal(secret)
        await asyncio.to_thread(self.accounts.set_second, account.login, sealed, step, digests)
        return codes

    async def drop_codes(self, account: "AccountRow") -> None:
        """Ask this person for no one-time codes any more."""
        await asyncio.to_thread(self.accounts.drop_second, account.login)

    async def codes_left(self, account: "AccountRow") -> int:
        """How many recovery codes the person has left."""
        return await asyncio.to_thread(self.accounts.codes_left, account.login)

    async def end_sessions(self, account: "AccountRow", session_id: str | None, token: str) -> None:
        """End one session of a person, or all but the one of this token."""
        if session_id:
            await asyncio.to_thread(self.sessions.end, session_id, account.login)
        else:
            but = tokens.digest(token)
            await asyncio.to_thread(self.sessions.end_others, account.login, but)

    async def resume(self, login: str, device: str) -> str | None:
        """A new session for a person who has just proven who it is; none if disabled since."""
        return await asyncio.to_thread(self._resume, login, device)

    def _by_key(self, text: str) -> Caller | None:
        parts, now = tokens.key_parts(text), self.now()
        row = self.keys.find(parts.id)
        right = tokens.same(tokens.digest(parts.secret), row.secret if row else tokens.digest(""))
        if row is None or not right or not _holds(row, now):
            return None
        if is_stale(row, now):
            self.keys.used(row.id, now)
        role = AccessRole(row.role)
        return Caller(kind=Kind.KEY, name=row.name, role=role, teams=teams_of(row))

    def _sign_in(self, attempt: Attempt) -> str | None:
        account = self.accounts.find(attempt.name)
        counted = self._count(account.login if account else attempt.name, attempt.origin)
        right = self._checked(account, attempt.password)
        if account is None or not right or account.disabled_at:
            return None
        if account.second and not self._is_code(account, account.second, attempt.code):
            return None
        self._attempts.succeeded(*counted)
        return self._begin(account, attempt.origin.device)

    def _sign_in_as(self, who: Vouched, device: str) -> str | None:
        account = self.accounts.vouched(who)
        return self._begin(account, device) if account else None

    def _resume(self, login: str, device: str) -> str | None:
        account = self.accounts.find(login)
        return self._begin(account, device) if account and not account.disabled_at else None

    def _is_password(self, account: "AccountRow", password: str, origin: Origin) -> bool:
        counted = self._count(account.login, origin)
        if not self._checked(account, password):
            return False
        self._attempts.succeeded(*counted)
        return True

    def _count(self, name: str, origin: Origin) -> tuple[list[str], str]:
        """Count the attempt before it is looked at, so that many at once do not all go through."""
        limits = _limits(name, origin)
        if wait := self._attempts.count(limits, self.now()):
            raise TooOften(wait)
        of_person, *others = limits
        return others, of_person

    def _checked(self, account: "AccountRow | None", password: str) -> bool:
        kept = account.password if account else None
        right, better = passwords.is_right(password, kept)
        if account and kept and right and better:
            self.accounts.improve_password(account.login, kept, better)
        return right

    def _is_code(self, account: "AccountRow", sealed: str, code: str) -> bool:
        secret = self._sealer.open(sealed)
        step = second.step_of(secret, code, self.now()) if secret else None
        if step is not None:
            return self.accounts.use_step(account.login, step)
        return self.accounts.use_code(account.login, second.code_digest(code))

    def _begin(self, account: "AccountRow", device: str) -> str | None:
        token = tokens.new()
        key = tokens.digest(token)
        begun = self.sessions.start(key, account.login, account.stamp, device, self.now())
        return token if begun else None


def _limits(name: str, origin: Origin) -> dict[str, int]:
    """What an attempt is counted for, that of the person first, and how often each may fail.

    Whoever fails on purpose, from anywhere, does not keep the owner from the own browser.
    """
    if origin.known and origin.known.login == name:
        return {f"browser:{tokens.digest(origin.known.browser)}": FAILURES_OF_LOGIN}
    of_login = f"login:{tokens.digest(name.strip().lower())}"
    return {
        of_login: FAILURES_OF_LOGIN,
        f"address:{tokens.digest(origin.address)}": FAILURES_FROM_ADDRESS,
    }


def caller_of(account: "AccountRow") -> Caller:
    """Who a person is at our doors."""
    role = AccessRole(account.role)
    teams = None if role in EVERYWHERE else teams_of(account)
    return Caller(kind=Kind.PERSON, name=account.login, role=role, teams=teams)


def _holds(row: "KeyRow", now: datetime) -> bool:
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)
