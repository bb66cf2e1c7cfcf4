"""How a case stands and what comes next, in whole sentences."""

from datetime import datetime

from activities.letters.dates import moment
from rules.alarms import window_end
from schemas.enums import ClockKind, Locale, Stage
from schemas.views import CaseView, Clock
from starter.web.timeline import expected_at
from starter.web.words import WORDS


def state(view: CaseView, locale: Locale) -> str:
    """How the case stands."""
    outcome = view.state.outcome
    return WORDS[locale][f"closed_{outcome}" if outcome else f"state_{view.state.stage}"]


def coming(view: CaseView, here: bool, locale: Locale, now: datetime) -> str:
    """What happens next and by when. `here`: the page holds the form for what the case asks."""
    words = WORDS[locale]
    match view.state.stage:
        case Stage.CLARIFYING:
            return words["next_answer" if here else "next_answer_elsewhere"]
        case Stage.AWAITING_CONFIRMATION:
            return _confirmation(view, here, locale)
        case Stage.CLOSED:
            return _after_closing(view, here, locale, now)
        case _:
            return _answer(view, locale, now)


def reopen_until(view: CaseView, now: datetime) -> datetime | None:
    """Until when "not solved" opens the closed case again; none if it does not (any more)."""
    until = window_end(view.events, view.state, view.policy)
    return until if until and now < until else None


def _confirmation(view: CaseView, here: bool, locale: Locale) -> str:
    words = WORDS[locale]
    said = words["next_confirm" if here else "next_confirm_elsewhere"]
    clock = _clock(view, ClockKind.CONFIRM)
    if clock is None:
        return said
    return _joined(
        locale,
        said,
        words["next_silence"].format(when=moment(clock.due_at, locale, view.policy.zone)),
    )


def _after_closing(view: CaseView, here: bool, locale: Locale, now: datetime) -> str:
    words = WORDS[locale]
    if not (until := reopen_until(view, now)):
        return words["next_end"]
    said = words["next_reopen" if here else "next_reopen_elsewhere"]
    return said.format(when=moment(until, locale, view.policy.zone))


def _answer(view: CaseView, locale: Locale, now: datetime) -> str:
    """By when an answer can be expected: as last said to the customer, else as promised."""
    words = WORDS[locale]
    clock = _clock(view, ClockKind.RESOLVE)
    due = _announced(view) or (clock.due_at if clock else None)
    if due is None:
        return words["next_open"]
    said = words["next_due" if now < due else "next_late"].format(
        when=moment(due, locale, view.policy.zone)
    )
    return _joined(locale, said, words["next_open"])


def _announced(view: CaseView) -> datetime | None:
    said = [expected_at(event) for event in view.events if event.cycle == view.state.cycle]
    return next((instant for instant in reversed(said) if instant), None)


def _clock(view: CaseView, kind: ClockKind) -> Clock | None:
    mine = (c for c in view.clocks if c.kind is kind and c.cycle == view.state.cycle)
    return next(mine, None)


def _joined(locale: Locale, *sentences: str) -> str:
    return ("" if locale is Locale.ZH else " ").join(sentences)
