"""What is said of a proposal: its kind, its terms, its levels and who said what."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from schemas import words as business
from schemas.enums import Role, SolutionKind
from schemas.events import Event
from schemas.policy import Policy
from schemas.proposals import Proposal
from schemas.state import CaseState
from schemas.words import COMMA
from starter.cli import approvals_words as words
from starter.cli import showing
from starter.cli.words import LOCALE, said


def terms(proposal: Proposal, policy: Policy) -> Iterator[str]:
    """What is proposed, in a few words each."""
    yield from of_data(proposal.model_dump(mode="json", exclude_defaults=True), policy)


def levels(state: CaseState) -> Iterator[str]:
    """The open level: who must still decide, and who has."""
    asked, proposal = state.asked, state.proposal
    if asked is None or proposal is None:
        return
    of = said(words.LEVEL_OF, level=asked.level, of=len(proposal.levels))
    yield of + said(COMMA) + said(words.NEED, need=asked.need)
    for form, people in (
        (words.SAID_YES, asked.yes),
        (words.SAID_NO, asked.no),
        (words.WAITING, waiting_for(state)),
        (words.DEPUTIES, [_stands_in(p, d) for p, d in asked.deputies.items()]),
    ):
        if people:
            yield said(form, who=", ".join(people))


def waiting_for(state: CaseState) -> list[str]:
    """Who was asked at the open level and has said nothing; if nobody was, who may decide.

    Somebody who is away is followed by the deputy.
    """
    asked = state.asked
    if asked is None:
        return []
    silent = [p for p in asked.approvers if p not in (*asked.yes, *asked.no)]
    called = [p for p in silent if p in asked.told or p in asked.deputies]
    stand_ins = asked.deputies
    return [f"{p} ({stand_ins[p]})" if p in stand_ins else p for p in called or silent]


def of_event(event: Event, policy: Policy) -> Iterator[str]:
    """What an event tells of a proposal and its approval."""
    data = event.data
    if "answer" in data:
        yield said(words.YES if data["answer"] == "yes" else words.NO)
    if "level" in data and "clock" not in data:
        which = words.LEVEL_OF if "of" in data else words.AT_LEVEL
        yield said(which, level=data["level"], of=data.get("of"))
    if data.get("for", event.by) != event.by:
        yield said(words.FOR, who=data["for"])
    if data.get("asked"):
        yield said(words.ASKED, who=", ".join(data["asked"]))
    if isinstance(data.get("skipped"), dict) and data["skipped"]:
        yield said(words.SKIPPED, who=", ".join(_skipped(data["skipped"])))
    if data.get("carried"):
        yield said(words.CARRIED, who=", ".join(data["carried"]))
    if "role" in data:
        yield said(words.AS_ROLE, role=business.role(Role(data["role"]), LOCALE))
    if "limit" in data:
        yield said(words.LIMIT, limit=data["limit"])
    yield from of_data(data, policy)


def of_data(data: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """The terms of a proposal as an event or a state holds them."""
    if data.get("solution"):
        yield business.solution(SolutionKind(data["solution"]), LOCALE)
    if data.get("remedy"):
        found = policy.remedies.kinds.get(data["remedy"])
        remedy = found.in_(LOCALE) if found else data["remedy"]
        amount = f"{policy.remedies.currency} {data['amount']}" if data.get("amount") else ""
        yield said(words.AMOUNT, remedy=remedy, amount=amount).strip()
    if data.get("fix_by"):
        when = datetime.fromisoformat(data["fix_by"])
        yield said(words.FIX_BY, when=showing.moment(when))
    if data.get("hotfix"):
        yield said(words.HOTFIX)
    if data.get("roadmap"):
        yield said(words.ROADMAP, id=data["roadmap"])
    if data.get("value"):
        yield said(words.VALUE, n=data["value"])
    if data.get("feasibility"):
        yield said(words.FEASIBILITY, n=data["feasibility"])
    if data.get("standard"):
        yield said(words.STANDARD)


def _skipped(skipped: Mapping[str, str]) -> Iterator[str]:
    for who, why in skipped.items():
        known = words.WHY_SKIPPED.get(why)
        yield said(words.SKIPPED_FOR, who=who, why=said(known) if known else why)


def _stands_in(who: str, deputy: str) -> str:
    return said(words.STANDS_IN, deputy=deputy, who=who)
