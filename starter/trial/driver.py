"""Lives cases again: each comes in when it did, and people decide at their own pace."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from rules.calendar import calendar_of
from rules.decisions import TEXT_OF
from rules.scripts import Script, Step
from rules.tasks import ADDRESS
from rules.teams import team_of
from schemas.durations import Length
from schemas.enums import DecisionKind, Stage
from schemas.errors import BadInput, Refused
from schemas.events import CUSTOMER, OUTSIDE
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.submissions import Decision, Submission
from schemas.views import CaseView
from starter.trial.timeline import Timeline
from starter.trial.world import World

_SETTLES = timedelta(seconds=1)
_POLL = 0.02
_WORDS = "..."
_NOT_HANDED_ON = frozenset({Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYZED})
_NOBODY = "nobody"
_OUTSIDE = "outside@example.com"
_NOT_STAFF = (CUSTOMER, OUTSIDE)
_APPROVALS = frozenset({DecisionKind.APPROVE, DecisionKind.REJECT})
_SOLVES = frozenset({DecisionKind.PROPOSE, DecisionKind.RESOLVE})
_OF_LEADS = frozenset({DecisionKind.REOPEN, DecisionKind.EMERGENCY, DecisionKind.CALM})


class Driver:
    """Drives all cases of a trial on one clock.

    `approve` is how long an approver takes where the script knows of no approval.
    """

    def __init__(self, world: World, approve: Length, step: Callable[[], None]) -> None:
        self._world = world
        self._approve = approve
        self._step = step
        self._timeline = Timeline(world.go_to)
        self.ids: dict[str, str] = {}
        self.left_out: Counter[DecisionKind] = Counter()
        """Decisions that were not possible in this life."""
        self.not_taken: Counter[str] = Counter()
        """Why cases cannot come in under this policy, with their numbers."""

    async def live(self, scripts: Iterable[Script], until: datetime) -> None:
        """Live every script, and let the time pass to `until` at least."""
        everything = list(scripts)
        await self._world.begin(min(each.received_at for each in everything) - _SETTLES)
        await self._timeline.run(self._life(each) for each in everything)
        await self._world.go_to(max(until, self._world.now()))

    def look(self, key: str) -> CaseView:
        """A case that came in, by its script's key."""
        return self._world.gateway.look(self.ids[key])

    async def _life(self, script: Script) -> None:
        await self._timeline.reach(script.received_at)
        try:
            case, last = await self._submit(script), script.received_at
        except BadInput as error:
            self.not_taken[str(error)] += 1
            return
        tasks: dict[str, str] = {}
        for n, step in enumerate(script.steps):
            last = await self._approved(case, script.steps[n:], last)
            if self._is_wanted(case, step):
                last += self._span(case, step.after, last)
                await self._timeline.reach(last)
                await self._finish_tasks(case, step)
                await self._carry_out(case, self._here(self._numbered(case, step, tasks)))
            self._step()

    def _is_wanted(self, case: str, step: Step) -> bool:
        """Whether this policy wants it; what it does not want, nobody waits for either."""
        state = self._state(case)
        if step.kind in _APPROVALS:
            return state.stage is Stage.AWAITING_APPROVAL
        return step.kind is not DecisionKind.EMERGENCY or not state.emergency

    async def _approved(self, case: str, coming: Sequence[Step], last: datetime) -> datetime:
        """Have approved what this policy wants approved, where the script knows of no approval.
        Returns when the next step may begin to count."""
        before = takewhile(lambda step: step.kind not in _SOLVES, coming)
        if any(step.kind in _APPROVALS for step in before):
            return last
        while self._state(case).stage is Stage.AWAITING_APPROVAL:
            last += self._span(case, self._approve, last)
            await self._timeline.reach(last)
            if not await self._carry_out(case, Step(DecisionKind.APPROVE, "", self._approve)):
                break  # nobody can: the case waits, as it would in life
        return last

    async def _finish_tasks(self, case: str, coming: Step) -> None:
        """Have everybody done with the tasks that this policy adds, and of which the script does
        not know, when it resolves the case."""
        if coming.kind is DecisionKind.RESOLVE or coming.choice.standard:
            for task in self._state(case).tasks:
                done = Step(DecisionKind.DONE, "", timedelta(), Choice(task=task.id))
                await self._carry_out(case, done)

    def _numbered(self, case: str, step: Step, tasks: dict[str, str]) -> Step:
        """A step about a task, by the number that the task has in this life."""
        known = step.choice.task
        if known is None:
            return step
        if step.kind is DecisionKind.TASK:
            tasks[known] = f"T{self._state(case).tasks_added + 1}"
        return replace(
            step, choice=step.choice.model_copy(update={"task": tasks.get(known, known)})
        )

    def _here(self, step: Step) -> Step:
        """A step about another case, by the id that the case has in this life."""
        other = step.choice.of
        if other is None:
            return step
        known = self.ids.get(other, other)
        return replace(step, choice=step.choice.model_copy(update={"of": known}))

    async def _submit(self, script: Script) -> str:
        given = script.given
        item = Submission(
            text=script.text or script.key,
            channel=given.channel,
            locale=given.locale,
            contact="customer@example.com" if given.reachable else None,
            category=given.category,
            priority=given.priority,
            tier=given.tier,
        )
        case = (await self._world.gateway.submit(item)).id
        self.ids[script.key] = case
        await self._handed_on(case)
        return case

    async def _carry_out(self, case: str, step: Step) -> bool:
        """Decide; whether that was possible."""
        by = step.by if step.by in _NOT_STAFF else self._who(self._state(case), step)
        decision = Decision(
            case_id=case,
            request_id=secrets.token_urlsafe(12),
            kind=step.kind,
            by=by,
            choice=step.choice,
            texts=_texts(step),
        )
        try:
            while (await self._world.gateway.decide(decision)).pending:
                await self._world.deliver(case)
        except Refused:
            self.left_out[step.kind] += 1
            return False
        return True

    async def _handed_on(self, case: str) -> None:
        # In the time of this machine; the record has no event to wait for. The team is told after
        # the analysis: whoever decided meanwhile would come before that.
        while self._state(case).stage in _NOT_HANDED_ON:  # noqa: ASYNC110
            await asyncio.sleep(_POLL)

    def _state(self, case: str) -> CaseState:
        return self._world.state(case)

    def _span(self, case: str, after: timedelta | Length, since: datetime) -> timedelta:
        if isinstance(after, timedelta):
            return after
        policy = self._world.policy
        name = policy.calendar_of(self._state(case).team)
        return calendar_of(policy.resolved[name]).due(since, after) - since

    def _who(self, state: CaseState, step: Step) -> str:
        """Who decided, or somebody who may under this policy."""
        if step.kind in _APPROVALS and (asked := state.asked):
            silent = [p for p in asked.approvers if p not in (*asked.yes, *asked.no)]
            return step.by if step.by in silent else next(iter(silent), step.by or _NOBODY)
        team = team_of(self._world.policy, state)
        leads = (*team.leads, *team.managers)
        may = leads if step.kind in _OF_LEADS else team.people
        others = [login for login in may if login != state.proposer]
        return step.by if step.by in may else next(iter(others), step.by or _NOBODY)


def _texts(step: Step) -> dict[str, str]:
    """Some words where a decision needs any."""
    field = None if step.choice.standard else TEXT_OF.get(step.kind)
    return {**({field: _WORDS} if field else {}), **({ADDRESS: _OUTSIDE} if step.outside else {})}
