"""The commands that look: `list`, `show`, `history`."""

from typing import TYPE_CHECKING, Annotated

from schemas.enums import Stage
from starter.cli import helps, options

if TYPE_CHECKING:
    from schemas.views import CaseView
    from starter.gateway import Gateway

_HIGHEST_LIMIT = 1_000_000


def list_cases(
    stage: Annotated[str | None, options.option("--stage", helps.A_STAGE, helps.STAGE)] = None,
    limit: Annotated[str, options.option("--limit", helps.A_NUMBER, helps.LIMIT)] = "50",
    as_json: options.AsJson = False,
) -> None:
    from pydantic import Field

    from starter import projection
    from starter.cli import checking, context, showing, table
    from store import policies
    from store.queries import Queries

    wanted = checking.value(Stage | None, stage, "--stage")
    most = checking.value(Annotated[int, Field(ge=1, le=_HIGHEST_LIMIT)], limit, "--limit")
    installation = context.installation()
    found = Queries(installation.database).cases(wanted, most)
    if as_json:
        showing.answer([projection.row(each) for each in found])
    elif found:
        policy = policies.latest(installation.database, installation.policy_text)
        showing.show(*table.of(found, policy, full=len(found) == most))
    else:
        showing.show(*table.empty(wanted))


def show(case: options.Case, as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import card, showing

    gateway, view = looked_at(case)
    status_url = gateway.status_url(view.state.case_id, view.contact, view.received_at)
    if as_json:
        showing.answer(projection.whole(view, status_url))
    else:
        showing.show(*card.of(view, status_url))


def history(case: options.Case, as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import showing, timeline

    _, view = looked_at(case)
    if as_json:
        showing.answer([projection.event(each) for each in view.events])
    else:
        showing.show(*timeline.of(view))


def looked_at(case: str) -> tuple["Gateway", "CaseView"]:
    from starter.cli import context

    case_id = options.case(case)
    gateway = context.gateway()
    with options.known(case_id):
        return gateway, gateway.look(case_id)
