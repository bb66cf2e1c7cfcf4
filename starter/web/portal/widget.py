"""The button for other sites: one script, the same for everybody."""

from pathlib import Path

from fastapi import APIRouter, Response

_SCRIPT = Path(__file__).with_name("widget.js").read_text(encoding="utf-8")
_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def router() -> APIRouter:
    """The route of the script."""

    def script() -> Response:
        return Response(_SCRIPT, media_type="text/javascript", headers=_HEADERS)

    found = APIRouter(include_in_schema=False)
    found.add_api_route("/widget.js", script, methods=["GET", "HEAD"], response_model=None)
    return found
