"""Handing texts to chats, by apprise: DingTalk, Feishu, WeCom, Slack, SMS gateways and the rest."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from activities.protocols import ChatUnavailable
from schemas.chats import ENVIRONMENT

_PATIENCE = timedelta(seconds=20)
_THREADS = 4
_QUOTE_ADDRESSES = ("apprise", "urllib3")
"""Who would log the address, and with it the secret."""


class AppriseMessenger:
    """Tells chats, each in a thread of its own, so that one that hangs holds nobody up.

    `variables` are where addresses written as `env:NAME` are looked up, each time anew.
    """

    def __init__(self, variables: Mapping[str, str], patience: timedelta = _PATIENCE) -> None:
        self._variables = variables
        self._patience = patience
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="chat")

    async def send(self, address: str, title: str, text: str) -> None:
        """Tell a chat.

        Raises:
            ChatUnavailable: it did not take the text in time, or there is no such address.
        """
        url = self._looked_up(address)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                done = await loop.run_in_executor(self._threads, _tell, url, title, text)
        except TimeoutError:
            raise ChatUnavailable("no answer in time") from None
        if not done:
            raise ChatUnavailable("not delivered")

    def _looked_up(self, address: str) -> str:
        if not address.startswith(ENVIRONMENT):
            return address
        name = address.removeprefix(ENVIRONMENT)
        if found := self._variables.get(name, "").strip():
            return found
        raise ChatUnavailable(f"{name} is not set")


def _tell(url: str, title: str, text: str) -> bool:
    from apprise import Apprise, AppriseAsset, NotifyFormat

    for talkative in _QUOTE_ADDRESSES:
        logging.getLogger(talkative).setLevel(logging.CRITICAL)
    chat = Apprise(asset=AppriseAsset(async_mode=False, secure_logging=True))
    try:
        added = chat.add(url)
        return bool(added and chat.notify(body=text, title=title, body_format=NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - whatever a service's code raises
        return False
