"""Asking why a case was analyzed so, and what people made of it, at a terminal."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from activities.record import RecordActivities
from analysis.analyst import Analyst
from schemas.enums import DecisionKind
from schemas.messages import Advance
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import carry_out, decision
from tests.units.cli_shell import NOBODY, Shell, furnish
from worker.installation import now

ANGRY = "付款以后一直闪退，钱已经扣了，太气人了！"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


@pytest.fixture
def record(shell: Shell) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{shell.folder / 'record.sqlite3'}")) as database:
        yield database


def analyzed(shell: Shell, record: Database, text: str = ANGRY) -> str:
    case = shell.new_case(text)
    deeds = RecordActivities(CaseBook(record), Analyst())
    deeds.analyze(Advance(case_id=case, now=now()))
    return case


def test_show_says_what_the_text_says_and_by_which_words(shell: Shell, record: Database) -> None:
    told = shell("show", analyzed(shell, record)).out

    assert "What the text says" in told
    assert "% " in told
    assert "“" in told


def test_why_names_the_model_the_words_and_who_corrected(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)
    carry_out(record, decision(case, DecisionKind.TRIAGE, "li", sentiment="neutral"), now())

    told, data = shell("analyze", "why", case).out, shell("analyze", "why", case, "--json").json

    assert "li judged neutral" in told
    assert data["analysis"]["model"] in told
    assert data["analysis"]["sentiment"]["label"] == "negative"
    [judged] = data["analysis"]["corrections"]
    assert (judged["aspect"], judged["now"], judged["by"]) == ("sentiment", "neutral", "li")


def test_corrections_can_be_listed(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)
    carry_out(record, decision(case, DecisionKind.TRIAGE, "li", spam=True), now())

    listed = shell("analyze", "corrections", "--json").json

    assert [each["now"] for each in listed if each["id"] == case] == [True]
    assert "outcome" in shell("show", case, "--json").json
    assert shell("show", case, "--json").json["analysis"]["aside"]
    assert f"huiyin correct {case} --spam no --by LOGIN" in shell("show", case).out


def test_cases_are_listed_by_mood_and_module(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)
    judged = decision(case, DecisionKind.TRIAGE, "li", sentiment="positive")
    carry_out(record, judged, now())

    listed = shell("list", "--sentiment", "positive", "--json").json
    assert [each["id"] for each in listed] == [case]
    assert shell("list", "--module", "unknown", "--json").json == []
    assert "positive" in shell("list", "--sentiment", "sad").refused(2)


def test_spam_is_yes_or_no_for_people(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)
    carry_out(record, decision(case, DecisionKind.TRIAGE, "li", spam=True), now())

    told = shell("analyze", "corrections").out

    [line] = [each for each in told.splitlines() if each.startswith(case)]
    assert line.split()[-2:] == ["no", "yes"]


def test_what_is_not_analyzed_yet_says_so(shell: Shell) -> None:
    case = shell.new_case()

    assert "not analyzed yet" in shell("analyze", "why", case).out
    assert shell("analyze", "why", case, "--json").json == {"id": case, "analysis": None}


def test_an_unknown_case_is_exit_code_3(shell: Shell) -> None:
    shell("analyze", "why", NOBODY).refused(3)


def test_models_and_the_shipped_one(shell: Shell) -> None:
    assert shell("analyze", "models", "--json").json == []
    assert "shipped" in shell("analyze", "use", "nothing").refused(2)
    assert shell("analyze", "use", "shipped", "--json").json == {"in_use": "shipped"}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (f"correct {NOBODY} --by li --spam maybe", "--spam"),
        (f"correct {NOBODY} --by li --sentiment sad", "--sentiment"),
        (f"correct {NOBODY} --by li --category X", "--category"),
    ],
)
def test_a_wrong_correction_is_one_line(shell: Shell, line: str, named: str) -> None:
    assert named in shell(*line.split()).refused(2)


def test_correct_is_recorded_and_carried_out_later(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)

    done = shell("correct", case, "--by", "li", "--module", "unknown", "--json")

    assert done.code == 4


@pytest.mark.timeout(300)
def test_what_was_learned_is_told_beside_the_evaluation(shell: Shell, record: Database) -> None:
    case = analyzed(shell, record)
    triage = decision(
        case, DecisionKind.TRIAGE, "li", category="usage_question", sentiment="negative"
    )
    carry_out(record, triage, now())

    data = shell("analyze", "learn", "--json").json

    category, mood = [each for each in data["effect"]["each"] if each["id"] == case]
    assert category["judged"] == "usage_question" != category["before"]
    assert (mood["field"], mood["judged"], mood["after"]) == ("sentiment", "negative", "negative")
    assert data["effect"]["known_before"] < data["effect"]["judged"]
    assert set(data["changes"]) == {"category", "priority", "sentiment", "spam"}
