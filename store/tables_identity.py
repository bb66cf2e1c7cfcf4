"""The tables of those who stand at the doors: accounts, sessions, keys. No customer is in them.

Whatever lets somebody in (a password, a link, a session, a key) stands here as a hash only.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from store.columns import Json, Utc


def _instant(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=nullable))


class AccountRow(SQLModel, table=True):
    """A person. Rows stay when a person leaves: what was decided keeps its name.

    `teams` are joined by commas. `stamp` is another one whenever all sessions are to end.
    `locale` and `theme` are what the person chose to see; none: what the browser says.
    `issuer` and `subject` are whom single sign-on knows this person as, from the first time on.
    `second` is the sealed secret of one-time codes, and `second_step` the latest code's time step.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index("ix_accounts_subject", "issuer", "subject", unique=True),)

    login: str = Field(primary_key=True, max_length=32)
    address: str | None = Field(default=None, max_length=254, unique=True)
    role: str = Field(max_length=15)
    teams: str = ""
    password: str | None = Field(default=None, max_length=200)
    stamp: str = Field(max_length=32)
    second: str | None = Field(default=None, max_length=300)
    second_step: int = 0
    invitation: str | None = Field(default=None, max_length=64, unique=True)
    invited_until: datetime | None = _instant(nullable=True)
    created_at: datetime = _instant()
    seen_at: datetime | None = _instant(nullable=True)
    disabled_at: datetime | None = _instant(nullable=True)
    locale: str | None = Field(default=None, max_length=2)
    theme: str | None = Field(default=None, max_length=5)
    issuer: str | None = Field(default=None, max_length=200)
    subject: str | None = Field(default=None, max_length=255)


class IdentityChange(SQLModel, table=True):
    """That an account or a key was changed: by whom, when, and what. Rows are only ever added; no
    secret and no address is in them."""

    __tablename__ = "identity_changes"
    __table_args__ = (Index("ix_identity_changes_name", "kind", "name", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _instant()
    by: str = Field(max_length=48)
    kind: str = Field(max_length=7)
    name: str = Field(max_length=32)
    key_id: str | None = Field(default=None, max_length=16)
    what: str = Field(max_length=20)
    data: dict[str, Any] = Field(default=None, sa_column=Column(Json, nullable=False))


class SessionRow(SQLModel, table=True):
    """Somebody who is signed in; the key is the hash of the token in the cookie."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_login", "login"),)

    id: str = Field(primary_key=True, max_length=64)
    login: str = Field(foreign_key="accounts.login", max_length=32)
    stamp: str = Field(max_length=32)
    device: str = Field(max_length=120)
    created_at: datetime = _instant()
    seen_at: datetime = _instant()


class RecoveryCode(SQLModel, table=True):
    """A code for who has lost the device with the one-time codes; the row goes with its use."""

    __tablename__ = "recovery_codes"

    login: str = Field(primary_key=True, foreign_key="accounts.login", max_length=32)
    code: str = Field(primary_key=True, max_length=64)


class KeyRow(SQLModel, table=True):
    """A system's key. `teams` are joined by commas; none: all of them."""

    __tablename__ = "keys"
    __table_args__ = (Index("ix_keys_name", "name"),)

    id: str = Field(primary_key=True, max_length=16)
    name: str = Field(max_length=32)
    secret: str = Field(max_length=64)
    role: str = Field(max_length=15)
    teams: str | None = None
    created_at: datetime = _instant()
    expires_at: datetime | None = _instant(nullable=True)
    revoked_at: datetime | None = _instant(nullable=True)
    used_at: datetime | None = _instant(nullable=True)


class AttemptRow(SQLModel, table=True):
    """How often somebody failed to sign in since an instant: by a login, or from an address."""

    __tablename__ = "sign_in_attempts"

    subject: str = Field(primary_key=True, max_length=80)
    since: datetime = _instant()
    failures: int
