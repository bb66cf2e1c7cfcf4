"""The forms of a case filled in: with what was sent and not done, else with what was begun."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.versions import version
from starter.web.desk.case import story
from starter.web.desk.case.actions import Action
from starter.web.desk.case.forms import Field
from starter.web.desk.case.reader import Reader
from starter.web.desk.case.sent import Sent
from starter.web.desk.moments import Moment
from store.drafts import Draft


@dataclass(frozen=True)
class Trouble:
    """Why what was sent is not done: it stays in its form. `changed` is what happened since."""

    sent: Sent
    said: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    changed: Sequence[story.Entry] = ()
    is_conflict: bool = False


@dataclass(frozen=True)
class Form:
    """A form as it is shown. `draft` says when what is in it was kept; `is_stale` that the case
    has changed since."""

    action: Action
    fields: Sequence[Field]
    request: str
    is_open: bool
    wrong: Mapping[str, str]
    draft: Moment | None
    is_stale: bool
    is_conflict: bool


@dataclass(frozen=True)
class Leftover:
    """What somebody wrote for a form that is not there any more."""

    form: str
    texts: Sequence[str]


def forms(
    found: Sequence[Action],
    reader: Reader,
    drafts: Mapping[str, Draft],
    trouble: Trouble | None,
) -> list[Form]:
    """The forms of these actions."""
    return [_form(each, reader, drafts.get(each.name), trouble) for each in found]


def leftovers(
    found: Sequence[Action],
    drafts: Mapping[str, Draft],
    trouble: Trouble | None,
) -> list[Leftover]:
    """What was written and has no form now: nothing that somebody wrote is lost."""
    known = {each.name for each in found}
    kept = {name: draft.texts for name, draft in drafts.items() if name not in known}
    if trouble and trouble.sent.form not in known:
        kept[trouble.sent.form] = trouble.sent.typed
    left = [Leftover(k, [t for t in texts.values() if t]) for k, texts in kept.items()]
    return [each for each in left if each.texts]


def _form(action: Action, reader: Reader, draft: Draft | None, trouble: Trouble | None) -> Form:
    mine = trouble if trouble and trouble.sent.form == action.name else None
    texts = mine.sent.fields if mine else draft.texts if draft else None
    stale = draft is not None and draft.expects != version(reader.view.events)
    return Form(
        action=action,
        fields=[_filled(each, texts, mine) for each in action.fields],
        request=secrets.token_urlsafe(16),
        is_open=mine is not None,
        wrong=mine.wrong if mine else {},
        draft=reader.seat.moment(draft.saved_at) if draft and not mine else None,
        is_stale=stale and not mine,
        is_conflict=mine is not None and mine.is_conflict,
    )


def _filled(one: Field, texts: Mapping[str, str] | None, sent: Trouble | None) -> Field:
    if texts is None:
        return one
    # Browsers leave out a box that is not ticked; one click says nothing of the other fields.
    missing = one.value if sent and sent.sent.is_quick else ""
    return replace(one, value=texts.get(one.name, missing))
