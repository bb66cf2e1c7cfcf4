"""Kinds of solution: what each needs, what it brings about, and who may settle it."""

from datetime import datetime
from typing import Any

import pytest

from rules import clocks
from schemas.approvals import StandardSolution
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Priority, Refusal, Stage
from tests.rules.approving import Case, away, policy
from tests.stories import POLICY, START, days

FIX_BY = START + days(10)
VOUCHER = {"solution": "remedy", "remedy": "voucher"}


def levels(case: Case) -> list[Any]:
    return [each.who for each in case.state.proposal.levels] if case.state.proposal else []


@pytest.mark.parametrize(
    ("by", "amount", "expected"),
    [
        ("li", "0", []),
        ("li", "99.99", []),
        ("li", "100", []),
        ("li", "100.01", ["lead"]),
        ("li", "1000", ["lead"]),
        ("li", "1000.01", ["lead", "manager"]),
        ("zhang", "1000", []),
        ("zhang", "1000.01", ["manager"]),
        ("chen", "999999", []),
    ],
)
def test_who_settles_an_amount_and_who_must_be_asked(
    by: str, amount: str, expected: list[str]
) -> None:
    case = Case(POLICY).propose(by, **VOUCHER, amount=amount)
    assert levels(case) == expected
    assert (EventKind.AUTHORIZED in case.kinds()) == (not expected)


def test_it_is_said_by_which_authority_a_remedy_was_settled() -> None:
    authorized = Case(POLICY).propose(**VOUCHER, amount=80).last(EventKind.AUTHORIZED)
    assert authorized.by == "li"
    assert authorized.data == {
        "version": 1,
        "role": "agent",
        "remedy": "voucher",
        "amount": "80.00",
        "limit": "100.00",
        "currency": "CNY",
    }


def test_a_remedy_that_is_not_named_is_beyond_the_authority() -> None:
    assert levels(Case(POLICY).propose(solution="remedy", remedy="upgrade", amount=1)) == ["lead"]


def test_what_has_a_limit_needs_an_amount() -> None:
    case = Case(POLICY)
    assert case.decide(DecisionKind.PROPOSE, "li", **VOUCHER) is Refusal.AMOUNT_MISSING
    unlimited = POLICY.model_copy(update={"authority": {}})
    ruled = policy({"who": "manager"}, remedy=["voucher"], above=100).approvals
    case = Case(unlimited.model_copy(update={"approvals": ruled}))
    assert case.decide(DecisionKind.PROPOSE, "li", **VOUCHER) is Refusal.AMOUNT_MISSING
    assert Case(unlimited).decide(DecisionKind.PROPOSE, "li", **VOUCHER) is None
    apology = {"solution": "remedy", "remedy": "apology"}
    assert levels(Case(POLICY).propose(**apology)) == []


def test_authority_does_not_waive_the_rules() -> None:
    case = Case(POLICY, priority=Priority.HIGH).propose(**VOUCHER, amount=1)
    assert levels(case) == ["lead"]
    assert EventKind.AUTHORIZED not in case.kinds()


@pytest.mark.parametrize(("amount", "asked"), [("100", False), ("100.01", True)])
def test_above_is_strictly_more(amount: str, asked: bool) -> None:
    rules = policy({"who": "manager"}, remedy=["voucher"], above=100)
    case = Case(rules.model_copy(update={"authority": {}})).propose(**VOUCHER, amount=amount)
    assert (case.state.stage is Stage.AWAITING_APPROVAL) == asked


def test_two_levels_with_a_deputy() -> None:
    case = Case(POLICY, away("chen", "wang")).propose(**VOUCHER, amount=5000)
    assert case.yes("wang") is Refusal.ROLE_TOO_LOW
    assert case.yes("zhang") is None
    assert case.yes("wang") is None
    approved = case.last(EventKind.APPROVED)
    assert (approved.by, approved.data["for"], approved.data["level"]) == ("wang", "chen", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"solution": "remedy"},
        {"solution": "roadmap"},
        {"remedy": "voucher"},
        {"amount": 5},
        {"solution": "answer", "amount": 5},
        {"solution": "answer", "fix_by": FIX_BY},
        {"solution": "decline", "roadmap": "R-1"},
        {"solution": "answer", "value": 3},
        {"standard": "password_reset", "hotfix": True},
    ],
)
def test_each_kind_has_its_own_fields(wrong: dict[str, Any]) -> None:
    text = "" if "standard" in wrong else "…"
    assert Case(POLICY).decide(DecisionKind.PROPOSE, "li", text, **wrong) is Refusal.INVALID


def test_what_the_policy_does_not_know() -> None:
    unknown: dict[str, Any] = {"solution": "remedy", "remedy": "yacht", "amount": 1}
    assert Case(POLICY).decide(DecisionKind.PROPOSE, "li", **unknown) is Refusal.UNKNOWN_VALUE
    assert Case(POLICY).decide(DecisionKind.PROPOSE, "li", "") is Refusal.TEXT_MISSING
    assert (
        Case(POLICY).decide(DecisionKind.PROPOSE, "li", "", standard="yacht")
        is Refusal.UNKNOWN_VALUE
    )


# ── What a kind brings about ─────────────────────────────────────────────────────────────────────


def test_a_decline_that_is_approved_declines() -> None:
    case = Case(policy({"who": "lead"}, kind=["decline"]))
    assert case.decide(DecisionKind.DECLINE, "li") is Refusal.PROPOSE_FIRST
    case.propose(solution="decline")
    assert case.state.asked
    assert case.yes("zhang") is None
    assert case.state.stage is Stage.CLOSED
    declined = case.last(EventKind.DECLINED)
    assert declined.by == "li"
    assert declined.data == {"from_proposal": 1}


def test_a_decline_without_a_rule_declines_at_once() -> None:
    assert Case(POLICY).propose(solution="decline").state.stage is Stage.CLOSED


def test_a_workaround_is_told_at_once_with_the_day_of_the_fix() -> None:
    case = Case(POLICY).propose(solution="workaround", fix_by=FIX_BY, hotfix=True)
    told = case.last(EventKind.PROGRESS)
    assert (told.by, datetime.fromisoformat(told.data["expect"])) == ("li", FIX_BY)
    assert case.state.stage is Stage.RESOLVING
    assert _fix(case).due_at == FIX_BY
    case.at = FIX_BY
    assert case.decide(DecisionKind.RESOLVE, "li") is None
    assert _fix(case).state is ClockState.MET


def test_the_promised_day_can_be_missed() -> None:
    case = Case(POLICY).propose(solution="fix", fix_by=FIX_BY)
    assert EventKind.MISSED in case.wait(FIX_BY)
    assert _fix(case).state is ClockState.MISSED


def test_another_proposal_stops_the_promise_of_the_first() -> None:
    case = Case(POLICY).propose(solution="fix", fix_by=FIX_BY).propose(solution="answer")
    assert _fix(case).state is ClockState.STOPPED


def test_a_standard_solution_goes_out_at_once_without_approval() -> None:
    case = Case(policy({"who": "manager"}))
    assert case.decide(DecisionKind.TRIAGE, "li", category="usage_question") is None
    assert case.decide(DecisionKind.PROPOSE, "li", "", standard="password_reset") is None
    assert case.state.stage is Stage.AWAITING_CONFIRMATION
    proposed = case.last(EventKind.PROPOSED)
    assert "忘记密码" in proposed.texts["text"]
    assert case.last(EventKind.RESOLVED).data == {"from_proposal": 1}


@pytest.mark.parametrize(
    ("locale", "given", "sent"),
    [
        ("zh", {"zh": "请重启", "en": "Restart it"}, "请重启"),
        ("en", {"zh": "请重启", "en": "Restart it"}, "Restart it"),
        ("en", "Restart / 重启", "Restart / 重启"),
    ],
)
def test_a_standard_solution_goes_out_in_the_customers_language(
    locale: str, given: Any, sent: str
) -> None:
    restart = StandardSolution.model_validate({"label": {"zh": "重启", "en": "R"}, "text": given})
    case = Case(policy().model_copy(update={"standard_solutions": {"restart": restart}}))
    first = case.events[0]
    case.events[0] = first.model_copy(update={"data": {**first.data, "locale": locale}})

    assert case.decide(DecisionKind.PROPOSE, "li", "", standard="restart") is None
    assert case.last(EventKind.PROPOSED).texts["text"] == sent


def test_a_standard_solution_is_for_its_categories_only() -> None:
    refused = Case(POLICY).decide(DecisionKind.PROPOSE, "li", "", standard="password_reset")
    assert refused is Refusal.UNKNOWN_VALUE


def _fix(case: Case) -> Any:
    found = clocks.clocks(case.events, case.policy, case.at)
    return next(c for c in found if c.kind is ClockKind.FIX)
