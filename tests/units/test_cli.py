"""The command line as its users meet it: answers, exit codes, one-line errors. No Temporal runs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from schemas.enums import EventKind, Stage
from schemas.events import Event
from schemas.ids import parse_case_id
from starter import projection
from tests.units.cli_shell import NOBODY, Shell, furnish

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
EXECUTED = {"id", "stage", "cycle", "pending", "request_id"}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def test_a_submission_becomes_a_case_once(shell: Shell) -> None:
    ask = ("submit", "--text", "闪退", "--external-id", "shop-1", "--json")
    first, second = shell(*ask).json, shell(*ask).json

    assert set(first) == {"id", "stage", "created", "status_url"}
    assert first["created"]
    assert first["stage"] == "acknowledged"  # there is no address: the link is the receipt
    assert parse_case_id(first["id"]) == first["id"]
    assert first["status_url"].startswith("http://127.0.0.1:8000/c/")
    assert (second["id"], second["created"]) == (first["id"], False)


def test_people_are_told_the_case_and_the_next_command(shell: Shell) -> None:
    done = shell("submit", "--text", "闪退", "--contact", "a@example.com")

    assert (done.code, done.err) == (0, "")
    assert "http://127.0.0.1:8000/c/" in done.out
    assert re.search(r"huiyin show \w{5}-\w{5}", done.out)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("submit", "--text"),
        ("submit --text x --from y", "--from"),
        ("submit --from y --contact a@example.com", "--contact"),
        ("submit --from /nowhere.jsonl", "/nowhere.jsonl"),
        ("submit --text x --contact nobody", "--contact"),
        ("submit --text x --channel pigeon", "pigeon"),
        ("submit --text x --category Pigeon", "--category"),
        ("submit --text x --priority urgent", "high, medium, low"),
        ("submit two words", "quotes"),
        ("list --stage nowhere", "awaiting_approval"),
        ("list --limit 0", "--limit"),
        ("list --limt 1", "--limit"),
        ("lst", "list"),
        ("take", "ID"),
        (f"take {NOBODY}", "--by"),
        (f"take {NOBODY} --by", "--by"),
        (f"take {NOBODY} --by LI", "--by"),
        (f"take {NOBODY} --by li --request-id short", "--request-id"),
        (f"confirm {NOBODY} --by li", "--not-solved"),
        (f"confirm {NOBODY} --by li --solved --not-solved", "--not-solved"),
        (f"confirm {NOBODY} --by li --solved --rating 6", "--rating"),
        (f"progress {NOBODY} --by li --text x --expect soon", "2026-03-05"),
        (f"progress {NOBODY} --by li --text x --expect 2020-01-01", "--expect"),
        (f"triage {NOBODY} --by li --category malfunction", "--priority"),
    ],
)
def test_bad_input_is_one_line_that_names_what_is_wrong(
    shell: Shell, line: str, named: str
) -> None:
    assert named in shell(*line.split()).refused(2)


def test_a_text_is_bounded_wherever_it_is_given(shell: Shell) -> None:
    assert "--text" in shell("submit", "--text", " ").refused(2)
    case = shell.new_case()
    assert "--text" in shell("note", case, "--text", "x" * 20_001, "--by", "li").refused(2)
    assert "--reason" in shell("decline", case, "--reason", "\0", "--by", "li").refused(2)


@pytest.mark.parametrize("case", [NOBODY, "no-case-at-all"])
@pytest.mark.parametrize(
    "line", ["show", "history --json", "take --by li", "note --text x --by li"]
)
def test_an_unknown_case_is_said_to_be_unknown(shell: Shell, line: str, case: str) -> None:
    command, *options = line.split()
    assert case in shell(command, case, *options).refused(3)


def test_a_case_is_found_however_its_id_is_written(shell: Shell) -> None:
    case = shell.new_case()
    assert shell("show", case.lower().replace("-", " "), "--json").json["id"] == case


def test_decisions_are_recorded_while_temporal_is_away(shell: Shell) -> None:
    case = shell.new_case()
    done = shell("take", case, "--by", "li", "--json")

    assert set(done.json) == EXECUTED
    assert (done.json["id"], done.json["pending"]) == (case, True)
    assert "Recorded, will be carried out" in shell("take", case, "--by", "wang").out
    shown = shell("show", case, "--json").json
    assert [(each["kind"], each["by"]) for each in shown["pending"]] == [
        ("take", "li"),
        ("take", "wang"),
    ]


def test_a_repeated_request_is_one_decision(shell: Shell) -> None:
    case = shell.new_case()
    ask = ("take", case, "--by", "li", "--request-id", "request-7", "--json")

    assert shell(*ask).json == shell(*ask).json
    assert len(shell("show", case, "--json").json["pending"]) == 1
    other = shell.new_case()
    assert shell("take", other, *ask[2:]).json["id"] == other


def test_every_decision_has_a_command(shell: Shell) -> None:
    case = shell.new_case()
    for line in (
        "triage --category malfunction --priority high --by li",
        "take --by li",
        "assign --to wang --by li",
        "clarify --question Which? --by wang",
        "reply --text This",
        "progress --text Soon --expect 2099-01-01 --by wang",
        "propose --text Plan --by wang",
        "reject --reason Vague --version 1 --by zhang",
        "propose --text Better --by wang",
        "approve --by chen",
        "resolve --summary Fixed --by wang",
        "confirm --not-solved --rating 2 --comment No --by wang",
        "reopen --reason Again --by zhang",
        "withdraw --by li",
    ):
        command, *options = line.split()
        done = shell(command, case, *options, "--json")
        if command == "reopen":
            assert "Possible now" in done.refused(4)  # not solved has opened it already
        else:
            assert set(done.json) == EXECUTED, line
    declined = shell.new_case()
    assert shell("decline", declined, "--reason", "No", "--by", "li", "--json").json["pending"]


def test_who_may_not_approve_is_told_why(shell: Shell) -> None:
    case = shell.new_case()
    shell("triage", case, "--category", "malfunction", "--priority", "high", "--by", "li")
    shell("propose", case, "--text", "Plan", "--by", "zhang")

    assert "role does not allow" in shell("approve", case, "--by", "li").refused(4)
    assert "own proposal" in shell("approve", case, "--by", "zhang").refused(4)
    assert "no such person" in shell("approve", case, "--by", "somebody").refused(4)
    assert "newer version" in shell("approve", case, "--version", "2", "--by", "chen").refused(4)
    assert "approve, reject" in shell("resolve", case, "--summary", "x", "--by", "li").refused(4)
    assert "no such person" in shell("note", case, "--text", "x", "--by", "somebody").refused(4)
    assert shell("approve", case, "--by", "chen", "--json").json["pending"]


def test_a_list_is_an_array_newest_first(shell: Shell) -> None:
    older, newer = shell.new_case(), shell.new_case()
    rows = shell("list", "--json").json

    assert [row["id"] for row in rows[:2]] == [newer, older]
    assert set(rows[0]) == {
        *("id", "stage", "outcome", "category", "priority", "team", "owner", "channel"),
        *("locale", "cycle", "received_at", "closed_at", "due_at", "breached"),
        *("confidential", "emergency", "cursor"),
    }
    assert UTC_TIME.fullmatch(rows[0]["received_at"])
    assert len(shell("list", "--limit", "1", "--json").json) == 1
    assert shell("list", "--stage", "resolving", "--json").json == []
    assert older in shell("list").out


def test_a_list_is_searched_and_goes_on_after_a_cursor(shell: Shell) -> None:
    word = "Zanzibar"
    older, newer = shell.new_case(text=f"{word} one"), shell.new_case(text=f"{word} two")

    first = shell("list", "--search", word, "--limit", "1", "--json").json
    more = ("--search", word, "--after", first[0]["cursor"])

    assert [row["id"] for row in first] == [newer]
    assert [row["id"] for row in shell("list", *more, "--json").json] == [older]
    assert first[0]["cursor"] in shell("list", "--search", word, "--limit", "1").out
    assert "another question" in shell("list", "--after", first[0]["cursor"]).refused(2)
    assert "No case is like that." in shell("list", "--search", f"{word} three").out
    assert shell("list", "--search", "\"'%*", "--json").json == []


def test_a_case_is_shown_whole(shell: Shell) -> None:
    case = shell("submit", "--text", "闪退", "--name", "小王", "--priority", "high", "--json").json
    shown = shell("show", case["id"], "--json").json

    assert shown["text"] == "闪退"
    assert (shown["name"], shown["contact"], shown["reachable"]) == ("小王", None, False)
    assert (shown["priority"], shown["proposal"], shown["pending"]) == ("high", None, [])
    assert (shown["outcome"], shown["closed_at"], shown["external_id"]) == (None, None, None)
    assert (shown["channel"], shown["locale"], shown["cycle"]) == ("web", "zh", 1)
    assert "propose" in shown["allowed"]
    kinds = ["acknowledge", "first_response", "analyze", "interim_update", "resolve"]
    assert [each["kind"] for each in shown["deadlines"]] == kinds
    for deadline in shown["deadlines"]:
        assert {"warn_at", "due_at", "state", "cycle", "started_at", "ended_at"} < set(deadline)
        assert UTC_TIME.fullmatch(deadline["due_at"])
    first = shown["events"][0]
    assert (first["seq"], first["kind"], first["by"], first["cycle"]) == (
        1,
        "received",
        "customer",
        1,
    )
    assert (first["priority"], first["texts"]) == ("high", {})


def test_data_of_an_event_never_hides_the_event() -> None:
    data = {"kind": "other", "by": "other", "due_at": "2026-03-05T14:00:00+00:00"}
    now = datetime(2026, 3, 5, 13, tzinfo=UTC)
    event = Event(kind=EventKind.WARNED, data=data, case_id=NOBODY, seq=3, at=now, cycle=1)
    shown = projection.event(event)

    assert (shown["kind"], shown["by"], shown["at"]) == ("warned", "system", "2026-03-05T13:00:00Z")
    assert shown["due_at"] == "2026-03-05T14:00:00Z"


def test_people_see_a_card_and_a_history_in_plain_words(shell: Shell) -> None:
    long = "很长的反馈" * 100
    case = shell.new_case(long + "\x1b[2J[bold]")
    shell("note", case, "--text", "asked the shop", "--by", "li")
    card, history = shell("show", case), shell("history", case)

    for done in (card, history):
        assert (done.code, done.err) == (0, "")
        assert "\x1b" not in done.out
        assert f"{long}�[2J[bold]\n" in done.out  # neither wrapped nor taken as markup
    assert f"huiyin propose {case} --text TEXT --by LOGIN" in card.out
    assert "feedback received" in history.out
    assert re.search(r"li  internal note\n +asked the shop", history.out)
    kinds = [each["kind"] for each in shell("history", case, "--json").json]
    assert kinds == ["received", "acknowledged", "noted"]


def test_every_stage_can_be_asked_for(shell: Shell) -> None:
    for stage in Stage:
        assert shell("list", "--stage", stage, "--json").code == 0
