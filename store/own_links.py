"""Links by which somebody finds the cases of an address again, and the cases themselves.

The mail with a link is a digest of its own way, so it goes out as all others do; the address is
kept here alone, and no longer than the link is good for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from schemas.enums import Locale
from schemas.notices import OwnLink, Way
from store.database import Database
from store.tables import Case, DigestRow, Submission
from store.tables_portal import OwnLinkRow

_MOST = 200


class OwnLinks:
    """The links of one record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, link: OwnLink, again_after: timedelta) -> bool:
        """Write a link and its mail ahead; false if the address has had one so shortly before."""
        with self._database.writing() as session:
            forget(session, link.written_at)
            since = link.written_at - again_after
            had = select(OwnLinkRow).where(
                OwnLinkRow.address == link.address, col(OwnLinkRow.written_at) > since
            )
            if session.exec(had).first():
                return False
            session.add(OwnLinkRow(**link.model_dump()))
            session.add(_mail(link))
            return True

    def find(self, link_id: str, now: datetime) -> OwnLink | None:
        """A link that is still good."""
        with self._database.reading() as session:
            row = session.get(OwnLinkRow, link_id)
        return OwnLink.model_validate(row.model_dump()) if row and row.expires_at > now else None

    def cases(self, address: str) -> Sequence[Case]:
        """The cases of an address, the latest first."""
        query = (
            select(Case)
            .join(Submission, col(Submission.case_id) == Case.id)
            .where(func.lower(Submission.contact) == address.lower())
            .order_by(col(Case.received_at).desc(), col(Case.id))
            .limit(_MOST)
        )
        with self._database.reading() as session:
            return session.exec(query).all()


def forget(session: Session, now: datetime) -> None:
    """Delete the links that are over, and the addresses with them."""
    session.exec(delete(OwnLinkRow).where(col(OwnLinkRow.expires_at) <= now))


def _mail(link: OwnLink) -> DigestRow:
    return DigestRow(
        id=f"digest.own-{link.id}",
        way=Way.OWN,
        target=link.id,
        recipient=Way.OWN,
        locale=Locale(link.locale),
        written_at=link.written_at,
        next_try_at=link.written_at,
    )
