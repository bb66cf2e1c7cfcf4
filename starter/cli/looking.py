"""The commands that look at one case: `show`, `history`."""

from typing import TYPE_CHECKING

from starter.cli import options

if TYPE_CHECKING:
    from schemas.views import CaseView
    from starter.gateway import Gateway


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
