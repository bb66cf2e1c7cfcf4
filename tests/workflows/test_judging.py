"""What a team finds out is kept and shown; all questions to a customer go out in one mail."""

from typing import Any

import pytest

from rules.judgement import judgement
from schemas.enums import DecisionKind, EventKind, Locale, Scope, Stage, Template
from starter import projection
from starter.cli import card, showing, table, timeline, words
from starter.cli.words import said
from starter.web import timeline as customers
from store.search import Search
from tests.hurried import text
from tests.workflows.house import House

FOUND: dict[str, Any] = {"subcategory": "performance", "reproduced": True, "scope": "many"}
QUESTIONS = "1. Which phone is it?\n2. Since when?"


async def triaged(house: House, case: str) -> None:
    decision = house.decision(case, DecisionKind.TRIAGE, "li", **FOUND)
    problem = {"problem": "Slow after the second start"}
    await house.gateway.decide(decision.model_copy(update={"texts": problem}))


async def test_what_is_found_out_is_shown_and_never_mailed(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await triaged(skipping, case)
    await skipping.decide(case, DecisionKind.TRIAGE, priority="low", reproduced=False)

    view = skipping.view(case)
    found = judgement(view.events)
    assert (found.problem, found.scope) == ("Slow after the second start", Scope.MANY)
    assert (found.subcategory, found.reproduced) == ("performance", False)
    shown = showing.rendered(*card.of(view, "http://here"))
    history = showing.rendered(*timeline.of(view))
    for page in (shown, history):
        assert "Slow after the second start" in page
        assert said(words.NOT_REPRODUCED) in page
    assert said(words.REPRODUCED) in history
    told = projection.whole(view, "http://here")["judgement"]
    assert told == found.model_dump(mode="json")
    await skipping.mailed(case)
    assert not any("second start" in mail.text for mail in skipping.office.letters)
    assert not any("second start" in str(step) for step in customers.timeline(view, Locale.EN))

    await skipping.decide(case, DecisionKind.TRIAGE, category="usage_question")
    assert judgement(skipping.view(case).events).subcategory is None


async def test_all_questions_are_one_mail_and_stand_on_the_page(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)

    await skipping.decide(case, DecisionKind.CLARIFY, words=QUESTIONS)
    await skipping.mailed(case)

    [mail] = [each for each in skipping.office.letters if each.template is Template.QUESTION]
    assert QUESTIONS in mail.text.replace("\r\n", "\n")
    [asked] = skipping.events(case, EventKind.ASKED)
    assert customers.words_of(asked) == QUESTIONS
    await skipping.decide(case, DecisionKind.REPLY)
    await skipping.decide(case, DecisionKind.CLARIFY)  # again is possible
    assert len(skipping.events(case, EventKind.ASKED)) == 2


@pytest.mark.parametrize("policy_text", [text("emergency")], indirect=True)
async def test_an_emergency_is_seen_at_once(skipping: House) -> None:
    case, other = await skipping.submit(), await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.EMERGENCY, "zhang", words="The press calls")

    view, rows = skipping.view(case), Search(skipping.installation.database).find().rows
    mark = said(words.EMERGENCY)
    assert mark in showing.rendered(*card.of(view, "http://here"))
    listed = showing.rendered(*table.of(rows, view.policy)).splitlines()
    assert [mark in line for line in listed if case in line] == [True]
    assert [mark in line for line in listed if other in line] == [False]
    assert {row["id"]: row["emergency"] for row in map(projection.row, rows)} == {
        case: True,
        other: False,
    }
    history = showing.rendered(*timeline.of(view))
    assert "The press calls" in history
    assert said(words.BY_HAND) in history

    await skipping.decide(case, DecisionKind.CALM, "zhang")
    assert mark not in showing.rendered(*card.of(skipping.view(case), "http://here"))
