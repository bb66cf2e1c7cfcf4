"""Who may do what."""

import pytest

from rules.access import MAY, UNMASKED_FOR, may, may_seek, sees, sees_names, unmasked
from rules.fold import fold
from rules.standing import standing
from schemas.access import AccessRole, Caller, Kind, Permission
from schemas.enums import EventKind, Priority
from schemas.policy import Policy
from schemas.proposals import Asked
from schemas.tasks import Task
from store.policies import resolved
from tests.stories import POLICY_TEXT, START, analyzed

CHANGES = frozenset(Permission) - {
    Permission.READ,
    Permission.UNMASK,
    Permission.HISTORY,
    Permission.METRICS,
}


def caller(role: AccessRole, *teams: str, everywhere: bool = False) -> Caller:
    seen = None if everywhere else frozenset(teams)
    return Caller(kind=Kind.PERSON, name="mei", role=role, teams=seen)


def test_every_permission_is_somebodys_and_nobodys_is_everything() -> None:
    assert set(MAY) == set(Permission)
    assert all(MAY.values())
    for role in AccessRole:
        assert not all(may(caller(role), permission) for permission in Permission)


@pytest.mark.parametrize("permission", sorted(CHANGES))
def test_an_auditor_changes_nothing(permission: Permission) -> None:
    assert not may(caller(AccessRole.AUDITOR), permission)


def test_intake_hands_in_and_reads() -> None:
    found = {each for each in Permission if may(caller(AccessRole.INTAKE), each)}
    assert found == {Permission.SUBMIT, Permission.READ}


def test_a_person_without_a_team_sees_none_and_one_of_another_team_not_this() -> None:
    state = fold(analyzed(Priority.LOW).events)
    assert not sees(caller(AccessRole.LEAD), state)
    assert not sees(caller(AccessRole.LEAD, "elsewhere"), state)
    assert sees(caller(AccessRole.LEAD, str(state.team), "elsewhere"), state)
    assert sees(caller(AccessRole.AUDITOR, everywhere=True), state)


def test_what_no_team_has_yet_is_seen_by_who_has_a_team() -> None:
    new = fold(analyzed(Priority.LOW).events[:1])
    assert new.team is None
    assert sees(caller(AccessRole.AGENT, "elsewhere"), new)
    assert not sees(caller(AccessRole.AGENT), new)


@pytest.mark.parametrize("role", AccessRole)
def test_who_works_on_the_case_sees_the_name(role: AccessRole) -> None:
    state = fold(analyzed(Priority.MEDIUM).events)
    works = role in (AccessRole.AGENT, AccessRole.LEAD, AccessRole.MANAGER)
    assert state.team

    assert sees_names(caller(role, state.team), state) is works
    assert sees_names(caller(role, everywhere=True), state) is works
    assert not sees_names(caller(role, "elsewhere"), state)
    assert not sees_names(caller(role), state)


def test_a_reason_to_look_is_the_own_and_good_for_an_hour() -> None:
    asked = analyzed(Priority.LOW).events[0]
    looked = asked.model_copy(update={"kind": EventKind.UNMASKED, "by": "audit"})
    auditor = Caller(kind=Kind.PERSON, name="audit", role=AccessRole.AUDITOR, teams=None)
    other = auditor.model_copy(update={"name": "boss"})

    assert unmasked(auditor, [asked, looked], looked.at)
    assert not unmasked(other, [asked, looked], looked.at)
    assert not unmasked(auditor, [asked], looked.at)
    assert not unmasked(auditor, [asked, looked], looked.at + UNMASKED_FOR)


@pytest.mark.parametrize("role", AccessRole)
def test_a_confidential_case_is_for_who_leads_or_oversees(role: AccessRole) -> None:
    state = fold(analyzed(Priority.LOW).events).model_copy(update={"confidential": True})
    assert state.team
    somebody = caller(role, state.team)
    key = somebody.model_copy(update={"kind": Kind.KEY})

    assert sees(somebody, state) is sees(key, state) is (role is not AccessRole.AGENT)
    assert not sees(caller(AccessRole.LEAD, "elsewhere"), state)


def test_a_confidential_case_is_for_its_owner_and_for_whose_turn_it_is() -> None:
    state = fold(analyzed(Priority.LOW).events).model_copy(update={"confidential": True})
    mei = caller(AccessRole.AGENT, str(state.team))
    asked = Asked(level=1, need=1, approvers=("li",), deputies={"li": "mei"})
    task = Task(id="T1", team=str(state.team))

    for concerned in (
        {"owner": "mei"},
        {"asked": asked.model_copy(update={"approvers": ("mei",), "deputies": {}})},
        {"asked": asked},
        {"tasks": (task,)},
        {"tasks": (task.model_copy(update={"person": "mei"}),)},
    ):
        assert sees(mei, state.model_copy(update=concerned))
        key = mei.model_copy(update={"kind": Kind.KEY})
        assert not sees(key, state.model_copy(update=concerned))
    for other in (
        {"owner": "li"},
        {"asked": asked.model_copy(update={"yes": ("li",)})},
        {"tasks": (task.model_copy(update={"person": "li"}),)},
        {"tasks": (task.model_copy(update={"outside": True}),)},
    ):
        assert not sees(mei, state.model_copy(update=other))


def test_the_policy_says_what_is_confidential() -> None:
    plain = resolved(POLICY_TEXT)
    story = analyzed(Priority.LOW)
    state = fold(story.events)
    category, team = str(state.category), str(state.team)

    def found(policy: Policy) -> bool:
        return standing(state, story.events, policy, (), START).confidential

    kept = plain.categories[category].model_copy(update={"confidential": True})
    closed = plain.teams[team].model_copy(update={"confidential": True})
    assert not found(plain)
    assert found(plain.model_copy(update={"categories": {**plain.categories, category: kept}}))
    assert found(plain.model_copy(update={"teams": {**plain.teams, team: closed}}))


@pytest.mark.parametrize(
    "query",
    [
        *(
            "13912345678",
            "139 1234 5678",
            '"139-1234"',
            "\uff11\uff13\uff19\uff11\uff12\uff13\uff14",
        ),
        *("wang@example.com", "wang\uff20example.com", "\u7535\u6c60 1391234"),
    ],
)
@pytest.mark.parametrize("role", AccessRole)
def test_what_is_masked_cannot_be_searched_for(role: AccessRole, query: str) -> None:
    works_by_it = role in (AccessRole.LEAD, AccessRole.MANAGER, AccessRole.INTAKE)
    assert may_seek(caller(role, everywhere=True), query) is works_by_it


@pytest.mark.parametrize("query", ["", "\u7535\u6c60", "ORD-123456", "00000-00001"])
def test_what_is_not_masked_can_be_searched_for(query: str) -> None:
    assert may_seek(caller(AccessRole.AUDITOR, everywhere=True), query)
