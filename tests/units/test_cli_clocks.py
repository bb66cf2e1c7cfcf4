"""The command `clocks` as its users meet it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from rules.clocks import clocks
from rules.explanation import explained
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, parse_length
from schemas.enums import ClockState, DecisionKind
from starter.cli import clocks_showing
from tests.rules.approving import Case
from tests.stories import POLICY, START, hours
from tests.units.cli_shell import NOBODY, Shell, furnish

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
SIGNS = "█▒·▓░"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def test_each_clock_is_an_object_with_all_of_it(shell: Shell) -> None:
    case = shell.new_case()

    found = {each["kind"]: each for each in shell("clocks", case, "--json").json}

    assert {"acknowledge", "first_response", "analyze", "resolve"} <= set(found)
    resolve = found["resolve"]
    assert (resolve["cycle"], resolve["n"], resolve["calendar"]) == (1, 1, "cn")
    assert resolve["target"] == "10 business days until end-of-day"
    assert resolve["state"] == ClockState.RUNNING
    assert resolve["target_seconds"] == resolve["elapsed_seconds"] + resolve["remaining_seconds"]
    assert (resolve["late_seconds"], resolve["paused_seconds"], resolve["pauses"]) == (0, 0, [])
    first, *_, last = resolve["way"]
    assert first["from"] == resolve["started_at"]
    assert (last["to"], last["coming"]) == (resolve["due_at"], True)
    assert set(first) == {"from", "to", "passing", "stage", "late", "coming"}
    for name in ("started_at", "warn_at", "due_at"):
        assert UTC_TIME.fullmatch(resolve[name])


def test_show_tells_of_a_deadline_what_was_promised_and_where(shell: Shell) -> None:
    case = shell.new_case()

    deadlines = {d["kind"]: d for d in shell("show", case, "--json").json["deadlines"]}

    first = deadlines["first_response"]
    assert (first["n"], first["target"], first["calendar"]) == (1, "2 business days", "cn")


def test_people_see_bars_and_a_legend_and_the_stretches_if_they_ask(shell: Shell) -> None:
    case = shell.new_case()

    bars, every = shell("clocks", case).out, shell("clocks", case, "--explain").out

    for line in ("out of hours", "by closing time of working day 10", "24 h, day and night"):
        assert line in bars
    drawn = [line.strip() for line in bars.splitlines() if set(line.strip()) <= set(SIGNS)]
    assert {len(line) for line in drawn if line} == {60}
    assert "will count" not in bars
    assert "will count" in every
    assert "not counted: out of hours" in every


def test_the_clock_of_a_task_is_named_after_it() -> None:
    case = Case(POLICY)
    for _ in range(2):
        case.decide(DecisionKind.TASK, "li", team="quality", within=Elapsed(hours(1)))
    found = [explained(c, POLICY, START) for c in clocks(case.events, POLICY, START)]

    lines = [str(line) for line in clocks_showing.of("75FJV-1R7CQ", found, every=False)]

    assert [line for line in lines if "task" in line] == ["task T1  running", "task T2  running"]


def test_an_unknown_case_and_options_that_do_not_go_together(shell: Shell) -> None:
    assert NOBODY in shell("clocks", NOBODY).refused(3)
    assert "no-case" in shell("clocks", "no-case").refused(3)
    assert "recompute" in shell("clocks", NOBODY, "--apply").refused(2)
    assert "recompute" in shell("clocks", NOBODY, "--by", "chen").refused(2)
    assert "--by" in shell("clocks", "recompute", "--apply", "--by", "Chen Li").refused(2)


def test_where_no_holiday_has_changed_nothing_is_to_be_recomputed(shell: Shell) -> None:
    shell.new_case()

    done = shell("clocks", "recompute", "--apply", "--json").json

    assert done["checked"] >= 1
    assert (done["moved"], done["untold"], done["cases"]) == (0, [], [])
    assert "nothing differs" in shell("clocks", "recompute").out


def test_corrected_holidays_are_shown_before_and_after(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = furnish(tmp_path_factory.mktemp("data"))
    mistaken, shell = Shell(folder), Shell(folder)
    case = mistaken.new_case()
    holiday = {"working": False, "zh": "假日", "en": "holiday"}
    days = json.dumps({working_day(mistaken, case): holiday})
    with closing(sqlite3.connect(folder / "record.sqlite3")) as record, record:
        record.execute(
            "INSERT INTO policies SELECT 'mistaken', text, created_at,"
            " json_set(calendars, '$.cn.known.days', json(?)) FROM policies",
            (days,),
        )
        record.execute("UPDATE cases SET policy_version = 'mistaken'")
    mistaken.close()

    (found,) = shell("clocks", "recompute", "--json").json["cases"]
    told = shell("clocks", "recompute").out

    assert (found["id"], found["to"]) == (case, None)
    changed = {each["kind"]: each for each in found["clocks"]}
    assert changed["resolve"]["due_after"] < changed["resolve"]["due_before"]
    assert changed["resolve"]["state_before"] == changed["resolve"]["state_after"] == "running"
    assert case in told
    assert "Nothing was changed" in told
    away = shell("clocks", "recompute", "--apply", "--by", "chen", "--json")
    assert away.code == 1, "no Temporal runs here"
    assert f'"untold": ["{case}"]' in away.out
    adopted = shell("history", case, "--json").json[-1]
    assert (adopted["kind"], adopted["by"]) == ("adopted", "chen")
    assert adopted["from"] != adopted["to"]
    shell.close()


def working_day(shell: Shell, case: str) -> str:
    """A working day on the way to what is due."""
    way = next(e for e in shell("clocks", case, "--json").json if e["kind"] == "resolve")["way"]
    return str(next(step for step in way if step["passing"] == "counted")["from"])[:10]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("90 minutes", Elapsed),
        ("4 business hours", BusinessTime),
        ("3 business days", BusinessDays),
        ("3 business days until end-of-day", BusinessDays),
        ("by 16:00 next working day", ByTime),
    ],
)
def test_every_target_has_plain_words(written: str, kind: type) -> None:
    length = parse_length(written)

    assert isinstance(length, kind)
    said = clocks_showing.length(length)
    assert said
    assert "{" not in said
