"""The stylesheet and the scripts of the desk, under an address that changes with them."""

import hashlib
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from starter.web.render import message

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_FILES = {
    file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir()) if file.suffix in _TYPES
}
STAMP = hashlib.sha256(b"\0".join(_FILES.values())).hexdigest()[:12]
"""Names exactly these files."""
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


def router() -> APIRouter:
    """The route of these files. They say nothing of any case: nobody need be signed in."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/desk/static/{stamp}/{name}", _file, methods=["GET", "HEAD"])
    return routes


async def _file(stamp: str, name: str) -> Response:
    if stamp != STAMP or name not in _FILES:
        return message("missing", 404)
    kind = _TYPES[Path(name).suffix]
    return Response(_FILES[name], media_type=f"{kind}; charset=utf-8", headers=_HEADERS)
