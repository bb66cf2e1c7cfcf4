"""The accounts of people. Rows are never removed: what somebody decided keeps its name."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, func, update
from sqlmodel import Session, col, select

from schemas.access import AccessRole
from schemas.accounts import NewAccount, Vouched
from schemas.events import SYSTEM
from schemas.notices import DigestStatus
from store.database import Conflict, Database
from store.identity_changes import Change, given, of_account
from store.tables import DigestRow
from store.tables_desk import DraftRow
from store.tables_identity import AccountRow, KeyRow, RecoveryCode, SessionRow

_OF_A_PERSON = (
    *("address", "password", "second", "invitation", "seen_at"),
    *("issuer", "subject"),
)
_UNSENT = DigestStatus.UNSENT
_ACTIVE = col(AccountRow.disabled_at).is_(None)
_ADMINISTRATORS = (
    select(AccountRow)
    .where(col(AccountRow.role) == AccessRole.ADMINISTRATOR.value, _ACTIVE)
    .order_by(col(AccountRow.login))
)


class Taken(Exception):
    """Another account, or a key, has this login or this address already; nothing was written."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class LastAdministrator(Exception):
    """Nobody would be left who may keep accounts; nothing was written."""


class BoundToAnother(Exception):
    """The account of an address is somebody else's, by what single sign-on says of the person."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login


def _now() -> datetime:
    return datetime.now(UTC)


class Accounts:
    """The register of accounts. Passwords, links and codes come as hashes only.

    Every change is noted with who made it: `by`; without it the system lets in and invites, and
    whatever else is done a person does to the own account.
    """

    def __init__(
        self, database: Database, by: str | None = None, now: Callable[[], datetime] = _now
    ) -> None:
        self._database = database
        self._by = by
        self._now = now

    def add(self, new: NewAccount, now: datetime, password: str | None = None) -> AccountRow:
        """Let a person in.

        Raises:
            Taken: the login is another's or a key's name, or the address is another's.
        """
        row = _row(new, now)
        row.password = password
        try:
            with self._database.writing() as session:
                _refuse_taken(session, row)
                session.add(row)
                self._note(session, row.login, Change.ADDED, SYSTEM, **given(row))
        except Conflict:
            raise Taken(row.login) from None
        return row

    def add_missing(self, every: Iterable[NewAccount], now: datetime) -> None:
        """Let people in who have no account yet; without an address that is another's."""
        with self._database.writing() as session:
            for row in (_row(new, now) for new in every):
                if session.get(AccountRow, row.login):
                    continue
                if row.address and _has(session, row.address):
                    row.address = None
                session.add(row)
                session.flush()
                self._note(session, row.login, Change.ADDED, SYSTEM, **given(row))

    def prefer(self, login: str, chosen: Mapping[str, str | None]) -> None:
        """Keep what a person likes to see: `locale`, `theme`; what is not named stays."""
        if not chosen:
            return
        with self._database.writing() as session:
            session.exec(update(AccountRow).where(col(AccountRow.login) == login).values(**chosen))

    def find(self, name: str) -> AccountRow | None:
        """The account of a login or an address, also if it is disabled."""
        given = name.strip().lower()
        wanted = (col(AccountRow.login) == given) | (col(AccountRow.address) == given)
        with self._database.reading() as session:
            return session.exec(select(AccountRow).where(wanted)).first()

    def by_address(self, address: str) -> AccountRow | None:
        """The account of an address, unless it is disabled."""
        wanted = (col(AccountRow.address) == address.strip().lower(), _ACTIVE)
        with self._database.reading() as session:
            return session.exec(select(AccountRow).where(*wanted)).first()

    def listed(self) -> Sequence[AccountRow]:
        """Every account, by login."""
        with self._database.reading() as session:
            return session.exec(select(AccountRow).order_by(col(AccountRow.login))).all()

    def administrators(self) -> Sequence[AccountRow]:
        """The administrators who are not disabled, by login."""
        with self._database.reading() as session:
            return session.exec(_ADMINISTRATORS).all()

    def invite(self, login: str, invitation: str, until: datetime) -> bool:
        """Let a person set a password by a link; an earlier link is over. False if there is no
        such account, or it is disabled."""
        values = {"invitation": invitation, "invited_until": until}
        return self._done(_of(login).where(_ACTIVE).values(values), login, Change.INVITED, SYSTEM)

    def invited(self, invitation: str, now: datetime) -> AccountRow | None:
        """Whose a link is, while it can be used."""
        with self._database.reading() as session:
            return session.exec(select(AccountRow).where(*_usable(invitation, now))).first()

    def accept(self, invitation: str, password: str, now: datetime) -> str | None:
        """Set a password by a link, once; the login. All sessions end.

        None if the link cannot be used (any more); nothing was written then.
        """
        with self._database.writing() as session:
            query = select(AccountRow).where(*_usable(invitation, now)).with_for_update()
            row = session.exec(query).first()
            if row is None:
                return None
            _change_password(session, row.login, password)
            self._note(session, row.login, Change.PASSWORD)
            return row.login

    def set_password(self, login: str, password: str) -> None:
        """Set another password; all sessions and the open link end."""
        with self._database.writing() as session:
            _change_password(session, login, password)
            self._note(session, login, Change.PASSWORD)

    def improve_password(self, login: str, known: str, better: str) -> None:
        """Keep the same password in a better form, if it is still that one."""
        self._do(_of(login).where(col(AccountRow.password) == known).values(password=better))

    def disable(self, login: str, now: datetime) -> bool:
        """Shut a person out at once. False if there is no such account; the first time counts.

        Raises:
            LastAdministrator: there is no other one.
        """
        with self._database.writing() as session:
            if session.get(AccountRow, login) is None:
                return False
            _require_another_administrator(session, login)
            gone = {"disabled_at": now, "invitation": None, "stamp": _stamp()}
            if _changed(session, _of(login).where(_ACTIVE).values(gone)):
                self._note(session, login, Change.DISABLED)
            session.exec(delete(SessionRow).where(col(SessionRow.login) == login))
            return True

    def enable(self, login: str) -> bool:
        """Let a person in again, with the password of before. False if there is no such account."""
        shut_out = _of(login).where(col(AccountRow.disabled_at).is_not(None))
        enabled = self._done(shut_out.values(disabled_at=None), login, Change.ENABLED)
        return enabled or self.find(login) is not None

    def change(
        self, login: str, role: AccessRole | None = None, teams: Iterable[str] | None = None
    ) -> bool:
        """Give a person another role or other teams, from the next request on. False if there is no
        such account.

        Raises:
            LastAdministrator: there is no other one.
        """
        wanted = {"role": role and role.value, "teams": None if teams is None else ",".join(teams)}
        values = {name: value for name, value in wanted.items() if value is not None}
        with self._database.writing() as session:
            if role not in (None, AccessRole.ADMINISTRATOR):
                _require_another_administrator(session, login)
            if not _changed(session, _of(login).values(values)):
                return False
            after = session.exec(select(AccountRow).where(AccountRow.login == login)).one()
            self._note(session, login, Change.CHANGED, **given(after))
            return True

    def erase(self, login: str) -> bool:
        """Keep of a person who was shut out the login alone, which every decision bears. False if
        there is no such account, or it is not disabled."""
        with self._database.writing() as session:
            row = session.get(AccountRow, login)
            if row is None or row.disabled_at is None:
                return False
            told = (func.lower(DigestRow.target) == row.address) & (DigestRow.status != _UNSENT)
            session.exec(update(DigestRow).where(told).values(target=""))
            session.exec(delete(RecoveryCode).where(col(RecoveryCode.login) == login))
            session.exec(delete(DraftRow).where(col(DraftRow.login) == login))
            gone = dict.fromkeys(_OF_A_PERSON)
            self._note(session, login, Change.ERASED)
            return _changed(session, _of(login).values(gone))

    def vouched(self, who: Vouched) -> AccountRow | None:
        """The account of whom another authority knows; none if there is none, or it is disabled.
        The first time it is found by the address, and from then on by the subject alone.

        Raises:
            BoundToAnother: the account of the address is another subject's.
        """
        same = (col(AccountRow.issuer) == who.issuer, col(AccountRow.subject) == who.subject)
        of_address = col(AccountRow.address) == who.address.strip().lower()
        with self._database.writing() as session:
            bound = session.exec(select(AccountRow).where(*same)).first()
            if bound is not None:
                return None if bound.disabled_at else bound
            query = select(AccountRow).where(of_address, _ACTIVE).with_for_update()
            found = session.exec(query).first()
            if found and found.subject is not None:
                raise BoundToAnother(found.login)
            if found:
                found.issuer, found.subject = who.issuer, who.subject
                session.add(found)
                self._note(session, found.login, Change.BOUND)
            return found

    def unbind(self, login: str) -> bool:
        """Let the next sign-in by the address decide whom single sign-on knows a person as. False
        if there is no such account, or it is not bound."""
        bound = _of(login).where(col(AccountRow.subject).is_not(None))
        return self._done(bound.values(issuer=None, subject=None), login, Change.UNBOUND)

    def set_second(self, login: str, sealed: str, step: int, codes: Iterable[str]) -> None:
        """Ask for one-time codes from now on; `codes` are for who loses the device."""
        with self._database.writing() as session:
            session.exec(_of(login).values(second=sealed, second_step=step))
            session.exec(delete(RecoveryCode).where(col(RecoveryCode.login) == login))
            session.add_all(RecoveryCode(login=login, code=code) for code in codes)
            self._note(session, login, Change.CODES_ON)

    def drop_second(self, login: str) -> bool:
        """Ask for no one-time codes any more. False if there is no such account."""
        with self._database.writing() as session:
            session.exec(delete(RecoveryCode).where(col(RecoveryCode.login) == login))
            had = _of(login).where(col(AccountRow.second).is_not(None))
            if _changed(session, had.values(second=None, second_step=0)):
                self._note(session, login, Change.CODES_OFF)
            return session.get(AccountRow, login) is not None

    def use_step(self, login: str, step: int) -> bool:
        """Use the code of a time step; false if it, or a later one, was used before."""
        return self._do(
            _of(login).where(col(AccountRow.second_step) < step).values(second_step=step)
        )

    def use_code(self, login: str, code: str) -> bool:
        """Use a recovery code up; false if there is none such."""
        of_code = (col(RecoveryCode.login) == login, col(RecoveryCode.code) == code)
        return self._do(delete(RecoveryCode).where(*of_code))

    def codes_left(self, login: str) -> int:
        """How many recovery codes were not used."""
        query = select(func.count()).select_from(RecoveryCode)
        with self._database.reading() as session:
            return session.exec(query.where(col(RecoveryCode.login) == login)).one()

    def _note(
        self, session: Session, login: str, what: Change, usually: str | None = None, **data: Any
    ) -> None:
        of_account(session, login, what, self._by or usually or login, self._now(), **data)

    def _done(self, statement: Any, login: str, what: Change, usually: str | None = None) -> bool:
        with self._database.writing() as session:
            done = _changed(session, statement)
            if done:
                self._note(session, login, what, usually)
            return done

    def _do(self, statement: Any) -> bool:
        with self._database.writing() as session:
            return _changed(session, statement)


def teams_of(row: AccountRow | KeyRow) -> frozenset[str] | None:
    """The teams of a row; none for all of them."""
    return None if row.teams is None else frozenset(filter(None, row.teams.split(",")))


def _row(new: NewAccount, now: datetime) -> AccountRow:
    return AccountRow(
        login=new.login,
        address=new.address and new.address.lower(),
        role=new.role.value,
        teams=",".join(new.teams),
        stamp=_stamp(),
        created_at=now,
    )


def _stamp() -> str:
    return secrets.token_hex(16)


def _of(login: str) -> Update:
    return update(AccountRow).where(col(AccountRow.login) == login)


def _usable(invitation: str, now: datetime) -> tuple[Any, ...]:
    of_link = col(AccountRow.invitation) == invitation
    return of_link, col(AccountRow.invited_until) > now, _ACTIVE


def _changed(session: Session, statement: Any) -> bool:
    return bool(cast("CursorResult[Any]", session.connection().execute(statement)).rowcount)


def _change_password(session: Session, login: str, password: str) -> None:
    values = {"password": password, "stamp": _stamp(), "invitation": None}
    session.exec(_of(login).values(values))
    session.exec(delete(SessionRow).where(col(SessionRow.login) == login))


def _require_another_administrator(session: Session, login: str) -> None:
    # Of two administrators who shut each other out at once, one has to wait and look again.
    there = [each.login for each in session.exec(_ADMINISTRATORS.with_for_update())]
    if there == [login]:
        raise LastAdministrator


def _has(session: Session, address: str) -> bool:
    query = select(AccountRow.login).where(AccountRow.address == address)
    return session.exec(query).first() is not None


def _refuse_taken(session: Session, row: AccountRow) -> None:
    key = select(KeyRow.id).where(KeyRow.name == row.login, col(KeyRow.revoked_at).is_(None))
    if session.get(AccountRow, row.login) or session.exec(key).first():
        raise Taken(row.login)
    if row.address and _has(session, row.address):
        raise Taken(row.address)
