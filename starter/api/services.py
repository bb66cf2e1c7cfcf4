"""What the routes work with."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from rules.links import Signer
from schemas.files import FileLimits
from starter.api.protocols import ApiGateway, Search
from store.attachments import Attachments
from store.requests import Requests


@dataclass(frozen=True)
class Services:
    """The system behind the API."""

    gateway: ApiGateway
    search: Search
    requests: Requests
    attachments: Attachments
    limits: FileLimits
    signer: Signer
    secure: bool
    """Whether browsers come by https."""
    key_life: timedelta
    """How long the key of a request is remembered."""


def services(request: Request) -> Services:
    """What a request is answered with."""
    found: Services = request.app.state.services
    return found
