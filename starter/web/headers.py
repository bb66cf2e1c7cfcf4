"""What every answer tells a browser, whatever gave it: pages say more where they need more."""

from typing import Any

from starlette.datastructures import MutableHeaders

_USUAL = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class Careful:
    """Middleware: nothing is kept, run, shown in a frame or guessed at unless its answer says so;
    with `https`, browsers come by it only, for a year."""

    def __init__(self, app: Any, *, https: bool) -> None:
        self._app = app
        self._usual = {**_USUAL, **(_HTTPS if https else {})}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start":
                headers = MutableHeaders(scope=event)
                for name, value in self._usual.items():
                    headers.setdefault(name, value)
            await send(event)

        await self._app(scope, receive, sent)
