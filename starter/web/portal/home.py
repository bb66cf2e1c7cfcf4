"""The first page: what can be done here."""

from fastapi import APIRouter, Request, Response

from schemas.errors import RecordUnavailable
from starter.web.portal.channels import forms
from starter.web.portal.house import House, page, tongue
from starter.web.render import message


def router(house: House) -> APIRouter:
    """The route of the first page."""

    def home(request: Request) -> Response:
        locale = tongue(request)
        try:
            policy = house.intake.policy()
        except RecordUnavailable:
            return message("unavailable", 503, locale, house.people)
        return page(
            "home.html",
            request,
            intro=policy.portal.intro.in_(locale),
            forms=forms(policy, locale),
            board=policy.portal.board,
            people=house.people,
        )

    found = APIRouter(include_in_schema=False)
    found.add_api_route("/", home, methods=["GET", "HEAD"], response_model=None)
    return found
