"""All public pages together."""

from fastapi import APIRouter

from starter.web.portal import feedback, home, mine, public_board, widget
from starter.web.portal.house import House


def router(house: House) -> APIRouter:
    """The routes of the public pages."""
    found = APIRouter(include_in_schema=False)
    for part in (home, feedback, mine, public_board):
        found.include_router(part.router(house))
    found.include_router(widget.router())
    return found
