"""Trying a policy: the figures of cases as they were, and as they would have been under it."""

from asyncio import TaskGroup
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial

from rules.figures import Figures, figures
from rules.scripts import Script, script
from schemas.durations import Length
from schemas.enums import DecisionKind
from schemas.policy import Policy
from starter.trial.driver import Driver
from starter.trial.world import World, world
from store import policies
from store.database import Database
from store.past import PastCase

Step = Callable[[], None]


@dataclass
class Tried:
    """What came of a trial. `left_out` counts decisions that were not possible in it, `not_taken`
    the cases that could not come in, by the reason."""

    policy: Policy
    figures: Figures = field(default_factory=Figures)
    left_out: Counter[DecisionKind] = field(default_factory=Counter)
    not_taken: Counter[str] = field(default_factory=Counter)


async def lived(
    scripts: Sequence[Script], texts: Sequence[str], approve: Length, until: datetime, step: Step
) -> list[Tried]:
    """Live scripts through the real workflow, to `until` at least, under each of some policies:
    at once, each in a world of its own.

    `approve` is how long an approver takes where a script knows of no approval.
    """
    said = {each.key: each.analysis for each in scripts if each.analysis}
    async with AsyncExitStack() as worlds, TaskGroup() as group:
        made = [await worlds.enter_async_context(world(text, said)) for text in texts]
        lives = [_lived(each, scripts, approve, until, step) for each in made]
        tasks = [group.create_task(life) for life in lives]
        return [await task for task in tasks]


async def _lived(
    made: World, scripts: Sequence[Script], approve: Length, until: datetime, step: Step
) -> Tried:
    driver = Driver(made, approve, step)
    await driver.live(scripts, until)
    tried = Tried(made.policy, Figures(), driver.left_out, driver.not_taken)
    for key in driver.ids:
        view = driver.look(key)
        tried.figures += figures(view.events, view.policy, made.now())
    return tried


def recorded(
    database: Database, past: Iterable[PastCase], now: datetime, step: Step
) -> tuple[Figures, list[Script]]:
    """The figures of past cases as they were, each under its own policy, and their scripts."""
    found, scripts, policy = Figures(), list[Script](), cache(partial(_loaded, database))
    for case in past:
        own = policy(case.policy_version)
        found += figures(case.events, own, now)
        scripts.append(script(case.events, own))
        step()
    return found, scripts


def _loaded(database: Database, version: str) -> Policy:
    with database.reading() as session:
        return policies.load(session, version)
