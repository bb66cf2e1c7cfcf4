"""Accounts and keys as members of the policy's teams."""

from typing import Any

import pytest

from rules import approval
from rules.approvers import Present, resolved
from rules.fold import fold
from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Role
from schemas.levels import Level
from schemas.members import Member, with_members
from schemas.messages import Choice
from schemas.state import CaseState
from tests.plain import PLAIN
from tests.stories import START, analyzed


def member(login: str, role: Role | None = Role.AGENT, teams: str = "engineering") -> Member:
    return Member(login, f"{login}@example.com", role, teams)


def case() -> CaseState:
    state = fold(analyzed(Priority.HIGH).events)
    assert state.team in PLAIN.teams
    return state


def team() -> str:
    return str(case().team)


def refused(by: str, kind: DecisionKind, *members: Member) -> Refusal | None:
    return approval.refusal(with_members(PLAIN, members), case(), kind, by, Choice())


def test_without_accounts_the_policy_is_the_same() -> None:
    assert with_members(PLAIN, ()) is PLAIN


@pytest.mark.parametrize("role", Role)
def test_an_account_is_a_member_of_its_teams_with_its_role(role: Role) -> None:
    joined = with_members(PLAIN, [member("mei", role, f"{team()},elsewhere")])

    assert joined.teams[team()].role_of("mei") is role
    others = [each for key, each in joined.teams.items() if key != team()]
    assert others
    assert not any("mei" in each.people for each in others)
    assert "mei" in joined.staff
    assert joined.people["mei"].address == "mei@example.com"
    assert "mei" not in PLAIN.staff, "the policy itself stays as it is"


def test_where_the_policy_names_somebody_its_role_stands() -> None:
    joined = with_members(PLAIN, [member("li", Role.MANAGER, ",".join(PLAIN.teams))])

    assert joined.teams[team()].role_of("li") is PLAIN.teams[team()].role_of("li")
    assert joined.people["li"].address == (
        PLAIN.people["li"].address if "li" in PLAIN.people else "li@example.com"
    )


def test_a_member_decides_and_a_stranger_does_not() -> None:
    assert refused("mei", DecisionKind.TAKE) is Refusal.UNKNOWN_PERSON
    assert refused("mei", DecisionKind.TAKE, member("mei", teams="elsewhere"))
    assert refused("mei", DecisionKind.TAKE, member("mei", teams=team())) is None
    nobody = member("mei", None, team())
    assert refused("mei", DecisionKind.TAKE, nobody) is Refusal.UNKNOWN_PERSON


def test_who_is_disabled_is_out_whoever_named_him() -> None:
    gone = member("li", teams=team())._replace(active=False)

    assert refused("li", DecisionKind.TAKE) is None
    assert refused("li", DecisionKind.TAKE, gone) is Refusal.UNKNOWN_PERSON
    joined = with_members(PLAIN, [gone])
    assert "li" not in joined.staff
    assert not joined.people["li"].active


def test_who_was_asked_and_is_disabled_since_has_no_voice() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.PROPOSED, START - START, "li", version=1)
    asked: dict[str, Any] = {"approvers": ["zhang"], "asked": ["zhang"], "need": 1, "level": 1}
    waiting = fold(story.then(EventKind.APPROVAL_ASKED, START - START, **asked).events)
    assert waiting.asked

    def voice(*members: Member) -> Refusal | None:
        policy = with_members(PLAIN, members)
        return approval.refusal(policy, waiting, DecisionKind.APPROVE, "zhang", Choice())

    assert voice() is None
    assert voice(member("zhang", Role.LEAD)._replace(active=False)) is Refusal.UNKNOWN_PERSON


def test_nobody_who_is_disabled_is_asked_and_who_joined_is() -> None:
    gone = member("zhang", Role.LEAD)._replace(active=False)
    new = member("mei", Role.LEAD, team())

    def asked(*members: Member) -> tuple[str, ...]:
        there = Present(with_members(PLAIN, members), case(), (), START)
        return resolved(Level(who="lead"), there).told

    assert "zhang" in asked()
    assert "mei" in asked(new)
    assert "zhang" not in asked(gone, new)


def test_a_key_decides_within_its_teams_and_is_asked_for_nothing() -> None:
    key = Member("shop", None, Role.LEAD, None, machine=True)
    joined = with_members(PLAIN, [key])

    assert refused("shop", DecisionKind.TAKE, key) is None
    assert refused("shop", DecisionKind.TAKE, key._replace(teams="elsewhere"))
    assert "shop" not in joined.staff
    assert "shop" not in joined.teams[team()].people
    found = resolved(Level(who="lead"), Present(joined, case(), (), START))
    assert "shop" not in found.told
    assert "shop" in found.approvers
    every = resolved(Level(who="lead", need="all"), Present(joined, case(), (), START))
    assert "shop" not in every.approvers


def test_a_key_does_not_make_up_for_people_who_are_missing() -> None:
    key = Member("shop", None, Role.MANAGER, None, machine=True)
    gone = [member(login)._replace(active=False) for login in ("zhang", "chen")]

    found = resolved(
        Level(who="lead"), Present(with_members(PLAIN, [key, *gone]), case(), (), START)
    )

    assert found.approvers == ()


def test_a_key_called_like_a_person_of_the_team_gives_that_person_no_other_role() -> None:
    key = Member("li", None, Role.MANAGER, None, machine=True)

    joined = with_members(PLAIN, [key])

    assert joined.teams[team()].role_of("li") is PLAIN.teams[team()].role_of("li")
