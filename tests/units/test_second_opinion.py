"""What people get to see of a second opinion, and what the doctor says of who gives it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from schemas.consulting import Opinion, Trouble
from schemas.enums import Priority, Sentiment
from schemas.messages import Advance
from schemas.settings import Settings
from starter import projection
from starter.cli import analysis_showing, showing
from starter.doctor import second as examined
from starter.doctor.verdict import Patient, Status, Verdict
from store import migrate, policies
from store.casebook import CaseBook
from store.consultations import Consultations
from store.database import Database
from tests.endpoint import KEY, Model, language_model
from tests.plain import PLAIN_TEXT
from tests.stores.cases import new_case
from tests.stories import START
from tests.units.case_page import at
from tests.units.desk import Desk
from worker.installation import Installation
from worker.second import second

POLICY = PLAIN_TEXT + "\n[analysis.second]\n"
OTHER = Opinion(
    category="usage_question",
    priority=Priority.LOW,
    sentiment=Sentiment.NEUTRAL,
    words=("闪退",),
)


def asked(database: Database, opinion: Opinion | None, trouble: str = "http_429") -> str:
    """A case that was analyzed with this opinion."""
    case = new_case(database, policy_text=POLICY)
    book = Consultations(database)
    number = book.begin(case, START, "tiny", 10)
    assert number is not None
    book.end(case, number, opinion, trouble)
    record = RecordActivities(CaseBook(database), Analyst(Unlearned()), second=second)
    record.analyze(Advance(case_id=case, now=START))
    return case


async def test_who_judges_a_case_sees_that_two_opinions_differ(database: Database) -> None:
    case, desk = asked(database, OTHER), Desk(database)
    desk.let_in("li", teams=("engineering",))
    async with desk.browser() as browser:
        await browser.sign_in("li")
        page = (await browser.get(at(case))).text

    assert "The other opinion: Usage question" in page
    assert "two opinions differ" in page


def test_why_shows_both(database: Database) -> None:
    case = asked(database, OTHER)
    view = Desk(database).gateway.look(case)

    shown = showing.rendered(*analysis_showing.why(view))

    assert "language model" in shown
    assert "built-in" in shown
    assert "category Usage question" in shown
    assert "the other opinion: Usage question" in shown
    told = projection.analysis(view)
    assert told is not None
    assert told["disputed"][0] == "category"
    opinions = [each["opinion"] and each["opinion"]["category"] for each in told["asked"]]
    assert opinions == ["usage_question", None, None]


@pytest.mark.parametrize(
    ("trouble", "said"), [("http_429", "http_429"), (Trouble.LATE, "too late")]
)
def test_why_says_why_there_is_no_second(database: Database, trouble: str, said: str) -> None:
    view = Desk(database).gateway.look(asked(database, None, trouble))

    shown = showing.rendered(*analysis_showing.why(view))

    assert f"language model gave no answer: {said}" in shown


@pytest.fixture
def model() -> Iterator[Model]:
    with language_model() as found:
        yield found


async def verdict(folder: Path, *, wanted: bool = True, **settings: Any) -> Verdict:
    made = Settings(data_dir=folder, **settings)
    here = Installation(made)
    migrate.upgrade(made.record_url)
    with here.database.writing() as session:
        policies.apply(session, POLICY if wanted else PLAIN_TEXT)
    try:
        return (await examined.look(Patient(here, START)))["second_opinion"]
    finally:
        here.database.close()


async def test_the_doctor_asks_the_endpoint_and_no_question(tmp_path: Path, model: Model) -> None:
    found = await verdict(tmp_path, llm_url=model.url, llm_model="tiny", llm_key=SecretStr(KEY))

    assert found.status is Status.OK
    assert found.found.en == "tiny at 127.0.0.1; asked today: 0 of 1000"
    assert model.received == []


@pytest.mark.parametrize(("status", "expected"), [(401, Status.PROBLEM), (404, Status.OK)])
async def test_the_doctor_tells_a_refused_key(
    tmp_path: Path, model: Model, status: int, expected: Status
) -> None:
    model.status = status

    found = await verdict(tmp_path, llm_url=model.url, llm_model="tiny", llm_key=SecretStr(KEY))

    assert found.status is expected
    assert KEY not in str(found)


@pytest.mark.parametrize(
    ("wanted", "settings", "expected"),
    [
        (False, {}, Status.OK),
        (True, {}, Status.WARNING),
        (False, {"llm_url": "https://host.example/v1", "llm_model": "tiny"}, Status.WARNING),
        (True, {"llm_url": "http://127.0.0.1:9/v1", "llm_model": "tiny"}, Status.PROBLEM),
        (True, {"llm_url": "https://host.example/v1"}, Status.PROBLEM),
    ],
)
async def test_the_doctor_sees_whether_policy_and_settings_go_together(
    tmp_path: Path, *, wanted: bool, settings: dict[str, Any], expected: Status
) -> None:
    assert (await verdict(tmp_path, wanted=wanted, **settings)).status is expected
