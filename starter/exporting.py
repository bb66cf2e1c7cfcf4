"""All that is known of a customer, as a folder: JSON for programs, a page to read, and files."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from activities.letters.dates import stamp
from schemas.enums import EventKind, Locale
from schemas.events import CUSTOMER, Event
from schemas.views import CaseView
from starter.web import export_words, render
from starter.web.timeline import timeline, words_of
from starter.web.words import WORDS

if TYPE_CHECKING:
    from worker.installation import Installation

FORMAT = 1
_OURS, _THEIRS = "company", "customer"
_JSON, _PAGE, _FILES = "export.json", "index.html", "files"


def write(
    installation: "Installation", views: Sequence[CaseView], addresses: frozenset[str], folder: Path
) -> list[str]:
    """Write everything into a folder that is made for it; returns what was written, by path.

    Raises:
        OSError: that cannot be done.
    """
    folder.mkdir(mode=0o700, parents=True)
    files = folder / _FILES
    ids = [view.state.case_id for view in views]
    kept = [
        name for keeper in installation.keepers for name in keeper.export(ids, addresses, files)
    ]
    paths = [f"{_FILES}/{name}" for name in kept]
    data = {"format": FORMAT, "exported_at": _utc(installation.now()), "files": paths}
    content = {**data, "cases": [_case(view) for view in views]}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / _JSON).write_text(text + "\n", encoding="utf-8")
    (folder / _PAGE).write_text(_page(views, paths), encoding="utf-8")
    return [_JSON, _PAGE, *paths]


def _case(view: CaseView) -> dict[str, Any]:
    state = view.state
    return {
        "id": state.case_id,
        "external_id": view.external_id,
        "channel": state.channel,
        "locale": state.locale.value,
        "name": view.name,
        "contact": view.contact,
        "text": view.text,
        "category": state.category,
        "priority": state.priority.value if state.priority else None,
        "stage": state.stage.value,
        "outcome": state.outcome.value if state.outcome else None,
        "received_at": _utc(view.received_at),
        "closed_at": _utc(view.closed_at) if view.closed_at else None,
        "events": list(_events(view)),
    }


def _events(view: CaseView) -> Iterator[dict[str, Any]]:
    """What happened, with every word that was said to the customer or about him."""
    for event in view.events:
        yield {
            "at": _utc(event.at),
            "kind": event.kind.value,
            "by": _THEIRS if event.by == CUSTOMER else _OURS,
            "rating": event.data.get("rating"),
            "texts": _texts(event),
        }


def _texts(event: Event) -> dict[str, str]:
    """Without whom else a task was given to."""
    hidden = {"outside"} if event.kind is EventKind.TASK_ADDED else set()
    return {name: text for name, text in event.texts.items() if name not in hidden}


def _page(views: Sequence[CaseView], files: Sequence[str]) -> str:
    locale = views[-1].state.locale if views else Locale.EN
    cases = [
        {
            "id": view.state.case_id,
            "received": stamp(view.received_at, locale, view.policy.zone),
            "view": view,
            "steps": timeline(view, locale),
            "notes": [
                text
                for event in view.events
                if not words_of(event)
                for text in _texts(event).values()
            ],
        }
        for view in views
    ]
    return render.text(
        "export.html", w=WORDS[locale], e=export_words.WORDS[locale], cases=cases, files=files
    )


def _utc(at: Any) -> str:
    return str(at.isoformat().replace("+00:00", "Z"))
