"""Levels of approval: who is asked, whose voice counts, and when a level is decided."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import alarms, clocks
from rules.notices import notices
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from schemas.notices import Reason
from schemas.people import Person
from tests.rules.approving import PEOPLE, Case, away, level, policy
from tests.stories import START, hours

WAITS, GOES_ON, AGAIN = Stage.AWAITING_APPROVAL, Stage.RESOLVING, Stage.PLANNING


def back(login: str, after: timedelta, deputy: str | None = None) -> Absence:
    """An absence that is over so long after the story begins."""
    return Absence(login=login, starts=START - hours(1), ends=START + after, deputy=deputy)


def next_alarm(case: Case) -> datetime:
    """When the open level is looked at again."""
    now = clocks.clocks(case.events, case.policy, case.at)
    coming = alarms.alarms(case.events, now, case.state, case.policy)
    return next(each.at for each in coming if each.topic == "approval")


# ── The rows of the table of other systems' mistakes ─────────────────────────────────────────────


def test_row_16_a_proposal_waits_for_its_approvals_and_says_for_whom() -> None:
    """zammad PR 6264 and others: approvals were asked for since 2016."""
    case = Case(policy(level("lead"), level("manager"))).propose()
    assert case.state.stage is WAITS
    assert case.state.asked
    assert case.state.asked.told == PEOPLE
    assert case.decide(DecisionKind.RESOLVE, "li") is Refusal.NOT_NOW
    assert case.yes("zhang") is None
    assert (case.state.stage, case.state.asked.approvers) == (WAITS, ("chen",))
    assert case.yes("chen") is None
    assert (case.state.stage, case.state.approved) == (GOES_ON, True)


@pytest.mark.parametrize("rejected_by", ["one", "quorum"])
@pytest.mark.parametrize("need", [1, 2, 3])
@pytest.mark.parametrize("answers", list(product("yn", repeat=3)))
def test_row_17_quorum_arithmetic(need: int, answers: tuple[str, ...], rejected_by: str) -> None:
    """glpi PR 8024, #841, #24399: refused only when the number is out of reach, what is pending
    for others vanishes, and what was decided is not overwritten. Everybody says everything."""
    case = Case(policy(level(need=need, rejected_by=rejected_by))).propose()
    said: list[str] = []
    for who, answer in zip(PEOPLE, answers, strict=True):
        before = _outcome(said, need, rejected_by)
        refusal = case.yes(who) if answer == "y" else case.no(who)
        assert (refusal is None) == (before is WAITS), (said, refusal)
        if before is WAITS:
            said.append(answer)
        assert case.state.stage is _outcome(said, need, rejected_by)
        assert bool(case.state.asked) == (case.state.stage is WAITS), "pending for others"


def _outcome(said: list[str], need: int, rejected_by: str) -> Stage:
    """By looking at everything that the silent ones could still say."""
    if rejected_by == "one" and "n" in said:
        return AGAIN
    futures = list(product("yn", repeat=len(PEOPLE) - len(said)))
    possible = [(said + list(more)).count("y") >= need for more in futures]
    if said.count("y") >= need:
        return GOES_ON
    return WAITS if any(possible) else AGAIN


def test_row_18_who_is_away_is_stood_in_for_and_both_names_are_kept() -> None:
    """powercat-business-approvals-kit#60, documenso#3087: out of office, and the audit's names."""
    case = Case(policy(level(["zhang"])), away("zhang", "wang")).propose()
    asked = case.last(EventKind.APPROVAL_ASKED)
    assert asked.data["deputies"] == {"zhang": "wang"}
    assert asked.data["asked"] == ["wang"]
    assert case.yes("wang") is None
    approved = case.last(EventKind.APPROVED)
    assert (approved.by, approved.data["for"]) == ("wang", "zhang")


# ── Four eyes ────────────────────────────────────────────────────────────────────────────────────


def test_nobody_decides_his_own_proposal_nor_as_a_deputy() -> None:
    case = Case(policy(level(need="all")), away("qian", "zhang")).propose("zhang")
    asked = case.last(EventKind.APPROVAL_ASKED)
    assert asked.data["approvers"] == ["sun"]
    assert asked.data["skipped"] == {"zhang": "proposer", "qian": "deputy_is_proposer"}
    assert case.yes("zhang") is Refusal.OWN_PROPOSAL
    assert case.no("zhang") is Refusal.OWN_PROPOSAL
    assert case.yes("sun") is None
    assert case.state.stage is GOES_ON


@pytest.mark.parametrize(
    ("proposed", "approved", "refusal"),
    [
        (("li", "key:bot"), ("zhang", "key:bot"), Refusal.SAME_KEY),
        (("chen", None), ("zhang", "key:chen"), Refusal.SAME_KEY),
        (("li", "key:chen"), ("chen", None), Refusal.SAME_KEY),
        (("li", "key:bot"), ("zhang", "key:other"), None),
        (("li", "key:bot"), ("zhang", None), None),
        (("li", None), ("zhang", "key:bot"), None),
    ],
)
def test_one_key_does_not_approve_what_came_by_it(
    proposed: tuple[str, str | None], approved: tuple[str, str | None], refusal: Refusal | None
) -> None:
    case = Case(policy(level(["zhang", "chen"], need="any")))
    case.via = proposed[1]
    case.propose(proposed[0])
    case.via = approved[1]
    assert case.yes(approved[0]) is refusal


def test_a_deputy_who_is_away_stands_in_for_nobody() -> None:
    absences = (away("zhang", "qian"), away("qian", "wang"))
    case = Case(policy(level(["zhang", "sun"])), *absences).propose()
    assert case.last(EventKind.APPROVAL_ASKED).data["skipped"] == {"zhang": "absent"}
    assert case.yes("wang") is Refusal.NOT_ASKED
    assert case.yes("qian") is Refusal.NOT_ASKED


def test_who_does_not_work_here_any_more_is_skipped_visibly() -> None:
    rules = policy(level(need="all"))
    people = {**rules.people, "qian": Person(active=False)}
    case = Case(rules.model_copy(update={"people": people})).propose()
    assert case.last(EventKind.APPROVAL_ASKED).data["skipped"] == {"qian": "inactive"}
    assert case.state.asked
    assert case.state.asked.need == 2


def test_one_person_has_one_voice() -> None:
    case = Case(policy(level(need=2)), away("zhang", "sun")).propose()
    assert case.last(EventKind.APPROVAL_ASKED).data["skipped"] == {"zhang": "speaks_for_another"}
    assert case.yes("sun") is None
    assert case.yes("sun") is Refusal.ALREADY_DECIDED
    assert case.yes("qian") is None
    assert case.state.stage is GOES_ON


_LOGINS = ("li", "wang", *PEOPLE, "chen")


@st.composite
def absences(draw: st.DrawFn) -> tuple[Absence, ...]:
    gone = draw(st.lists(st.sampled_from(_LOGINS), unique=True, max_size=5))
    deputies = st.none() | st.sampled_from(_LOGINS)
    return tuple(away(p, d) for p in gone if (d := draw(deputies)) != p)


@given(
    proposer=st.sampled_from(_LOGINS),
    gone=absences(),
    need=st.sampled_from(["any", "all", 1, 2, 3]),
    who=st.sampled_from(["lead", "manager", "team:quality", PEOPLE, ("li", "zhang", "chen")]),
    voices=st.lists(st.tuples(st.sampled_from(_LOGINS), st.booleans()), max_size=12),
)
def test_whoever_decides_had_the_right_to(
    proposer: str,
    gone: tuple[Absence, ...],
    need: Any,
    who: Any,
    voices: list[tuple[str, bool]],
) -> None:
    case = Case(policy(level(who, need=need, rejected_by="quorum")), *gone).propose(proposer)
    for by, yes in voices:
        if case.state.stage is WAITS:
            case.yes(by) if yes else case.no(by)
    kinds = (EventKind.VOTED, EventKind.APPROVED, EventKind.REJECTED)
    said = [e for e in case.events if e.kind in kinds and "for" in e.data]
    absent = {a.login: a for a in gone}
    approvers = case.last(EventKind.APPROVAL_ASKED).data["approvers"]
    assert len({e.by for e in said}) == len(said), "one person, one voice"
    for event in said:
        principal = event.data["for"]
        assert event.by != proposer
        assert principal != proposer
        assert principal in approvers
        if event.by != principal:
            assert absent[principal].deputy == event.by
            assert event.by not in absent, "a delegation does not cascade"


@given(
    proposer=st.sampled_from(_LOGINS), gone=absences(), need=st.sampled_from(["any", "all", 2, 3])
)
def test_a_level_that_is_not_called_stuck_can_be_passed(
    proposer: str, gone: tuple[Absence, ...], need: Any
) -> None:
    case = Case(policy(level("lead", need=need)), *gone).propose(proposer)
    for by in _LOGINS:
        if case.state.stage is WAITS:
            case.yes(by)
    stuck = EventKind.APPROVAL_STUCK in case.kinds()
    assert (case.state.stage is WAITS) == stuck


def heard(case: Case, kind: EventKind) -> list[tuple[str, Reason]]:
    told = notices(case.last(kind), case.state, case.policy, case.absences)
    assert all(not each.happened.texts for each in told)
    return [(each.to.name, each.to.reason) for each in told]


def test_the_proposer_hears_what_became_of_the_proposal() -> None:
    case = Case(policy(level("lead"))).propose("wang")
    assert case.no("zhang") is None
    assert heard(case, EventKind.REJECTED) == [("wang", Reason.PROPOSED)]
    assert case.propose("li").yes("zhang") is None
    assert heard(case, EventKind.APPROVED) == [("li", Reason.PROPOSED)]


def test_the_proposer_hears_that_the_time_was_over() -> None:
    case = Case(policy(level("lead", within="4 hours", then="reject")), away("wang", "li"))
    case.propose("wang").wait(START + hours(4))
    assert heard(case, EventKind.REJECTED) == [("li", Reason.PROPOSED)]


# ── What a level asks ────────────────────────────────────────────────────────────────────────────


def test_a_level_without_enough_people_asks_the_next_role() -> None:
    gone = [away(login) for login in PEOPLE]
    case = Case(policy(level("lead")), *gone).propose()
    asked = case.last(EventKind.APPROVAL_ASKED).data
    assert asked["asked"] == ["chen"]
    assert asked["skipped"] == dict.fromkeys(PEOPLE, "absent")
    assert case.yes("chen") is None


def test_a_level_that_nobody_can_reach_is_found_out_at_once() -> None:
    case = Case(policy(level("manager"))).propose("chen")
    stuck = case.last(EventKind.APPROVAL_STUCK).data
    assert (stuck["need"], stuck["present"], stuck["skipped"]) == (1, 0, {"chen": "proposer"})
    assert case.propose("li").yes("chen") is None, "another's proposal gets out of it"


def test_a_level_that_is_stuck_asks_who_is_back() -> None:
    """The first who is back is asked at once; whoever else is missed is waited for."""
    gone = (back("zhang", hours(30)), back("qian", hours(50)), back("sun", hours(90)))
    case = Case(policy(level(need=3)), *gone).propose("chen")
    assert case.last(EventKind.APPROVAL_STUCK).data["present"] == 0
    for who, at, missing in (("zhang", 30, 2), ("qian", 50, 1), ("sun", 90, 0)):
        assert next_alarm(case) == START + hours(at)
        told = case.wait(START + hours(at))
        assert case.last(EventKind.APPROVAL_ASKED).data["asked"] == [who]
        assert (EventKind.APPROVAL_STUCK in told) == bool(missing)
        assert case.yes(who) is None
    assert case.state.stage is GOES_ON


def test_a_level_that_is_stuck_asks_a_deputy_who_is_back() -> None:
    absences = (back("chen", hours(90), "sun"), back("sun", hours(30)))
    case = Case(policy(level("manager")), *absences).propose()
    assert case.last(EventKind.APPROVAL_STUCK).data["skipped"] == {"chen": "absent"}
    case.wait(START + hours(30))
    asked = case.last(EventKind.APPROVAL_ASKED).data
    assert (asked["asked"], asked["deputies"]) == (["sun"], {"chen": "sun"})
    assert case.yes("sun") is None


def test_a_level_that_is_stuck_is_looked_at_when_its_time_is_over() -> None:
    """A deputy was named meanwhile, or an absence was taken back."""
    case = Case(policy(level("manager", within="4 hours")), away("chen")).propose()
    case.wait(START + hours(4))
    assert case.kinds()[-2:] == [EventKind.APPROVAL_STUCK, EventKind.APPROVAL_REMINDED]
    assert next_alarm(case) > START + hours(4), "it is not looked at without end"
    case.absences = ()
    case.wait(START + hours(8))
    assert case.last(EventKind.APPROVAL_ASKED).data["asked"] == ["chen"]
    assert case.yes("chen") is None


def test_what_was_said_at_a_stuck_level_stays_said() -> None:
    case = Case(policy(level(need=2)), back("qian", hours(30)), away("sun")).propose("chen")
    assert case.yes("zhang") is None
    case.wait(START + hours(30))
    assert case.last(EventKind.APPROVAL_ASKED).data["asked"] == ["qian"]
    assert case.yes("zhang") is Refusal.ALREADY_DECIDED
    assert case.yes("qian") is None
    assert case.state.stage is GOES_ON


def test_who_goes_away_after_being_asked_is_stood_in_for_and_the_deputy_is_reminded() -> None:
    case = Case(policy(level(["zhang"], within="4 hours"))).propose()
    case.absences = (away("zhang", "wang"),)
    case.wait(START + hours(4))
    reminded = case.last(EventKind.APPROVAL_REMINDED).data
    assert (reminded["asked"], reminded["deputies"]) == (["wang"], {"zhang": "wang"})
    assert case.yes("wang") is None
    assert case.last(EventKind.APPROVED).data["for"] == "zhang"


def test_when_those_who_were_asked_are_gone_the_next_role_is_asked() -> None:
    case = Case(policy(level(["zhang"], within="4 hours"))).propose()
    case.absences = (away("zhang"),)
    case.wait(START + hours(4))
    asked = case.last(EventKind.APPROVAL_ASKED).data
    assert (asked["asked"], asked["skipped"]) == (["qian", "sun"], {"zhang": "absent"})


def test_who_said_yes_before_is_sent_no_mail_for_the_next_level() -> None:
    case = Case(policy(level(["chen", "zhang"]), level("manager", need=2))).propose()
    assert case.yes("chen") is None
    asked = case.last(EventKind.APPROVAL_ASKED).data
    assert (asked["level"], asked["yes"], asked["asked"]) == (2, ["chen"], [])


def test_who_does_not_work_here_any_more_decides_nothing() -> None:
    case = Case(policy(level(["zhang"]))).propose()
    people = {**case.policy.people, "zhang": Person(active=False)}
    case.policy = case.policy.model_copy(update={"people": people})
    assert case.yes("zhang") is Refusal.NOT_ASKED


def test_nobody_is_asked_twice_about_one_version() -> None:
    case = Case(policy(level("lead"), level("manager"))).propose()
    assert case.yes("chen") is None, "a manager may decide where leads are asked"
    assert case.state.stage is GOES_ON
    assert case.last(EventKind.APPROVED).data["carried"] == ["chen"]


def test_levels_of_several_rules_are_merged_in_order() -> None:
    rules = policy(level("manager"), level("lead"), level("lead", need="all"))
    case = Case(rules).propose()
    proposal = case.state.proposal
    assert proposal
    assert [(each.who, each.need) for each in proposal.levels] == [
        ("lead", "all"),
        ("manager", "any"),
    ]


def test_an_edit_voids_what_was_approved() -> None:
    case = Case(policy(level(need="all"))).propose()
    old = case.state.proposal
    assert old
    assert case.yes("zhang") is None
    assert case.propose().yes("qian", version=1) is Refusal.OTHER_VERSION
    assert case.yes("qian", hash="0" * 16) is Refusal.OTHER_VERSION
    assert case.yes("qian", version=2) is None
    assert case.state.asked
    assert case.state.asked.yes == ("qian",)


def test_the_hash_is_of_the_words_and_of_every_field() -> None:
    given: list[dict[str, Any]] = [
        {"text": "one"},
        {"text": "two"},
        {"solution": "remedy", "remedy": "voucher", "amount": "80"},
        {"solution": "remedy", "remedy": "voucher", "amount": "80.01"},
        {"solution": "remedy", "remedy": "refund", "amount": "80"},
        {"solution": "fix"},
        {"solution": "fix", "hotfix": True},
        {"solution": "fix", "fix_by": START},
        {"solution": "roadmap", "roadmap": "R-1"},
        {"solution": "roadmap", "roadmap": "R-1", "value": 3},
    ]
    hashes = [
        Case(policy()).propose(**each).last(EventKind.PROPOSED).data["hash"] for each in given
    ]
    assert len(set(hashes)) == len(given)
    again = Case(policy()).propose(solution="remedy", remedy="voucher", amount="80.00")
    assert again.last(EventKind.PROPOSED).data["hash"] == hashes[2]


def test_another_team_asks_its_own_people() -> None:
    rules = policy(level("lead"))
    quality = rules.teams["quality"].model_copy(update={"leads": ("qian",)})
    case = Case(rules.model_copy(update={"teams": {**rules.teams, "quality": quality}})).propose()
    assert case.decide(DecisionKind.TRIAGE, "li", category="service_complaint") is None
    assert case.state.asked
    assert case.state.asked.told == ("qian",)
    assert case.yes("zhang") in (Refusal.NOT_ASKED, Refusal.ROLE_TOO_LOW, Refusal.UNKNOWN_PERSON)
