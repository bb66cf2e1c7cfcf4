"""`huiyin calendar` on a machine where nothing runs and nothing was set up."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import calendars
from tests.units.cli_shell import Shell

POLICY = """
calendar = "shop"

[calendars.shop]
zone = "Europe/London"
hours = { mon-sat = ["10:00-16:00"] }
holidays = { country = "GB", region = "ENG" }

[calendars.shop.days]
"2026-12-24" = ["10:00-12:00"]
"2026-12-31" = []
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//office//EN
BEGIN:VEVENT
UID:outing
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261223
DTEND;VALUE=DATE:20261225
SUMMARY:Company outing
END:VEVENT
BEGIN:VEVENT
UID:training
DTSTAMP:20260101T000000Z
DTSTART:20260302T060000Z
DTEND:20260302T100000Z
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE:20260309T060000Z
SUMMARY:Training
END:VEVENT
BEGIN:VEVENT
UID:night
DTSTAMP:20260101T000000Z
DTSTART:20260606T220000
DTEND:20260607T020000
SUMMARY:Night\\nrelease
END:VEVENT
BEGIN:VEVENT
UID:off
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260505
SUMMARY:Cancelled
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:every
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20200704
RRULE:FREQ=YEARLY
SUMMARY:Founder's day
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "none"


@pytest.fixture(scope="module")
def shell(folder: Path) -> Iterator[Shell]:
    made = Shell(folder)
    yield made
    assert not folder.exists()  # nothing is needed, and nothing is made
    made.close()


@pytest.fixture
def policy(tmp_path: Path) -> str:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY, encoding="utf-8")
    return str(file)


@pytest.fixture
def ics(tmp_path: Path) -> str:
    file = tmp_path / "office.ics"
    file.write_text(ICS.replace("\n", "\r\n"), encoding="utf-8")
    return str(file)


def test_a_month_says_of_each_day_what_it_is(shell: Shell) -> None:
    shown = shell("calendar", "show", "2026-10", "--calendar", "cn", "--json").json
    days = {each["date"]: each for each in shown["days"]}

    assert len(days) == 31
    free = [date for date, each in days.items() if not each["working"]]
    assert free[:8] == [f"2026-10-0{n}" for n in range(1, 8)] + ["2026-10-11"]
    assert days["2026-10-10"]["intervals"] == ["09:00-12:00", "13:00-18:00"]
    assert days["2026-10-10"]["reason"] == "make-up working day"
    assert days["2026-10-01"] == {
        "date": "2026-10-01",
        "working": False,
        "intervals": [],
        "kind": "holiday",
        "reason": "National Day",
    }
    assert (days["2026-10-04"]["reason"], days["2026-10-08"]["reason"]) == (
        "free day",
        "working day",
    )


def test_a_month_is_drawn(shell: Shell) -> None:
    drawn = shell("calendar", "show", "2026-10", "--calendar", "cn").out

    assert drawn.startswith("October 2026 · cn (Asia/Shanghai)")
    weeks = [line.split() for line in drawn.splitlines()]
    assert ["5×", "6×", "7×", "8", "9", "10+", "11·"] in weeks
    assert "Working days: 18; working hours: 144:00" in drawn


def test_it_is_said_that_make_up_days_are_not_known_yet(shell: Shell) -> None:
    assert "up to 2026 only" in shell("calendar", "show", "2027-02", "--calendar", "cn").out
    assert "only" not in shell("calendar", "show", "2026-02", "--calendar", "cn").out
    assert "2010 to 2040" in shell("calendar", "show", "2041-02", "--calendar", "gb").out


def test_a_month_is_drawn_in_chinese(shell: Shell) -> None:
    drawn = shell("calendar", "show", "2026-10", variables={"HUIYIN_LANG": "zh"}).out

    assert drawn.startswith("2026年10月 · cn（Asia/Shanghai）")
    assert "国庆节" in drawn
    assert "调休上班" in drawn


@pytest.mark.parametrize(
    ("line", "due"),
    [
        (("2026-09-30T17:00+08:00", "4 business hours"), "2026-10-08T04:00:00Z"),
        (("2026-09-30T17:00+08:00", "3 business days"), "2026-10-10T09:00:00Z"),
        (
            ("2026-09-30T17:00+08:00", "3 business days", "--until", "end-of-day"),
            "2026-10-10T10:00:00Z",
        ),
        (("2026-09-30T09:00:00Z", "24 hours"), "2026-10-01T09:00:00Z"),
        (
            (
                *("2026-03-06T16:00+08:00", "4 business hours"),
                *("--pause", "2026-03-06T17:00+08:00/2026-03-09T09:30+08:00"),
                *("--pause", "2026-03-09T10:00+08:00/2026-03-09T10:00:05+08:00"),
            ),
            "2026-03-09T05:30:05Z",
        ),
    ],
)
def test_a_due_time_is_told_in_utc(shell: Shell, line: tuple[str, ...], due: str) -> None:
    assert shell("calendar", "due", *line, "--calendar", "cn", "--json").json["due_at"] == due


def test_the_way_to_a_due_time_is_shown(shell: Shell) -> None:
    pause = "2026-09-30T17:15+08:00/2026-09-30T17:30+08:00"
    line = ("calendar", "due", "2026-09-30T17:00+08:00", "4 business hours", "--pause", pause)

    way = shell(*line, "--json").json["way"]
    told = shell(*line).out

    assert [(each["what"], each["seconds"]) for each in way] == [
        ("counted", 900),
        ("paused", 900),
        ("counted", 1800),
        ("closed", 658_800),
        ("counted", 10_800),
        ("closed", 3600),
        ("counted", 900),
    ]
    assert told.startswith("Due: 2026-10-08 13:15:00+08:00 (Asia/Shanghai)")
    assert "out of hours" in told
    assert "7 d 15:00" in told


def test_a_long_way_is_cut_in_its_middle(shell: Shell) -> None:
    told = shell("calendar", "due", "2026-03-02T09:00+08:00", "600 business hours").out

    assert "stretches left out" in told
    assert len(told.splitlines()) < 70


def test_calendars_of_a_policy_go_over_the_shipped_ones(shell: Shell, policy: str) -> None:
    listed = {each["name"]: each for each in shell("calendar", "list", "--json").json}
    with_own = shell("calendar", "list", "--policy", policy).out
    shown = shell("calendar", "show", "2026-12", "--policy", policy, "--json").json
    days = {each["date"]: each for each in shown["days"]}

    assert set(listed) == {"247", "cn", "gb", "us-ny"}
    assert "shop" in with_own
    assert shown["calendar"] == "shop"  # the policy's own choice
    assert days["2026-12-24"]["intervals"] == ["10:00-12:00"]
    assert [days[f"2026-12-{n}"]["working"] for n in (25, 28, 29, 31)] == [
        False,
        False,
        True,
        False,
    ]


def test_the_installations_policy_is_read_if_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    done = Shell(tmp_path)("calendar", "show", "2026-12", "--json")

    assert done.json["calendar"] == "shop"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (("show", "2026-13"), "2026-10"),
        (("show", "0001-01"), "1970"),
        (("show", "2026-10", "--calendar", "nowhere"), "247, cn, gb, us-ny"),
        (("show", "2026-10", "--policy", "/nowhere.toml"), "/nowhere.toml"),
        (("due", "2026-09-30T17:00", "24 hours"), "offset"),
        (("due", "yesterday", "24 hours"), "offset"),
        (("due", "2026-09-30T17:00Z", "soon"), "business days"),
        (("due", "2026-09-30T17:00Z", "24 hours", "--until", "end-of-day"), "business days"),
        (("due", "2026-09-30T17:00Z", "3 business days", "--until", "lunch"), "end-of-day"),
        (("due", "2026-09-30T17:00Z", "24 hours", "--pause", "2026-09-30T17:00Z"), "--pause"),
        (
            (
                "due",
                "2026-09-30T17:00Z",
                "24 hours",
                "--pause",
                "2026-10-02T17:00Z/2026-10-01T17:00Z",
            ),
            "--pause",
        ),
        (("import", "/nowhere.ics"), "/nowhere.ics"),
        (("import", __file__), "iCalendar"),
        (("import", __file__, "--years", "26"), "--years"),
        (("shwo", "2026-10"), "perhaps show"),
    ],
)
def test_what_is_wrong_is_one_line(shell: Shell, line: tuple[str, ...], named: str) -> None:
    assert named in shell("calendar", *line).refused(2)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("calendars = [", "TOML"),
        ('[calendars.shop]\nzone = "Mars"\nhours = {}', "calendars.shop.zone"),
        (
            '[calendars.shop]\nzone = "UTC"\nhours = { mon = ["09:00-12:00", "11:00-13:00"] }',
            "over",
        ),
    ],
)
def test_a_wrong_policy_is_one_line(shell: Shell, tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    told = shell("calendar", "list", "--policy", str(file)).refused(2)

    assert str(file) in told
    assert named in told or named == "TOML"


def test_a_target_that_is_never_due_is_one_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    rare = 'calendar = "rare"\n[calendars.rare]\nzone = "UTC"\nhours = { mon = ["09:00-09:01"] }'
    file.write_text(rare, encoding="utf-8")
    line = ("calendar", "due", "2026-03-02T09:00Z", "500 business hours", "--policy", str(file))

    assert "100 years" in shell(*line).refused(2)


def test_unknown_holidays_are_one_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY.replace("ENG", "Essex"), encoding="utf-8")

    told = shell("calendar", "show", "2026-10", "--policy", str(file)).refused(2)

    assert "calendars.shop.holidays" in told
    assert "ENG, NIR, SCT, WLS" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POLICY.replace("ENG", "Essex"), "没有地区 'Essex'"),
        (POLICY.replace("GB", "ZZ"), "没有 'ZZ' 的节假日数据"),
        ('[calendars.shop]\nzone = "Mars"\nhours = { mon = [] }', "不是时区"),
        ("[calendars", "缺少 ]"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(
    shell: Shell, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    chinese = {"HUIYIN_LANG": "zh"}

    line = ("calendar", "show", "2026-10", "--policy", str(file))
    assert said in shell(*line, variables=chinese).refused(2)
    other = ("calendar", "show", "2026-10", "--policy", str(file.parent / "nowhere.toml"))
    assert "没有这个文件" in shell(*other, variables=chinese).refused(2)


def test_events_become_own_days(shell: Shell, ics: str, tmp_path: Path) -> None:
    told = shell("calendar", "import", ics, "--years", "2026", "--calendar", "cn").out
    days = tomllib.loads(told)["calendars"]["cn"]["days"]

    assert days == {
        "2026-03-02": ["09:00-12:00", "13:00-14:00"],
        "2026-03-16": ["09:00-12:00", "13:00-14:00"],
        "2026-07-04": [],
        "2026-12-23": [],
        "2026-12-24": [],
    }
    assert '"2026-12-24" = []  # Company outing' in told
    assert set(calendars.parse(told)) == {"cn"}  # it can be pasted as it is


def test_events_can_be_working_days(shell: Shell, ics: str) -> None:
    line = ("import", ics, "--working", "--years", "2026", "--calendar", "cn", "--json")
    days = {each["date"]: each for each in shell("calendar", *line).json}

    assert days["2026-07-04"]["intervals"] == ["09:00-12:00", "13:00-18:00"]
    assert days["2026-03-02"]["intervals"] == ["14:00-18:00"]
    assert days["2026-06-06"] == {
        "date": "2026-06-06",
        "intervals": ["22:00-24:00"],
        "title": "Night release",
    }
    assert days["2026-06-07"]["intervals"] == ["00:00-02:00"]
    assert "2026-05-05" not in days


def test_repeated_events_come_in_the_years_that_are_wanted(shell: Shell, ics: str) -> None:
    days = shell("calendar", "import", ics, "--years", "2027-2029", "--json").json

    assert [each["date"] for each in days] == ["2027-07-04", "2028-07-04", "2029-07-04"]


def test_a_day_of_a_policy_is_pasted_below_its_own_calendar(
    shell: Shell, ics: str, policy: str
) -> None:
    told = shell("calendar", "import", ics, "--years", "2030", "--policy", policy).out

    assert told.splitlines() == ["[calendars.shop.days]", '"2030-07-04" = []  # Founder\'s day']


def test_calendar_alone_says_what_it_can_do(shell: Shell) -> None:
    done = shell("calendar")

    assert done.code == 0
    assert all(word in done.out for word in ("show", "due", "list", "import"))
