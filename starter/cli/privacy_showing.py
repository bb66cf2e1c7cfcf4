"""How the commands about personal data answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas import words as business
from schemas.enums import Stage
from schemas.policy import Policy
from schemas.words import Said
from starter.cli import privacy_words as words
from starter.cli import showing
from starter.cli.plain import complain
from starter.cli.words import LOCALE, said
from starter.erasing import Done, Found
from store.erasures import Erasure, Holding

if TYPE_CHECKING:
    from rich.table import Table


def found(it: Found) -> None:
    """What is known of a customer."""
    _look_at(words.SIMILAR, it.similar)
    if not it.cases and not any(it.kept.values()):
        showing.show(showing.line(said(words.NOTHING)))
        return
    if it.cases:
        showing.show(_table(it))
    more = [
        said(words.KEPT, what=said(words.KEEPERS[name]), count=count)
        for name, count in it.kept.items()
        if count
    ]
    showing.show(*(showing.line(each) for each in more))
    _look_at(words.MENTIONED, it.mentioned)


def waiting() -> None:
    """That somebody has to wait, and for what."""
    complain(said(words.WAITING))


def not_yet(it: Found, as_json: bool) -> None:
    if as_json:
        showing.answer({**_plain(it), "done": False})
    elif it.cases or any(it.kept.values()):
        showing.show(showing.line(said(words.NOT_YET)))


def done(it: Found, what: Done, as_json: bool) -> None:
    if what.running:
        complain(said(words.STILL_RUNNING, ids=", ".join(what.running)))
    if not what.log_emptied:
        complain(said(words.LOG_NOT_EMPTIED))
    if as_json:
        told = {"erased": what.erased, "running": what.running, "log_emptied": what.log_emptied}
        showing.answer({**_plain(it), "done": True, **told})
        return
    showing.show(showing.line(said(words.ERASED, count=len(what.erased)), "bold"))


def erasures(listed: Sequence[Erasure], as_json: bool) -> None:
    if as_json:
        showing.answer([_erasure(each) for each in listed])
        return
    if not listed:
        showing.show(showing.line(said(words.NO_ERASURES)))
        return
    table = showing.columns(words.WHEN, words.WHO, words.HOW_MANY, words.WHY, wrapped=(words.WHY,))
    for each in listed:
        why = each.reason or said(words.BY_AGE)
        who = business.person(each.by, LOCALE)
        cells = (showing.moment(each.at), who, str(len(each.cases)), why)
        table.add_row(*(showing.line(cell) for cell in cells))
    showing.show(table)


def exported(folder: Path, cases: Sequence[str], written: Sequence[str], as_json: bool) -> None:
    if as_json:
        showing.answer({"path": str(folder), "cases": list(cases), "written": list(written)})
        return
    told = said(words.EXPORTED, folder=folder, count=len(cases))
    showing.show(showing.line(told, "bold"))


def kept(case_id: str, held: bool, by: str, told: Said, as_json: bool) -> None:
    if as_json:
        showing.answer({"id": case_id, "held": held, "by": by})
    else:
        showing.show(showing.line(said(told, id=case_id)))


def retention(
    policy: Policy, limits: Mapping[str, datetime], numbers: Mapping[str, int], as_json: bool
) -> None:
    """What the next run takes, by category."""
    if as_json:
        showing.answer(
            [
                {
                    "category": category,
                    "months": policy.retention.months(category),
                    "closed_before": _utc(limit),
                    "cases": numbers.get(category, 0),
                }
                for category, limit in limits.items()
            ]
        )
        return
    if not limits:
        showing.show(showing.line(said(words.NO_RETENTION)))
        return
    table = showing.columns(words.CATEGORY, words.MONTHS, words.BEFORE, words.DUE)
    for category, limit in limits.items():
        label = policy.categories[category].label.in_(LOCALE)
        months = str(policy.retention.months(category))
        cells = (label, months, showing.moment(limit), str(numbers.get(category, 0)))
        table.add_row(*(showing.line(cell) for cell in cells))
    showing.show(table, showing.line(said(words.AT_NIGHT)))


def _table(it: Found) -> "Table":
    table = showing.columns(words.CASE, words.STAGE, words.TEXTS, words.MAILS, words.STATE)
    for each in it.cases:
        table.add_row(*(showing.line(cell) for cell in _cells(each)))
    return table


def _look_at(what: Said, found: Sequence[str]) -> None:
    if found:
        showing.show(showing.line(said(what, found=", ".join(found)), "yellow"))


def _cells(it: Holding) -> tuple[str, ...]:
    state = said(words.IS_ERASED) if it.erased else ""
    stage = business.stage(Stage(it.stage), LOCALE)
    return it.case_id, stage, str(it.texts), str(it.mails), state


def _plain(it: Found) -> dict[str, Any]:
    fields = ("case_id", "stage", "texts", "mails", "held", "erased")
    cases = [{name: getattr(each, name) for name in fields} for each in it.cases]
    for each in cases:
        each["id"] = each.pop("case_id")
    beside = {"mentioned_in": list(it.mentioned), "similar": list(it.similar)}
    return {"cases": cases, "kept": it.kept, **beside}


def _erasure(it: Erasure) -> dict[str, Any]:
    fields = ("id", "by", "shell_user", "cause", "reason")
    told = {name: getattr(it, name) for name in fields}
    return {**told, "at": _utc(it.at), "cases": list(it.cases)}


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
