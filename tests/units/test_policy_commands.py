"""`huiyin policy …`: checked without a system, applied without a restart, adopted step by step."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.enums import Locale
from schemas.settings import Settings
from schemas.words import Said
from starter import policy_standing
from starter.cli import policy_words
from starter.up import summary
from starter.up.screen import Screen
from store.policies import SHIPPED
from tests.stories import POLICY_TEXT
from tests.units.cli_shell import Shell, furnish
from worker.installation import Installation

FASTER = POLICY_TEXT.replace('resolve = "24 hours"', 'resolve = "30 hours"').replace(
    'acknowledge = "24 hours"', 'acknowledge = "3 hours"'
)
TIERS = FASTER.replace("# [tiers]\n# vip", "[tiers]\nvip")
NO_COUNTRY = """calendar = "cn"
[calendars.cn]
zone = "Asia/Shanghai"
hours = { mon-fri = ["09:00-17:00"] }
holidays = { country = "ZZ" }
"""
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(furnish(tmp_path))
    yield shell
    shell.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Shell]:
    """A machine on which nothing was ever set up."""
    shell = Shell(tmp_path / "nothing")
    yield shell
    shell.close()


def written(shell: Shell, text: str, name: str = "mine.toml") -> str:
    file = shell.folder.parent / name
    file.write_text(text, "utf-8")
    return str(file)


def applied(shell: Shell, text: str) -> str:
    answer = shell("policy", "apply", written(shell, text), "--by", "zhang", "--json").json
    return str(answer["version"])


def keys(answer: Any) -> list[tuple[str, int]]:
    return [(each["key"], each["line"]) for each in answer["findings"]]


# ── check ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SHIPPED)
def test_check_needs_no_system(bare: Shell, name: str) -> None:
    done = bare("policy", "check", name, "--json")

    assert (done.code, done.json) == (0, {"ok": True, "findings": []})
    assert not bare.folder.exists()


def test_check_names_three_mistakes(bare: Shell) -> None:
    text = POLICY_TEXT.replace('"2 hours"', '"two"').replace("limit = 2", "limit = 0")
    file = written(bare, text.replace('tell = ["manager"]', 'tell = ["bob"]'))

    done = bare("policy", "check", file, "--json")
    said = bare("policy", "check", file)

    assert done.code == said.code == 2
    assert not done.json["ok"]
    assert [key for key, _ in keys(done.json)] == [
        "targets.high.acknowledge",
        "escalation.3.tell",
        "reopening.limit",
    ]
    for key, line in keys(done.json):
        assert key in said.out
        assert f"line {line}" in said.out
    assert set(done.json["findings"][0]) == {
        *("severity", "code", "key", "line", "message", "remedy"),
    }


def test_warnings_do_not_fail(bare: Shell) -> None:
    file = written(bare, POLICY_TEXT.replace("at = 0.8", "at = 0.5"))

    done = bare("policy", "check", file, "--json")

    assert done.code == 0
    assert done.json["ok"]
    assert [each["severity"] for each in done.json["findings"]] == ["warning"]


def test_check_speaks_chinese(bare: Shell) -> None:
    file = written(bare, POLICY_TEXT.replace('"2 hours"', '"two"'))

    done = bare("policy", "check", file, "--json", variables={"HUIYIN_LANG": "zh"})

    (finding,) = done.json["findings"]
    assert HAN.search(finding["message"])
    assert HAN.search(finding["remedy"])


def test_a_file_that_is_not_there(bare: Shell) -> None:
    assert "no such file" in bare("policy", "check", "nowhere.toml").refused(2)


# ── show, list, diff ─────────────────────────────────────────────────────────────────────────────


def test_show_without_a_record(bare: Shell) -> None:
    assert "24 hours" in bare("policy", "show", "default.toml").out
    assert bare("policy", "show", "default.toml", "--source").out == POLICY_TEXT
    shown = bare("policy", "show", "cfpb", "--json").json
    assert shown["policy"]["targets"]["high"]["resolve"] == "60 days"


@pytest.mark.parametrize("command", [("show",), ("diff", "default.toml")])
def test_a_file_that_is_no_policy_is_not_shown(bare: Shell, command: tuple[str, ...]) -> None:
    file = written(bare, POLICY_TEXT.replace('calendar = "cn"\n', NO_COUNTRY, 1))

    assert "mine.toml line 27 calendars.cn.holidays" in bare("policy", *command, file).refused(2)


def test_show_is_of_what_is_in_force(shell: Shell) -> None:
    before = shell("policy", "show", "--json").json
    version = applied(shell, FASTER)

    assert before["policy"]["targets"]["high"]["resolve"] == "24 hours"
    after = shell("policy", "show", "--json").json
    assert (after["version"], after["policy"]["targets"]["high"]["resolve"]) == (
        version,
        "30 hours",
    )
    assert shell("policy", "show", version[:6], "--source").out == FASTER
    assert "no version abcdef" in shell("policy", "show", "abcdef").refused(2)


def test_list_says_which_is_in_force(shell: Shell) -> None:
    assert shell("policy", "list", "--json").json == []
    shell.new_case()
    version = applied(shell, FASTER)

    latest, first = shell("policy", "list", "--json").json

    assert (latest["version"], latest["by"], latest["in_force"]) == (version, "zhang", True)
    assert (first["running"], first["in_force"]) == (1, False)
    assert version in shell("policy", "list").out


def test_diff_of_files_and_versions(shell: Shell) -> None:
    version, file = applied(shell, POLICY_TEXT), written(shell, FASTER, "faster.toml")

    done = shell("policy", "diff", version, file, "--json").json

    assert done["from"] == version
    assert [(each["key"], each["before"], each["after"]) for each in done["changes"]] == [
        ("targets.high.resolve", "24 hours", "30 hours"),
        ("targets.medium.acknowledge", "24 hours", "3 hours"),
    ]
    assert "24 hours → 30 hours" in shell("policy", "diff", "default.toml", file).out
    assert "no difference" in shell("policy", "diff", version, "default.toml").out


# ── apply ────────────────────────────────────────────────────────────────────────────────────────


def test_apply_is_for_new_cases(shell: Shell) -> None:
    shell.new_case()
    version = applied(shell, FASTER)
    shell.new_case()
    shell.new_case()

    latest, first = shell("policy", "list", "--json").json

    assert (latest["version"], latest["running"], first["running"]) == (version, 2, 1)


def test_applying_what_is_in_force_says_so(shell: Shell) -> None:
    file = written(shell, FASTER)
    first = shell("policy", "apply", file, "--by", "zhang", "--json").json
    again = shell("policy", "apply", file, "--by", "chen", "--json").json

    assert (first["changed"], again["changed"]) == (True, False)
    assert first["version"] == again["version"]
    assert "in force already" in shell("policy", "apply", file, "--by", "zhang").out
    (only,) = shell("policy", "list", "--json").json
    assert only["by"] == "zhang"


def test_apply_refuses_errors(shell: Shell) -> None:
    file = written(shell, POLICY_TEXT.replace('tell = ["manager"]', 'tell = ["bob"]'))

    why = shell("policy", "apply", file, "--by", "zhang").refused(2)

    assert "escalation.3.tell" in why
    assert "bob" in why
    assert shell("policy", "list", "--json").json == []
    assert "--by" in shell("policy", "apply", file, "--by", "Li Lei").refused(2)


def test_a_file_with_mistakes_does_not_stop_what_is_in_force(shell: Shell) -> None:
    shell.new_case()
    (shell.folder / "policy.toml").write_text("calendar = 1\n", "utf-8")

    assert shell("list", "--json").code == 0
    assert shell("submit", "--text", "闪退", "--json").code == 0


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("calendar = 1\n", "line 1 calendar"),
        (POLICY_TEXT.replace('calendar = "cn"\n', NO_COUNTRY, 1), "line 27 calendars.cn.holidays"),
    ],
)
def test_a_first_file_with_mistakes_is_refused(shell: Shell, text: str, where: str) -> None:
    (shell.folder / "policy.toml").write_text(text, "utf-8")

    assert where in shell("submit", "--text", "闪退").refused(2)


def test_the_doctor_says_that_the_file_differs(shell: Shell) -> None:
    shell.new_case()
    (shell.folder / "policy.toml").write_text(FASTER, "utf-8")

    found = {each["check"]: each for each in shell_json(shell, "doctor")}

    assert found["policy"]["status"] == "warning"
    assert "policy apply" in found["policy"]["remedy"]


def test_a_file_from_before_is_nothing_wrong(shell: Shell) -> None:
    (shell.folder / "policy.toml").write_text(POLICY_TEXT, "utf-8")
    shell.new_case()
    version = applied(shell, FASTER)
    settings = Settings(data_dir=shell.folder)

    found = {each["check"]: each for each in shell_json(shell, "doctor")}
    assert (found["policy"]["status"], found["policy"]["remedy"]) == ("ok", None)

    with closing(Installation(settings).database) as database:
        standing = policy_standing._standing(shell.folder / "policy.toml", database)
        assert (standing.differs, standing.older, standing.in_force) == (True, True, version)
        (shell.folder / "policy.toml").write_text(POLICY_TEXT + "# mine\n", "utf-8")
        standing = policy_standing._standing(shell.folder / "policy.toml", database)
        assert (standing.differs, standing.older) == (True, False)


@pytest.mark.parametrize(
    ("locale", "told"), [(Locale.EN, "from before"), (Locale.ZH, "以前的版本")]
)
def test_up_says_calmly_how_the_file_is_brought_up_to_date(
    shell: Shell, capsys: pytest.CaptureFixture[str], locale: Locale, told: str
) -> None:
    file = shell.folder / "policy.toml"
    file.write_text(POLICY_TEXT, "utf-8")
    shell.new_case()
    version = applied(shell, FASTER)

    summary.show(Screen(locale), Settings(data_dir=shell.folder))

    [line] = [each for each in capsys.readouterr().out.splitlines() if version in each]
    assert told in line
    assert f"huiyin policy show --source > {file}" in line
    assert not line.startswith("!")


def shell_json(shell: Shell, *arguments: str) -> Any:
    import json

    return json.loads(shell(*arguments, "--json").out)


# ── adopt ────────────────────────────────────────────────────────────────────────────────────────


def test_adopt_previews_and_then_moves(shell: Shell) -> None:
    case = shell.new_case()
    version = applied(shell, FASTER)

    preview = adopt(shell, version, "all")
    assert (preview["applied"], preview["cases"], preview["ids"]) == (False, 1, [case])
    assert shell("policy", "list", "--json").json[0]["running"] == 0

    done = adopt(shell, version, f"id:{case.lower()}", "--yes")
    assert (done["applied"], done["cases"], done["untold"]) == (True, 1, 1)
    assert shell("policy", "list", "--json").json[0]["running"] == 1
    moved = shell("history", case, "--json").json[-1]
    assert (moved["kind"], moved["by"]) == ("adopted", "zhang")
    assert version in shell("history", case).out
    again = adopt(shell, version, "all", "--yes")
    assert (again["cases"], again["there"]) == (0, 1)


def adopt(shell: Shell, version: str, cases: str, *more: str) -> Any:
    arguments = ("policy", "adopt", version[:8], "--cases", cases, "--by", "zhang", *more)
    return shell(*arguments, "--json").json


def test_a_preview_says_how_deadlines_change(shell: Shell) -> None:
    case = str(
        shell(
            "submit", "--text", "x", "--contact", "a@b.example", "--priority", "medium", "--json"
        ).json["id"]
    )
    version = applied(shell, FASTER)

    preview = adopt(shell, version, "priority:medium channel:web")

    (sample,) = preview["sample"]
    assert sample["id"] == case
    assert [each["clock"] for each in sample["deadlines"]] == ["acknowledge"]
    assert preview["missed"] == 0
    assert adopt(shell, version, "priority:high")["cases"] == 0


def test_a_case_that_the_policy_does_not_know_stays(shell: Shell) -> None:
    applied(shell, TIERS)
    case = str(shell("submit", "--text", "x", "--tier", "vip", "--json").json["id"])
    version = applied(shell, FASTER)

    done = shell("policy", "adopt", version, "--cases", "all", "--by", "zhang", "--yes", "--json")

    assert done.code == 2
    assert done.json["cases"] == 0
    assert done.json["refused"] == [{"id": case, "reasons": ["there is no customer tier vip"]}]


@pytest.mark.parametrize("cases", ["", "some", "stage:nowhere", "priority:", "id:short", "x:y"])
def test_a_filter_that_is_none(shell: Shell, cases: str) -> None:
    version = applied(shell, FASTER)

    done = shell("policy", "adopt", version, "--cases", cases, "--by", "zhang")

    assert "--cases" in done.refused(2)


def test_a_tier_that_there_is_not(shell: Shell) -> None:
    assert "--tier" in shell("submit", "--text", "x", "--tier", "vip").refused(2)


def test_a_tier_as_a_column(shell: Shell) -> None:
    applied(shell, TIERS)
    file = written(shell, "text,tier\nfine,vip\nbad,gold\n", "items.csv")

    done = shell("submit", "--from", file, "--json")

    assert done.json["accepted"] == 1
    assert "tier" in done.json["rejected"][0]["reason"]


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def test_everything_is_said_in_both_languages() -> None:
    said = [each for each in vars(policy_words).values() if isinstance(each, Said)]

    assert said
    for each in said:
        assert set(re.findall(r"{(\w+)", each.zh)) == set(re.findall(r"{(\w+)", each.en)), each
        assert not HAN.search(each.in_(Locale.EN))


def test_calendars_are_those_of_the_policy_in_force(shell: Shell) -> None:
    own = '[calendars.shop]\nzone = "Asia/Shanghai"\nhours = { sat = ["10:00-16:00"] }\n'
    applied(shell, POLICY_TEXT.replace('calendar = "cn"', 'calendar = "shop"', 1) + own)

    assert shell_json(shell, "calendar", "show", "2026-10")["calendar"] == "shop"
