"""Trials of a policy: begun here, carried out beside the pages, and read by everybody here."""

import asyncio
from datetime import date

from fastapi import APIRouter, Response

from activities.letters.dates import stamp
from schemas import words as business
from schemas.access import Permission
from starter.policies import Period
from starter.policy_page.voice import Voice
from starter.trial.tables import remarks, tables
from starter.web.desk.policy import PLACE, page
from starter.web.desk.policy_editing import Written, checked, editor, written
from starter.web.desk.seat import Desk, Missing, Seat, add
from store.tables_trials import TrialRow
from store.trials import TrialState

_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)


def router(desk: Desk) -> APIRouter:
    """Their pages; who may change the policy may try it."""
    routes = APIRouter(include_in_schema=False)
    settings = Permission.SETTINGS
    add(routes, desk, f"{PLACE}/trials", "POST", _begin, settings)
    add(routes, desk, f"{PLACE}/trials/{{trial}}", "GET", _show)
    add(routes, desk, f"{PLACE}/trials/{{trial}}/cancel", "POST", _cancel, settings)
    return routes


async def _begin(seat: Seat) -> Response:
    found = await checked(await written(seat))
    if found.errors:
        return editor(seat, found, 422)
    try:
        period = _period(found)
    except ValueError:
        return editor(seat, found, 422, no_period=True)
    policies = seat.desk.policies
    if running := await asyncio.to_thread(policies.running):
        return editor(seat, found, 409, busy=running)
    trial = await asyncio.to_thread(policies.try_out, found.text, seat.login, found.seen, period)
    if trial is None:
        return editor(seat, found, 422, no_cases=True)
    return seat.to(f"{PLACE}/trials/{trial}")


def _period(found: Written) -> Period:
    """The days that a form names.

    Raises:
        ValueError: these are none.
    """
    given = (found.first, found.last)
    period = Period(*(date.fromisoformat(each) if each else None for each in given))
    if not _EARLIEST <= (period.first or _EARLIEST) <= (period.last or _LATEST) <= _LATEST:
        raise ValueError
    return period


async def _show(seat: Seat) -> Response:
    trial, voice = await _found(seat), Voice(seat.locale)
    result = trial.result or {}
    return page(
        seat,
        "policy_trial.html",
        trial=trial,
        by=business.person(trial.by, seat.locale),
        begun=seat.moment(trial.begun_at),
        since=stamp(trial.since, seat.locale, seat.policy.zone),
        until=stamp(trial.until, seat.locale, seat.policy.zone),
        running=trial.state == TrialState.RUNNING,
        part=round(100 * trial.done / trial.total) if trial.total else 0,
        cases=result.get("cases"),
        tables=list(tables(result, voice)) if result else [],
        remarks=list(remarks(result, voice)) if result else [],
    )


async def _cancel(seat: Seat) -> Response:
    await seat.visit.fields()
    trial, trials = await _found(seat), seat.desk.policies.trials
    await asyncio.to_thread(trials.end, trial.id, TrialState.CANCELLED, seat.now)
    return seat.to(f"{PLACE}/trials/{trial.id}")


async def _found(seat: Seat) -> TrialRow:
    name = seat.request.path_params["trial"]
    found = await asyncio.to_thread(seat.desk.policies.trials.find, name, seat.now)
    if found is None:
        raise Missing
    return found
