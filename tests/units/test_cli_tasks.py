"""The commands about tasks as their users meet them; no Temporal runs, so the test carries out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.enums import DecisionKind
from schemas.messages import Advance
from starter.cli import helps
from store.database import Database
from tests.stores.cases import activities, decide
from tests.units.cli_shell import NOBODY, Shell, furnish


class Place:
    """A terminal, and whoever carries out what it recorded."""

    def __init__(self, folder: Path) -> None:
        self.shell = Shell(furnish(folder))
        self.database = Database(f"sqlite:///{folder / 'record.sqlite3'}")

    def new_case(self) -> str:
        case = self.shell.new_case()
        activities(self.database).analyze(Advance(case_id=case, now=datetime.now(UTC)))
        return case

    def carry_out(self, kind: str, case: str, *arguments: str) -> None:
        done = self.shell(kind, case, *arguments, "--json").json
        decide(self.database, case, DecisionKind(kind), done["request_id"], datetime.now(UTC))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("data"))
    yield made
    made.shell.close()
    made.database.close()


def test_tasks_are_added_listed_done_and_shown(place: Place) -> None:
    shell, case = place.shell, place.new_case()
    for given in (
        ("--team", "quality", "--text", "Check the batch", "--within", "3 business days"),
        ("--to", "chen", "--text", "Call the carrier", "--within", "4 business hours"),
        ("--outside", "repair@elsewhere.example", "--text", "Replace it", "--due", "2099-01-02"),
    ):
        place.carry_out("task", case, *given, "--by", "li")

    found = [each for each in shell("tasks", "--json").json if each["case"] == case]
    assert [each["id"] for each in found] == ["T2", "T1", "T3"]
    assert {each["state"] for each in found} == {"running"}
    assert found[2]["address"] == "repair@elsewhere.example"
    assert found[2]["due_at"] == "2099-01-02T15:59:00Z", "the end of that day in Shanghai"
    of_team = shell("tasks", "--team", "quality", "--json").json
    assert [each["id"] for each in of_team if each["case"] == case] == ["T1"]
    for_chen = shell("tasks", "--for", "chen", "--json").json
    assert [each["id"] for each in for_chen if each["case"] == case] == ["T2", "T1"]
    assert "Check the batch" in shell("tasks").out
    assert "waits for 3 tasks" in shell("show", case).out

    place.carry_out("done", case, "--task", "T1", "--text", "It was the wrong glue", "--by", "chen")
    place.carry_out("drop", case, "--task", "T2", "--reason", "She called us", "--by", "li")
    shown = shell("show", case)
    assert "waits for 1 task" in shown.out
    assert "It was the wrong glue" in shown.out
    told = {each["id"]: each for each in shell("show", case, "--json").json["tasks"]}
    assert (told["T1"]["is_done"], told["T1"]["ended_by"]) == (True, "chen")
    assert (told["T2"]["is_done"], told["T2"]["result"]) == (False, "She called us")
    assert told["T3"]["ended_at"] is None
    history = shell("history", case).out
    for words in ("task added", "T2", "within 4 business hours", "task dropped", "She called us"):
        assert words in history


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("task {case} --text x --by li", "--team"),
        ("task {case} --team quality --outside a@b.example --text x --by li", "--outside"),
        ("task {case} --team quality --within 1h --text x --by li", "--within"),
        ("task {case} --team quality --within 24hours --due 2099-01-01 --text x --by li", "--due"),
        ("task {case} --team quality --due 2001-01-01 --text x --by li", "--due"),
        ("task {case} --outside nobody --text x --by li", "--outside"),
        ("done {case} --task 1 --text x --by li", "--task"),
        ("done {case} --text x --by li", "--task"),
        ("tasks --for No-Login", "--for"),
    ],
)
def test_bad_input_is_one_line(place: Place, arguments: str, named: str) -> None:
    line = arguments.format(case=place.new_case()).split()

    assert named in place.shell(*line).refused(2)


def test_an_unknown_case_and_an_unknown_task(place: Place) -> None:
    done = ("done", NOBODY, "--task", "T1", "--text", "x", "--by", "li")
    assert NOBODY in place.shell(*done).refused(3)

    case = place.new_case()
    place.carry_out("task", case, "--team", "quality", "--text", "x", "--by", "li")
    assert "no such task" in place.shell("done", case, *done[2:3], "T9", *done[4:]).refused(4)
    assert helps.TASKS.en in place.shell("tasks", "--help").out.replace("\n", " ")
