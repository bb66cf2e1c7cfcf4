"""Which decision is possible when: every stage and every decision, one cell each."""

from typing import Any

import pytest

from rules import approval, decisions, teams, transitions
from schemas.enums import DecisionKind, Outcome, Refusal, Role, Stage
from schemas.events import CUSTOMER, SYSTEM
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.submissions import Decision
from tests.stories import AGENTS, CASE, LEAD, MANAGER, POLICY, STRANGER, state

CELLS = {
    "yes": None,
    "now": Refusal.NOT_NOW,
    "done": Refusal.ALREADY_DECIDED,
    "none": Refusal.NO_APPROVAL_NEEDED,
    "over": Refusal.WINDOW_OVER,
}
TABLES = """
                        take     assign   triage   clarify  reply    progress propose
received                yes      yes      yes      yes      now      yes      yes
acknowledged            yes      yes      yes      yes      now      yes      yes
analyzed                yes      yes      yes      yes      now      yes      yes
triage                  yes      yes      yes      yes      now      yes      yes
clarifying              yes      yes      yes      now      yes      yes      now
planning                yes      yes      yes      yes      now      yes      yes
planning:rejected       yes      yes      yes      yes      now      yes      yes
awaiting_approval       yes      yes      yes      now      now      yes      yes
resolving               yes      yes      yes      yes      now      yes      yes
resolving:approved      yes      yes      yes      yes      now      yes      yes
awaiting_confirmation   yes      yes      yes      now      now      now      now
closed:confirmed        done     done     done     done     done     done     done
closed:unconfirmed      done     done     done     done     done     done     done
closed:declined         done     done     done     done     done     done     done
closed:duplicate        done     done     done     done     done     done     done
closed:ended            done     done     done     done     done     done     done
closed:withdrawn        done     done     done     done     done     done     done
closed:invalid          done     done     done     done     done     done     done
closed:aside            done     done     yes      done     done     done     done
closed:erased           done     done     done     done     done     done     done

                        approve  reject   resolve  confirm  reopen   decline  withdraw duplicate
received                now      now      now      now      now      yes      yes      yes
acknowledged            now      now      now      now      now      yes      yes      yes
analyzed                now      now      now      now      now      yes      yes      yes
triage                  now      now      now      now      now      yes      yes      yes
clarifying              now      now      now      now      now      yes      yes      yes
planning                now      now      now      now      now      yes      yes      yes
planning:rejected       done     done     now      now      now      yes      yes      yes
awaiting_approval       yes      yes      now      now      now      yes      yes      yes
resolving               none     none     yes      now      now      yes      yes      yes
resolving:approved      done     done     yes      now      now      yes      yes      yes
awaiting_confirmation   done     done     now      yes      yes      now      yes      now
closed:confirmed        done     done     done     yes      yes      done     done     done
closed:unconfirmed      done     done     done     yes      yes      done     done     done
closed:declined         done     done     done     yes      yes      done     done     done
closed:duplicate        done     done     done     yes      yes      done     done     done
closed:ended            done     done     done     over     over     done     done     done
closed:withdrawn        done     done     done     over     over     done     done     done
closed:invalid          done     done     done     over     over     done     done     done
closed:aside            done     done     done     over     over     done     done     done
closed:erased           done     done     done     over     over     done     done     done

                        emergency calm
received                yes       now
acknowledged            yes       now
analyzed                yes       now
triage                  yes       now
clarifying              yes       now
planning                yes       now
planning:rejected       yes       now
awaiting_approval       yes       now
resolving               yes       now
resolving:approved      yes       now
awaiting_confirmation   yes       now
closed:confirmed        done      done
closed:unconfirmed      done      done
closed:declined         done      done
closed:duplicate        done      done
closed:ended            done      done
closed:withdrawn        done      done
closed:invalid          done      done
closed:aside            done      done
closed:erased           done      done
planning:emergency      done      yes

                        task     done     drop
received                now      now      now
acknowledged            now      now      now
analyzed                now      now      now
triage                  now      now      now
clarifying              yes      now      now
planning                yes      now      now
planning:rejected       yes      now      now
awaiting_approval       yes      now      now
resolving               yes      now      now
resolving:approved      yes      now      now
awaiting_confirmation   now      now      now
closed:confirmed        done     done     done
closed:unconfirmed      done     done     done
closed:declined         done     done     done
closed:duplicate        done     done     done
closed:ended            done     done     done
closed:withdrawn        done     done     done
closed:invalid          done     done     done
closed:aside            done     done     done
closed:erased           done     done     done
"""
STANDS: dict[str, dict[str, Any]] = {
    "clarifying": {"asked_from": Stage.PLANNING},
    "planning:rejected": {"version": 1, "proposer": "li"},
    "planning:emergency": {"emergency": True},
    "awaiting_approval": {"version": 1, "proposer": "li", "needs": Role.LEAD},
    "resolving": {"version": 1, "proposer": "li"},
    "resolving:approved": {"version": 1, "proposer": "li", "approved": True},
    "awaiting_confirmation": {"version": 1, "proposer": "li"},
    "closed:aside": {"outcome": Outcome.INVALID, "aside_from": Stage.PLANNING},
    "closed:ended": {"outcome": Outcome.CONFIRMED, "ended": True},
    **{
        f"closed:{outcome.value}": {
            "outcome": outcome,
            "ended": outcome in (Outcome.WITHDRAWN, Outcome.INVALID, Outcome.ERASED),
        }
        for outcome in Outcome
    },
}


def stands(row: str) -> CaseState:
    return state(Stage(row.partition(":")[0]), **STANDS.get(row, {}))


def cells() -> list[tuple[str, DecisionKind, Refusal | None]]:
    found = []
    for table in TABLES.split("\n\n"):
        columns, *lines = [line.split() for line in table.splitlines() if line]
        for row, *line in lines:
            pairs = zip(columns, line, strict=True)
            found += [(row, DecisionKind(kind), CELLS[cell]) for kind, cell in pairs]
    return found


def decide(kind: DecisionKind, by: str, **choice: Any) -> Decision:
    words = ("question", "text", "reason", "summary")
    return Decision(
        case_id=CASE,
        request_id="request-1",
        kind=kind,
        by=by,
        choice=Choice(**choice),
        texts=dict.fromkeys(words, "…"),
    )


def test_the_table_is_complete() -> None:
    assert {kind for _, kind, _ in cells()} == set(DecisionKind)
    assert {stands(row).stage for row, _, _ in cells()} == set(Stage)
    assert {stands(row).outcome for row, _, _ in cells()} == {None, *Outcome}


@pytest.mark.parametrize(("row", "kind", "expected"), cells())
def test_what_is_possible(row: str, kind: DecisionKind, expected: Refusal | None) -> None:
    assert transitions.refusal(stands(row), kind, Choice()) == expected


@pytest.mark.parametrize("row", sorted({row for row, _, _ in cells()} - {"planning:emergency"}))
def test_allowed_lists_what_is_possible(row: str) -> None:
    expected = {kind for other, kind, refusal in cells() if other == row and refusal is None}

    assert set(transitions.allowed(stands(row))) == expected


# ── A late answer of the customer ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "solved", "expected"),
    [
        ("awaiting_confirmation", True, None),
        ("awaiting_confirmation", False, None),
        ("closed:unconfirmed", True, None),
        ("closed:unconfirmed", False, None),
        ("closed:confirmed", True, Refusal.ALREADY_DECIDED),
        ("closed:confirmed", False, None),
        ("closed:declined", True, Refusal.ALREADY_DECIDED),
        ("closed:declined", False, None),
        ("closed:ended", True, Refusal.WINDOW_OVER),
        ("closed:ended", False, Refusal.WINDOW_OVER),
        ("closed:withdrawn", False, Refusal.WINDOW_OVER),
    ],
)
def test_a_late_answer(row: str, solved: bool, expected: Refusal | None) -> None:
    found = transitions.refusal(stands(row), DecisionKind.CONFIRM, Choice(solved=solved))

    assert found == expected


# ── Which version, which cycle ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.REJECT])
@pytest.mark.parametrize(
    ("version", "expected"),
    [(None, None), (1, Refusal.OTHER_VERSION), (2, None), (3, Refusal.OTHER_VERSION)],
)
def test_only_the_present_version_is_decided(
    kind: DecisionKind, version: int | None, expected: Refusal | None
) -> None:
    waiting = state(Stage.AWAITING_APPROVAL, version=2, proposer="li", needs=Role.LEAD)

    assert transitions.refusal(waiting, kind, Choice(version=version)) == expected


@pytest.mark.parametrize("kind", DecisionKind)
@pytest.mark.parametrize("cycle", [1, 3])
def test_a_decision_of_another_cycle_is_refused(kind: DecisionKind, cycle: int) -> None:
    decision = decide(kind, LEAD).model_copy(update={"cycle": cycle})

    found = decisions.refusal(POLICY, state(Stage.PLANNING, cycle=2), decision)

    assert found is Refusal.OTHER_CYCLE


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────

WAITING = state(Stage.AWAITING_APPROVAL, version=1, proposer=LEAD, needs=Role.LEAD)


@pytest.mark.parametrize("kind", DecisionKind)
@pytest.mark.parametrize("by", [STRANGER, SYSTEM])
def test_strangers_may_nothing(kind: DecisionKind, by: str) -> None:
    assert approval.refusal(POLICY, WAITING, kind, by, Choice()) is Refusal.UNKNOWN_PERSON


@pytest.mark.parametrize("kind", DecisionKind)
def test_customers_may_answer_and_confirm(kind: DecisionKind) -> None:
    may = kind in (DecisionKind.REPLY, DecisionKind.CONFIRM)

    found = approval.refusal(POLICY, WAITING, kind, CUSTOMER, Choice())

    assert found == (None if may else Refusal.ROLE_TOO_LOW)


@pytest.mark.parametrize("kind", DecisionKind)
@pytest.mark.parametrize("by", AGENTS)
def test_agents_may_all_but_approve_reject_and_reopen(kind: DecisionKind, by: str) -> None:
    above = (
        *(DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.REOPEN),
        *(DecisionKind.EMERGENCY, DecisionKind.CALM),
    )

    found = approval.refusal(POLICY, WAITING, kind, by, Choice())

    assert found == (Refusal.ROLE_TOO_LOW if kind in above else None)


@pytest.mark.parametrize("kind", DecisionKind)
def test_leads_may_everything_but_approve_their_own(kind: DecisionKind) -> None:
    found = approval.refusal(POLICY, WAITING, kind, LEAD, Choice())

    assert found == (Refusal.OWN_PROPOSAL if kind is DecisionKind.APPROVE else None)
    assert approval.refusal(POLICY, WAITING, kind, MANAGER, Choice()) is None


@pytest.mark.parametrize("kind", [DecisionKind.EMERGENCY, DecisionKind.CALM])
def test_the_owner_too_says_what_is_an_emergency(kind: DecisionKind) -> None:
    owned = WAITING.model_copy(update={"owner": "li"})

    assert approval.refusal(POLICY, owned, kind, "li", Choice()) is None
    assert approval.refusal(POLICY, owned, kind, "wang", Choice()) is Refusal.ROLE_TOO_LOW


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.REJECT])
def test_what_needs_a_manager_is_not_for_a_lead(kind: DecisionKind) -> None:
    waiting = WAITING.model_copy(update={"needs": Role.MANAGER, "proposer": "li"})

    assert approval.refusal(POLICY, waiting, kind, LEAD, Choice()) is Refusal.ROLE_TOO_LOW
    assert approval.refusal(POLICY, waiting, kind, MANAGER, Choice()) is None


def test_a_person_of_another_team_is_unknown() -> None:
    support = POLICY.teams["support"].model_copy(update={"agents": ("zhao",)})
    policy = POLICY.model_copy(update={"teams": {**POLICY.teams, "support": support}})
    here, there = state(Stage.PLANNING, team="support"), state(Stage.PLANNING)

    assert approval.refusal(policy, here, DecisionKind.TAKE, "zhao", Choice()) is None
    found = approval.refusal(policy, there, DecisionKind.TAKE, "zhao", Choice())
    assert found is Refusal.UNKNOWN_PERSON


@pytest.mark.parametrize(
    "choice",
    [
        *({"category": "weather"}, {"team": "nobody"}, {"to": STRANGER}),
        {"subcategory": "weather"},
        {"category": "usage_question", "subcategory": "performance"},
    ],
    ids=str,
)
def test_names_that_the_policy_does_not_know(choice: dict[str, str]) -> None:
    found = approval.refusal(
        POLICY, state(Stage.PLANNING), DecisionKind.TRIAGE, "li", Choice.model_validate(choice)
    )

    assert found is Refusal.UNKNOWN_VALUE


def test_a_subcategory_of_the_category() -> None:
    chosen = Choice(category="malfunction", subcategory="performance")
    mine = Choice(subcategory="performance")

    for choice in (chosen, mine):
        found = approval.refusal(POLICY, state(Stage.PLANNING), DecisionKind.TRIAGE, "li", choice)
        assert found is None


def test_before_its_analysis_a_case_is_with_the_team_of_its_category() -> None:
    new = state(Stage.RECEIVED, team=None, category="service_complaint", priority=None)

    assert teams.team_of(POLICY, new) == POLICY.teams["quality"]
    assert (
        teams.team_of(POLICY, new.model_copy(update={"category": None}))
        == (POLICY.teams["support"])
    )
