"""What a team has found out about a case: the latest that was said of each."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Key
from schemas.enums import EventKind, Scope, Sentiment
from schemas.events import Event


class Judgement(BaseModel):
    """The problem restated (a person's words), and what was judged of it; none: nothing said."""

    model_config = ConfigDict(frozen=True)

    problem: str | None = None
    subcategory: Key | None = None
    reproduced: bool | None = None
    scope: Scope | None = None
    module: Key | None = None
    sentiment: Sentiment | None = None
    spam: bool | None = None


def judgement(events: Sequence[Event]) -> Judgement:
    """What is known after these events. A sub-category is known until the category changes."""
    found: dict[str, object] = {}
    category = None
    for event in events:
        if event.kind in (EventKind.ANALYZED, EventKind.TRIAGED):
            if event.data.get("category") != category:
                found.pop("subcategory", None)
            category = event.data.get("category")
            said = {**event.data, **event.texts}
            found |= {key: said[key] for key in Judgement.model_fields if key in said}
    return Judgement.model_validate(found)
