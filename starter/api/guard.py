"""What is looked at before anything of a request is: how large it is, and in which form."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.api.answering import answer
from starter.api.languages import preferred
from starter.api.problems import Problem

MOST_BYTES = 256 * 1024
"""Of one request but an upload, which has limits of its own."""
UPLOADS = "/attachments"
"""How the addresses end that take files; everywhere else a form would be read without a limit."""
_FORM = "multipart/form-data"
_JSON = "application/json"
_DIGITS = 20


class Guard:
    """Refuses what is too large or in a form that the API does not speak.

    A request is read as a whole before it is passed on; only uploads are streamed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            _check(scope, headers)
            given = receive if _is_upload(scope, headers) else await _whole(receive)
        except Problem as problem:
            response = answer(problem, preferred(headers.get("Accept-Language")))
            await response(scope, receive, send)
            return
        await self._app(scope, given, send)


def _check(scope: Scope, headers: Headers) -> None:
    if not _is_download(scope) and not _accepts_json(headers.get("Accept", "")):
        raise Problem("not_acceptable")
    is_upload = _is_upload(scope, headers)
    if int(_number(headers.get("Content-Length"))) > MOST_BYTES and not is_upload:
        raise Problem("too_large", limit=MOST_BYTES)
    if scope["method"] == "POST" and not is_upload and _form(headers) not in ("", _JSON):
        raise Problem("unsupported_media_type", headers={"Accept-Post": _JSON})


def _accepts_json(accept: str) -> bool:
    ranges = [part.partition(";") for part in accept.lower().split(",") if part.strip()]
    wanted = [name.strip() for name, _, rest in ranges if not _is_zero(rest)]
    known = ("*/*", "application/*", _JSON, "application/problem+json")
    return not ranges or any(each in known for each in wanted)


def _is_zero(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    return name == "q" and value.strip("0.") == ""


def _is_upload(scope: Scope, headers: Headers) -> bool:
    return str(scope["path"]).endswith(UPLOADS) and _form(headers) == _FORM


def _is_download(scope: Scope) -> bool:
    return scope["method"] == "GET" and str(scope["path"]).rpartition("/")[0].endswith(UPLOADS)


def _form(headers: Headers) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _number(text: str | None) -> str:
    return text if text and text.isascii() and text.isdigit() and len(text) < _DIGITS else "0"


async def _whole(receive: Receive) -> Receive:
    """The request, read; it is given to who asks, and after it what comes next."""
    read, size, more = list[Message](), 0, True
    while more:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
        if size > MOST_BYTES:
            raise Problem("too_large", limit=MOST_BYTES)

    async def again() -> Message:
        return read.pop(0) if read else await receive()

    return again
