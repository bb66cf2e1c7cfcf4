"""One case as a card: where it stands, what was promised, what was said, what can be done now."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rules.judgement import judgement
from rules.transitions import allowed
from schemas import words as business
from schemas.enums import ClockState, Stage
from schemas.views import CaseView, Clock
from schemas.words import Said
from starter import analysis_words, projection
from starter.cli import (
    analysis_showing,
    approvals_words,
    decisions,
    naming,
    proposals,
    showing,
    tasks,
    tasks_words,
    words,
)
from starter.cli.words import LOCALE, said

COLOURS = {
    ClockState.RUNNING: "",
    ClockState.PAUSED: "yellow",
    ClockState.MET: "green",
    ClockState.MISSED: "red",
    ClockState.STOPPED: "dim",
}


def of(view: CaseView, status_url: str) -> Iterator[RenderableType]:
    """Everything that somebody who works on the case wants to see first."""
    state = view.state
    yield _heading(view)
    yield showing.indented(_facts(view, status_url))
    yield from _section(words.WORDS_OF_CUSTOMER, showing.line(view.text))
    if answers := analysis_showing.of_case(view):
        yield from _section(analysis_words.ANALYSIS, *answers)
    if found_out := _found_out(view):
        yield from _section(words.FOUND_OUT, *(showing.line(each) for each in found_out))
    yield from _section(words.DEADLINES, _deadlines(view))
    if state.version:
        text = showing.line(projection.proposed(view) or "")
        found = state.proposal
        more = [*proposals.terms(found, view.policy)] if found else []
        told = [_proposal(view), *([" · ".join(more)] if more else []), *proposals.levels(state)]
        yield from _section(words.PROPOSAL, *map(showing.line, told), text)
    if table := tasks.of_case(view):
        yield from _section(tasks_words.TASKS, table)
    if view.pending:
        yield from _section(words.WAITING, _waiting(view))
    if kinds := allowed(state):
        lines = [showing.line(decisions.usage(kind, state.case_id)) for kind in kinds]
        yield from _section(words.POSSIBLE, *lines)


def _heading(view: CaseView) -> Text:
    state = view.state
    standing = naming.standing(state.stage, state.outcome)
    stands = " · ".join(filter(None, [standing, tasks.waits(view)]))
    heading = showing.line(f"{state.case_id}  {stands}", "bold")
    if state.emergency and state.stage is not Stage.CLOSED:
        heading.append(showing.line(f"  {said(words.EMERGENCY)}", "bold red"))
    if state.confidential:
        heading.append(showing.line(f"  {said(words.CONFIDENTIAL)}", "bold magenta"))
    return heading


def _found_out(view: CaseView) -> list[str]:
    """The problem as the team sees it, whether it was reproduced, and whom it concerns."""
    judged = judgement(view.events)
    facts = []
    if judged.subcategory:
        name = naming.subcategory(view.state.category, judged.subcategory, view.policy)
        facts.append(said(words.SUBCATEGORY, name=name))
    if judged.reproduced is not None:
        facts.append(said(words.REPRODUCED if judged.reproduced else words.NOT_REPRODUCED))
    if judged.scope:
        facts.append(said(words.SCOPE, scope=business.scope(judged.scope, LOCALE)))
    return [*filter(None, [judged.problem]), *([" · ".join(facts)] if facts else [])]


def _section(title: Said, *content: RenderableType) -> Iterator[RenderableType]:
    yield ""
    yield showing.line(said(title), "bold")
    yield from map(showing.indented, content)


def _facts(view: CaseView, status_url: str) -> Table:
    state, table = view.state, showing.columns()
    facts = [
        (words.PRIORITY, naming.priority(state.priority), naming.urgency(state.priority)),
        (words.CATEGORY, naming.category(state.category, view.policy), ""),
        (words.TEAM, naming.team(state.team, view.policy), ""),
        (words.OWNER, state.owner or said(words.NOBODY), ""),
        (words.CYCLE, str(state.cycle), ""),
        (words.CHANNEL, naming.channel(state.channel, view.policy), ""),
        (words.EXTERNAL_ID, view.external_id or "", ""),
        (words.RECEIVED, showing.moment(view.received_at), ""),
        (words.CLOSED, showing.moment(view.closed_at) if view.closed_at else "", ""),
        (words.CUSTOMER, _customer(view), "" if state.reachable else "yellow"),
        (words.STATUS_PAGE, status_url, ""),
    ]
    for title, value, style in facts:
        if value:
            table.add_row(showing.line(said(title), "dim"), showing.line(value, style))
    return table


def _customer(view: CaseView) -> str:
    contact = view.contact if view.state.reachable else said(words.NO_ADDRESS)
    return " · ".join(filter(None, [view.name, contact]))


def _deadlines(view: CaseView) -> Table:
    table = showing.columns()
    for clock in view.clocks:
        cells = [naming.clock(clock.kind, clock.n), business.clock_state(clock.state, LOCALE)]
        cells += [showing.moment(clock.due_at), _away(clock)]
        if view.state.cycle > 1:
            cells.append(said(words.OF_CYCLE, cycle=clock.cycle))
        table.add_row(*(showing.line(cell, COLOURS[clock.state]) for cell in cells))
    return table


def _away(clock: Clock) -> str:
    return showing.distance(clock.due_at) if clock.state is ClockState.RUNNING else ""


def _proposal(view: CaseView) -> str:
    state = view.state
    facts = [said(words.VERSION, version=state.version)]
    if state.proposer:
        facts.append(said(words.PROPOSED_BY, who=business.person(state.proposer, LOCALE)))
    if state.needs:
        facts.append(said(words.NEEDS, role=business.role(state.needs, LOCALE)))
    if state.proposal:
        facts.append(said(approvals_words.HASH, hash=state.proposal.hash))
    if state.approved:
        facts.append(said(words.APPROVED))
    return " · ".join(facts)


def _waiting(view: CaseView) -> Table:
    table = showing.columns()
    for each in view.pending:
        cells = (
            business.decision(each.kind, LOCALE),
            business.person(each.by, LOCALE),
            showing.moment(each.accepted_at),
        )
        table.add_row(*(showing.line(cell) for cell in cells))
    return table
