"""Erasing a customer: looked at first, then done, until nothing is left."""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from activities.erasure import Order
from schemas.enums import EventKind
from schemas.errors import EngineUnavailable, NoWorkflow, UnknownCase
from schemas.ids import parse_case_id
from schemas.submissions import Address
from store import remains
from store.erasures import Holding

if TYPE_CHECKING:
    from engine.cases import Cases
    from worker.installation import Installation

_PATIENCE = timedelta(seconds=5)
_ENDS_WITHIN = timedelta(seconds=45)
"""A mail that a mail server just has in hand is waited for."""
_POLL = 0.2
_QUIET = 2.0
"""Seconds after which it is said what is waited for."""


@dataclass(frozen=True)
class Found:
    """What is known of a customer. `held` are the reasons of legal holds, by case; `mentioned`
    are cases of others that name the address, `similar` addresses that may be the same person's.
    """

    cases: tuple[Holding, ...]
    kept: dict[str, int]
    held: dict[str, str]
    mentioned: tuple[str, ...]
    addresses: frozenset[str]
    similar: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [each.case_id for each in self.cases]


@dataclass
class Done:
    """What was erased, and what still needs something: workflows that have not ended, and a log
    of the database that could not be emptied because somebody was reading for long."""

    erased: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    log_emptied: bool = True


def find(installation: "Installation", customer: str) -> Found:
    """What is known of a customer: an address, the id of one case, or what another system calls
    the item or its writer. Full-width letters, blanks and capitals make no difference.

    Raises:
        UnknownCase: it is none of these.
    """
    erasures, given = installation.erasures, unicodedata.normalize("NFKC", customer).strip()
    address, mentioned, similar = _address(given), tuple[str, ...](), tuple[str, ...]()
    ids = erasures.of_customer(address) if address else _case(given)
    ids += [each for each in erasures.of_name(customer.strip()) if each not in ids]
    addresses = frozenset({address} if address else ())
    if address:
        mentioned, similar = tuple(erasures.mentioning(address)), tuple(erasures.similar(address))
    cases = tuple(erasures.holding(ids))
    if not cases and not addresses:
        raise UnknownCase(f"there is no case {customer}")
    held = {each.case_id: _why_held(installation, each.case_id) for each in cases if each.held}
    kept = installation.eraser.kept([each.case_id for each in cases], addresses)
    return Found(cases, kept, held, mentioned, addresses, similar)


def names_the_customer(installation: "Installation", found: Found, reason: str) -> bool:
    """Whether a reason, which is kept, names who is to be erased."""
    names = installation.erasures.names(found.ids) | found.addresses
    return any(_stands_in(name.lower(), reason.lower()) for name in names)


def carry_out(
    installation: "Installation", found: Found, order: Order, tell: Callable[[], None]
) -> Done:
    """Erase all of it; returns when nothing is left, or says what is. `tell` is called if the
    workflows take long to end."""
    samples = installation.erasures.samples(found.ids) | found.addresses
    erased = installation.eraser.erase(found.ids, order, found.addresses)
    running = asyncio.run(_ended(installation, found.ids, tell))
    # Once more: a mail that was just being handed over has arrived by now.
    installation.eraser.erase_kept(found.ids, found.addresses)
    return Done(erased, running, remains.clear(installation.database, samples))


async def _ended(
    installation: "Installation", ids: Sequence[str], tell: Callable[[], None]
) -> list[str]:
    """Have the workflows of cases end; those that have not within the time for it."""
    from engine.cases import Cases
    from engine.connection import connect

    waiting = list(ids)
    soon = asyncio.get_running_loop().call_later(_QUIET, tell)
    with suppress(EngineUnavailable, TimeoutError):
        cases = Cases(await connect(installation.settings, patience=_PATIENCE))
        await cases.forget_submissions(installation.now())
        for case_id in ids:
            with suppress(NoWorkflow):
                await cases.refresh(case_id)
        async with asyncio.timeout(_ENDS_WITHIN.total_seconds()):
            for case_id in ids:
                await _end(installation, cases, case_id)
                waiting.remove(case_id)
    soon.cancel()
    return waiting


async def _end(installation: "Installation", cases: "Cases", case_id: str) -> None:
    while await cases.running(case_id):  # noqa: ASYNC110 - another process, no event
        await asyncio.sleep(_POLL)
    await asyncio.to_thread(installation.erasures.mark_told, case_id, installation.now())


def _why_held(installation: "Installation", case_id: str) -> str:
    with installation.book.look(case_id) as case:
        holds = [event for event in case.events if event.kind is EventKind.HELD]
        return case.written_at(holds[-1]).get("reason", "") if holds else ""


def _address(text: str) -> str | None:
    """An address as the record keeps it; none if it is not one."""
    try:
        return TypeAdapter(Address).validate_python("".join(text.split()))
    except ValidationError:
        return None


def _case(text: str) -> list[str]:
    try:
        return [parse_case_id(text)]
    except ValueError:
        return []


def _stands_in(name: str, text: str) -> bool:
    """As a word of its own, where a script has such."""
    if not name.isascii():
        return name in text
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))
