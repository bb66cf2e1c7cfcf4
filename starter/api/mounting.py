"""Putting the API into the application that is served."""

import re

from fastapi import FastAPI, Request, Response
from starlette.routing import Mount

from starter.api.answering import handled
from starter.api.problems import API, Problem

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def mount(app: FastAPI, api: FastAPI) -> None:
    """Serve the API at its place; both have one state from now on."""
    app.state.services = api.state.services
    api.state = app.state
    place = Mount(API, app=api)
    # Without it an address with a line break in it would be answered as a page.
    place.path_regex = re.compile(place.path_regex.pattern, re.DOTALL)
    app.add_route(API, _nothing, methods=_METHODS, include_in_schema=False)
    app.router.routes.append(place)


async def _nothing(request: Request) -> Response:
    return await handled(request, Problem("not_found"))
