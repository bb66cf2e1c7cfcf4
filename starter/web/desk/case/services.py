"""What the page of a case is made with, besides what every page has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rules.links import Signer
from starter.board import BoardDoor
from starter.web.attaching import NO_FILES, Attaching
from store.database import Database
from store.drafts import Drafts
from store.erasures import Erasures
from store.presences import Presences


@dataclass(frozen=True)
class CaseServices:
    """`known` tells which cases came from one address."""

    drafts: Drafts
    presences: Presences
    board: BoardDoor
    known: Erasures
    attaching: Attaching


def case_services(
    database: Database,
    signer: Signer,
    now: Callable[[], datetime],
    attaching: Attaching = NO_FILES,
) -> CaseServices:
    """Over one record."""
    return CaseServices(
        drafts=Drafts(database),
        presences=Presences(database),
        board=BoardDoor(database, signer, now),
        known=Erasures(database),
        attaching=attaching,
    )
