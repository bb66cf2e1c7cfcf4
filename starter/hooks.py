"""Webhooks as doors see them: the register, and the secrets that nobody stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.tables_webhooks import WebhookRow
    from store.webhooks import Webhooks


@dataclass(frozen=True)
class Hooks:
    """The webhooks of an installation; `keys` are its secret keys, the one that signs last."""

    register: "Webhooks"
    keys: Sequence[str]

    def secret(self, row: "WebhookRow") -> str:
        """What messages to a system are signed with now, as its people are given it."""
        from activities.webhooks import secret

        return secret(self.keys, row.name, row.generation)[0]
