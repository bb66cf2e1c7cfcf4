"""The command `tasks`, and how tasks are shown with their case."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from schemas import words as business
from schemas.enums import EventKind
from schemas.events import Event
from starter.cli import helps, options
from starter.cli import tasks_words as words
from starter.cli.words import CASE, LOCALE, said

if TYPE_CHECKING:
    from rich.table import Table

    from schemas.policy import Policy
    from schemas.views import CaseView
    from starter.tasks import Told

_EVENTS = frozenset({EventKind.TASK_ADDED, EventKind.TASK_DONE, EventKind.TASK_DROPPED})
_HEADER = (CASE, words.TASK, words.TEAM, words.FOR, words.DUE, words.WHAT)


def tasks(
    team: Annotated[str | None, options.option("--team", helps.A_TEAM, helps.TASKS_TEAM)] = None,
    who: Annotated[str | None, options.option("--for", helps.A_LOGIN, helps.TASKS_FOR)] = None,
    as_json: options.AsJson = False,
) -> None:
    from schemas.bounds import Key, Login
    from starter import projection
    from starter.cli import checking, context, showing
    from starter.tasks import told

    key = None if team is None else checking.value(Key, team, "--team")
    login = None if who is None else checking.value(Login, who, "--for")
    found = [
        (view, next(each for each in told(view) if each.id == task.id))
        for view, task in context.gateway().tasks(key, login)
    ]
    if as_json:
        showing.answer([projection.task(*each) for each in found])
    elif found:
        showing.show(_table(found))
    else:
        showing.show(showing.line(said(words.NOTHING)))


def _table(found: "list[tuple[CaseView, Told]]") -> "Table":
    from starter.cli import naming, showing

    table = showing.columns(*_HEADER, wrapped=(words.WHAT,))
    for view, task in found:
        team = naming.team(task.team, view.policy)
        due = showing.distance(task.due_at) if task.due_at else naming.NOTHING
        cells = [view.state.case_id, task.id, team, _whose(task), due, task.text]
        style = "red" if task.state == "missed" else ""
        table.add_row(*(showing.line(cell, style) for cell in cells))
    return table


def waits(view: "CaseView") -> str:
    """That a case waits for tasks; empty if it does not."""
    n = len(view.state.tasks)
    if n == 0:
        return ""
    return said(words.WAITS_FOR_ONE if n == 1 else words.WAITS_FOR, n=n)


def of_case(view: "CaseView") -> "Table | None":
    """Every task of a case, open or not; none if it has had none."""
    from starter.cli import naming, showing
    from starter.tasks import told

    table = showing.columns()
    for task in told(view):
        whose = [naming.team(task.team, view.policy), _whose(task)]
        cells = [task.id, " · ".join(whose), _standing(task), task.text]
        if task.result:
            cells[-1] += f" → {task.result}"
        style = "red" if task.is_open and task.state == "missed" else ""
        table.add_row(*(showing.line(cell, style) for cell in cells))
    return table if table.row_count else None


def of_event(event: Event, policy: "Policy") -> Iterator[str]:
    """What an event of a task says besides its words."""
    from starter.cli import naming, showing

    if event.kind not in _EVENTS:
        return
    data: dict[str, Any] = event.data
    yield data["task"]
    if "team" in data:
        yield naming.team(data["team"], policy)
    if "to" in data:
        yield data["to"]
    if data.get("outside"):
        yield said(words.IS_OUTSIDE)
    if "within" in data:
        yield said(words.WITHIN, length=data["within"])
    if "due" in data:
        yield said(words.BEFORE, when=showing.moment(datetime.fromisoformat(data["due"])))
    if "because" in data:
        yield said(words.CLOSED)
    if "reason_code" in data:
        yield data["reason_code"]


def is_of_task(event: Event) -> bool:
    return event.kind in _EVENTS


def _whose(task: "Told") -> str:
    if task.address:
        return said(words.OUTSIDE, address=task.address)
    return task.person or said(words.ANYBODY)


def _standing(task: "Told") -> str:
    from starter.cli import showing

    if task.ended_by:
        who = business.person(task.ended_by, LOCALE)
        return said(words.DONE if task.is_done else words.DROPPED, who=who)
    return said(words.BEFORE, when=showing.moment(task.due_at)) if task.due_at else ""
