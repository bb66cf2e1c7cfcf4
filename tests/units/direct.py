"""A gateway whose decisions are carried out at once on the real record, as the workflow does it."""

from datetime import datetime, timedelta
from typing import cast

from activities.delivery import Delivery
from activities.protocols import Now
from rules.links import Signer
from schemas.errors import Refused
from schemas.messages import Advance, Decide, DecisionReceipt, DecisionRequest
from schemas.submissions import Decision
from starter.gateway import Gateway
from store.database import Database
from tests.plain import PLAIN_TEXT
from tests.stores.cases import activities


class Direct:
    """Stands for Temporal and its worker: what is handed over is carried out."""

    def __init__(self, database: Database, now: Now) -> None:
        self._deeds = activities(database)
        self._now = now

    async def start(self, case_id: str) -> None:
        self._deeds.analyze(Advance(case_id=case_id, now=self._now()))

    async def catch_up(self, case_id: str, _at: datetime) -> None:
        self._deeds.advance(Advance(case_id=case_id, now=self._now()))

    async def send_on(self, _case_id: str) -> None:
        """No mail leaves here."""

    async def hand_over(self, each: Decision, _seen: int, _patience: timedelta) -> DecisionReceipt:
        request = DecisionRequest(request_id=each.request_id)
        ask = Decide(case_id=each.case_id, now=self._now(), kind=each.kind, request=request)
        done = self._deeds.decide(ask)
        if done.refusal:
            raise Refused(done.refusal)
        return DecisionReceipt(
            request_id=each.request_id,
            seq=done.seq,
            stage=done.state.stage,
            cycle=done.state.cycle,
        )


def direct_gateway(database: Database, signer: Signer, base_url: str, now: Now) -> Gateway:
    """A gateway before it."""
    direct = cast("Delivery", Direct(database, now))

    async def connect() -> Delivery:
        return direct

    return Gateway(database, PLAIN_TEXT, signer, base_url, connect, now)
