"""What the routes work with."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from starter.api.protocols import ApiGateway, Search
from store.requests import Requests


@dataclass(frozen=True)
class Services:
    """The system behind the API."""

    gateway: ApiGateway
    search: Search
    requests: Requests
    key_life: timedelta
    """How long the key of a request is remembered."""


def services(request: Request) -> Services:
    """What a request is answered with."""
    found: Services = request.app.state.services
    return found
