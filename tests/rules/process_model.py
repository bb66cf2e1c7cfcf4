"""The process as domain.md and the issue tell it: a table and a dictionary.

Written without a look at `rules.transitions` and `rules.fold`, to be compared with them. Every
objection to a decision is collected, so that it does not matter which one is found first.
"""

from dataclasses import dataclass
from typing import Any

from schemas.enums import DecisionKind, Outcome, Priority, Refusal, Role, Stage
from schemas.events import CUSTOMER
from schemas.submissions import Decision
from tests.stories import CASE

RANK = {"li": 0, "wang": 0, "zhang": 1, "chen": 2}
"""The people of every team: two agents, a lead, a manager."""
NEEDED_RANK = {Role.AGENT: 0, Role.LEAD: 1, Role.MANAGER: 2}
TEAM_OF = {
    "product_suggestion": "product",
    "service_complaint": "quality",
    "malfunction": "engineering",
    "usage_question": "support",
    "other": "support",
}

WORK = "received acknowledged analyzed triage clarifying planning awaiting_approval resolving"
OPEN = f"{WORK} awaiting_confirmation"
POSSIBLE = {
    "take": OPEN,
    "assign": OPEN,
    "triage": WORK,
    "clarify": "received acknowledged analyzed triage planning resolving",
    "reply": "clarifying",
    "progress": WORK,
    "propose": "received acknowledged analyzed triage planning awaiting_approval resolving",
    "approve": "awaiting_approval",
    "reject": "awaiting_approval",
    "resolve": "resolving",
    "confirm": "awaiting_confirmation",
    "reopen": "awaiting_confirmation",
    "decline": WORK,
    "duplicate": WORK,
    "withdraw": OPEN,
    "emergency": OPEN,
    "calm": OPEN,
    "task": "clarifying planning awaiting_approval resolving",
    "done": "clarifying planning awaiting_approval resolving",
    "drop": "clarifying planning awaiting_approval resolving",
}
"""The stages in which a decision is possible. What a closed case still hears is in `_wakes`."""
WORDS = {
    "clarify": "question",
    "reply": "text",
    "progress": "text",
    "propose": "text",
    "reject": "reason",
    "resolve": "summary",
    "reopen": "reason",
    "decline": "reason",
    "emergency": "reason",
    "calm": "reason",
    "task": "text",
    "done": "text",
    "drop": "reason",
}
WRONG_STAGE = {
    Refusal.NOT_NOW,
    Refusal.ALREADY_DECIDED,
    Refusal.NO_APPROVAL_NEEDED,
    Refusal.WINDOW_OVER,
}
SHOWN = (
    *("stage", "outcome", "cycle", "version", "proposer", "needs", "approved", "owner"),
    *("team", "category", "priority", "ended", "open_tasks", "tasks_added", "emergency"),
)
"""What is compared."""


@dataclass
class Process:
    """One case. `approvers`: whose yes a proposal of a priority needs."""

    now: dict[str, Any]
    approvers: dict[Priority, Role]

    @property
    def shown(self) -> dict[str, Any]:
        return {name: self.now[name] for name in SHOWN}

    # ── What speaks against a decision ──

    def objections(self, decision: Decision) -> set[Refusal]:
        found = self._by_stage(decision) | self._by_person(decision) | self._by_content(decision)
        if decision.cycle not in (None, self.now["cycle"]):
            found.add(Refusal.OTHER_CYCLE)
        return found

    def _by_stage(self, decision: Decision) -> set[Refusal]:
        kind, choice = decision.kind, decision.choice
        if self.now["stage"] == "closed":
            return set() if self._wakes(decision) else WRONG_STAGE
        if self.now["stage"] not in POSSIBLE[kind].split():
            return WRONG_STAGE
        if (kind, self.now["emergency"]) in (("emergency", True), ("calm", False)):
            return WRONG_STAGE
        decides = kind in ("approve", "reject")
        if decides and choice.version not in (None, self.now["version"]):
            return {Refusal.OTHER_VERSION}
        return self._by_tasks(kind, choice.task)

    def _by_tasks(self, kind: DecisionKind, task: str | None) -> set[Refusal]:
        known = [f"T{n + 1}" for n in range(self.now["tasks_added"])]
        if kind == "resolve" and self.now["open_tasks"]:
            return {Refusal.TASKS_OPEN}
        if kind not in ("done", "drop") or task in self.now["open_tasks"]:
            return set()
        if task is None:
            return set() if self.now["open_tasks"] else {Refusal.NOT_NOW}
        return {Refusal.ALREADY_DECIDED if task in known else Refusal.UNKNOWN_TASK}

    def _wakes(self, decision: Decision) -> bool:
        """Whether a closed case can still hear this."""
        if self.now["ended"] or decision.kind not in ("confirm", "reopen"):
            return False
        late_yes = decision.kind == "confirm" and decision.choice.solved
        return not late_yes or self.now["outcome"] == "unconfirmed"

    def _by_person(self, decision: Decision) -> set[Refusal]:
        kind, by = decision.kind, decision.by
        if by == CUSTOMER:
            return set() if kind in ("reply", "confirm") else {Refusal.ROLE_TOO_LOW}
        if by not in RANK:
            return {Refusal.UNKNOWN_PERSON}
        found = set()
        if RANK[by] < self._needed(kind, by):
            found.add(Refusal.ROLE_TOO_LOW)
        if kind in ("approve", "reject") and by == self.now["proposer"]:
            found.add(Refusal.OWN_PROPOSAL)
        return found

    def _needed(self, kind: DecisionKind, by: str) -> int:
        if kind in ("approve", "reject"):
            return NEEDED_RANK[self.now["needs"] or Role.LEAD]
        if kind in ("emergency", "calm"):
            return 0 if by == self.now["owner"] else 1
        undoes = self.now["outcome"] is Outcome.DUPLICATE
        return 1 if kind == "reopen" and not undoes else 0

    def _by_content(self, decision: Decision) -> set[Refusal]:
        choice, word = decision.choice, WORDS.get(decision.kind)
        found = set()
        if word and not decision.texts.get(word) and not (word == "reason" and choice.reason_code):
            found.add(Refusal.TEXT_MISSING)
        if decision.kind == "confirm" and choice.solved is None:
            found.add(Refusal.INVALID)
        if decision.kind == "assign" and choice.to is None:
            found.add(Refusal.INVALID)
        if decision.kind == "duplicate" and choice.of in (None, CASE):
            found.add(Refusal.INVALID)
        if decision.kind == "task" and choice.team is None:
            found.add(Refusal.INVALID)
        if decision.kind in ("done", "drop") and choice.task is None:
            found.add(Refusal.INVALID)
        known = (
            choice.category in (None, *TEAM_OF),
            choice.team in (None, *TEAM_OF.values()),
            choice.to in (None, *RANK),
        )
        return found if all(known) else found | {Refusal.UNKNOWN_VALUE}

    # ── What a decision, or time, changes ──

    def carry_out(self, decision: Decision) -> None:
        """Every decision has a method of its name; those without one change nothing shown."""
        change = getattr(self, f"_{decision.kind.value}", None)
        if change:
            change(decision)

    def _take(self, decision: Decision) -> None:
        self.now["owner"] = decision.by

    def _assign(self, decision: Decision) -> None:
        self.now["owner"] = decision.choice.to

    def _clarify(self, _: Decision) -> None:
        self.now.update(stage=Stage.CLARIFYING, back_to=self.now["stage"])

    def _reply(self, _: Decision) -> None:
        self.now["stage"] = self.now["back_to"]
        self._open_level()

    def _propose(self, decision: Decision) -> None:
        version = self.now["version"] + 1
        self.now.update(proposer=decision.by, version=version, approved=False)
        self.now["owner"] = self.now["owner"] or decision.by
        self.now.update(plan=[], agreed=set())
        self._ask_for_approval("stage")

    def _approve(self, decision: Decision) -> None:
        self.now["agreed"] |= {decision.by}
        self._open_level()

    def _reject(self, _: Decision) -> None:
        self.now.update(stage=Stage.PLANNING, needs=None)

    def _resolve(self, _: Decision) -> None:
        self.now["stage"] = Stage.AWAITING_CONFIRMATION

    def _confirm(self, decision: Decision) -> None:
        if decision.choice.solved:
            self.close(Outcome.CONFIRMED)
        else:
            self._reopen(decision)

    def _reopen(self, _: Decision) -> None:
        self.now.update(stage=Stage.PLANNING, outcome=None, cycle=self.now["cycle"] + 1)
        self.now.update(version=0, proposer=None, needs=None, approved=False)

    def _decline(self, _: Decision) -> None:
        self.close(Outcome.DECLINED)

    def _duplicate(self, _: Decision) -> None:
        self.close(Outcome.DUPLICATE)

    def _emergency(self, _: Decision) -> None:
        self.now["emergency"] = True

    def _calm(self, _: Decision) -> None:
        self.now["emergency"] = False

    def _withdraw(self, _: Decision) -> None:
        self.close(Outcome.WITHDRAWN)

    def _task(self, _: Decision) -> None:
        self.now["tasks_added"] += 1
        self.now["open_tasks"] += (f"T{self.now['tasks_added']}",)

    def _done(self, decision: Decision) -> None:
        left = (each for each in self.now["open_tasks"] if each != decision.choice.task)
        self.now["open_tasks"] = tuple(left)

    def _drop(self, decision: Decision) -> None:
        self._done(decision)

    def close(self, outcome: Outcome) -> None:
        self.now["open_tasks"] = ()
        self.now.update(stage=Stage.CLOSED, outcome=outcome)
        self.now["ended"] = outcome is Outcome.WITHDRAWN

    def end(self) -> None:
        self.now["ended"] = True

    def _triage(self, decision: Decision) -> None:
        now, choice = self.now, decision.choice
        moved = choice.category not in (None, now["category"])
        now["category"] = choice.category or now["category"]
        now["priority"] = choice.priority or now["priority"]
        team = choice.team or (TEAM_OF[now["category"]] if moved else now["team"])
        if team != now["team"]:
            now.update(team=team, owner=None)
        # A person has looked: whoever is asked meanwhile, it waits for triage no more.
        place = "back_to" if now["stage"] is Stage.CLARIFYING else "stage"
        if now[place] is Stage.TRIAGE:
            now[place] = Stage.PLANNING
        unapproved = now[place] is Stage.RESOLVING and not now["approved"]
        if now[place] is Stage.AWAITING_APPROVAL or unapproved:
            # Nobody gets round an approval by calling the case less urgent.
            self._ask_for_approval(place)

    def _ask_for_approval(self, place: str) -> None:
        wanted = self.approvers.get(self.now["priority"])
        if wanted and wanted not in self.now["plan"]:
            self.now["plan"] = sorted([*self.now["plan"], wanted], key=NEEDED_RANK.__getitem__)
        waits = bool(self.now["plan"])
        self.now[place] = Stage.AWAITING_APPROVAL if waits else Stage.RESOLVING
        if not waits:
            self.now["needs"] = None
        self._open_level()

    def _open_level(self) -> None:
        """The first level to which nobody who said yes belongs, by role or by a higher one."""
        if self.now["stage"] is not Stage.AWAITING_APPROVAL:
            return
        highest = max((RANK[person] for person in self.now["agreed"]), default=-1)
        left = [role for role in self.now["plan"] if NEEDED_RANK[role] > highest]
        self.now["needs"] = left[0] if left else None
        if not left:
            self.now.update(stage=Stage.RESOLVING, approved=True)
