"""`huiyin policy show`: whatever a policy says is told, in words of either language."""

import re
from pathlib import Path

import pytest

from schemas.policy import Policy
from starter.policy_check import check
from starter.policy_page import words
from tests.stories import POLICY_TEXT
from tests.units.cli_shell import Shell

# What the shipped policy only has in a remark, or not at all.
MORE = """
[calendars.shop]
zone = "Asia/Shanghai"
hours = { mon-fri = ["10:00-19:00"] }
make_up_hours = ["10:00-15:00"]
days = { "2027-02-20" = ["10:00-16:00"], "2027-02-08" = [] }

[tiers]
vip = { zh = "贵宾", en = "Very important" }

[[special_targets]]
calendar = "gb"
targets = { resolve = "by 16:00 on working day 2", next_update = "90 business minutes" }
when.tier = ["vip"]
when.channel = ["web"]
when.team = ["quality"]
when.category = ["other"]
when.emergency = false

[[approvals]]
when = { kind = ["remedy"], remedy = ["refund"], above = 500 }

[[approvals.levels]]
who = ["chen", "zhang"]
need = "all"

[[approvals.levels]]
who = "team:quality"
need = 2
within = "1 business days"
then = "reject"
rejected_by = "quorum"

[[tasks.usual]]
category = ["service_complaint"]
team = "support"
text = { zh = "调出录音", en = "Find the recording" }
within = "7 business hours"

[letters.shipped]
subject = { zh = "{number} 上线了", en = "{number} is here at last" }
body.en = '''
{link}
'''

[[updates.holding]]
after = "15 business days"
when = { category = ["malfunction"] }
text = { zh = "仍在处理", en = "Still at work" }
"""
TOLD = [
    *("England (gb)", "United Kingdom (ENG)", "around the clock (247)", "every day 00:00-24:00"),
    *("shop", "Monday to Friday 10:00-19:00", "make-up days 10:00-15:00", "2027-02-20 10:00-16:00"),
    *("2027-02-08 free", "Very important (vip)", "us@x.example", "back@x.example"),
    *("env:CHAT", "chen@localhost.example", "Chinese", "does not work here any more"),
    "Other · Service quality · Web form · Very important · no emergency",
    "next answer 90 business minutes; resolve by 16:00 on working day 2 (in the calendar England)",
    *("21:00 – 08:00, days off too", "except: high · missed"),
    *("remedy · Refund · more than 500.00", "1. chen, zhang, all of them"),
    "2. Service quality (quality), 2 of them, within 1 business day, then it counts as a no,"
    " a single no does not reject",
    *("Voucher (voucher)  100.00  1000.00  no limit", "(CNY)"),
    *("Resetting a password (password_reset)", "Forgot password", "https://x.example/pw"),
    *("Find the recording → Customer support (within 7 business hours)", "2 business days"),
    *("3 days, 6 days", "14 days; a manager is told after 2 times"),
    *("at each stage", "at milestones", "Keeps the promise", "We are working on a better solution"),
    *("15 business days", "Still at work"),
    *("the text has: 起火", "lead, manager", "15 minutes", "1 hour", "around the clock"),
    *("闪退", "a person decides below 40%", "Other, low"),
    *("Letters in your own words", "{number} is here at last", "{link}"),
    *("2 and less", "Web form, In-app feedback", "5 seconds"),
]


HEADINGS = {
    "calendars": words.CALENDARS,
    "teams": words.TEAMS,
    "people": words.PEOPLE,
    "categories": words.CATEGORIES,
    "channels": words.CHANNELS,
    "tiers": words.TIERS,
    "targets": words.TARGETS,
    "special_targets": words.SPECIAL,
    "pauses": words.PAUSES,
    "escalation": words.ESCALATION,
    "quiet_hours": words.QUIET,
    "approvals": words.APPROVALS,
    "remedies": words.REMEDIES,
    "authority": words.REMEDIES,
    "standard_solutions": words.STANDARDS,
    "tasks": words.TASKS,
    "confirmation": words.CUSTOMER,
    "reopening": words.CUSTOMER,
    "updates": words.UPDATES,
    "emergency": words.EMERGENCY,
    "portal": words.PORTAL,
    "retention": words.RETENTION,
    "letters": words.LETTERS,
    "analysis": words.ANALYSIS,
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = POLICY_TEXT
    for old, new in (
        ('calendar = "cn"', 'calendar = "shop"'),
        ("managers = ", 'sender = "us@x.example"\nreply_to = "back@x.example"\nmanagers = '),
        ("managers = ", 'notify = ["env:CHAT"]\nmanagers = '),
        ('zhang = { address = "zhang@localhost.example" }', "zhang = { active = false }"),
        ('"chen@localhost.example" }', '"chen@localhost.example", locale = "zh" }'),
        ('label = { zh = "重设', 'article = "https://x.example/pw"\nlabel = { zh = "重设'),
        ("at_most_every =", "meets_interim_update = true\nat_most_every ="),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path_factory.mktemp("policy") / "rich.toml"
    path.write_text(text + MORE, "utf-8")
    return path


def shown(file: Path, language: str) -> str:
    line = ("policy", "show", str(file))
    return Shell(file.parent / "none")(*line, variables={"HUIYIN_LANG": language}).out


@pytest.fixture(scope="module")
def page(file: Path) -> str:
    return shown(file, "en")


def test_the_file_is_a_policy(file: Path) -> None:
    assert check(file.read_text("utf-8")).errors == ()


@pytest.mark.parametrize("told", TOLD)
def test_everything_is_told(page: str, told: str) -> None:
    assert told in page


def test_every_section_has_a_heading(page: str) -> None:
    assert {"name", "zone", "calendar", "resolved", *HEADINGS} == set(Policy.model_fields)
    for heading in HEADINGS.values():
        assert f"\n{heading.en.format(currency='CNY')}\n" in page


def test_it_is_told_in_chinese(file: Path) -> None:
    page = shown(file, "zh")

    for told in (
        *("英格兰（gb）", "周一至周五 10:00-19:00", "每天 00:00-24:00", "组长、经理"),
        *("7 个工作小时之内", "第 2 个工作日 16:00 前", "15 个工作日"),
        "1. chen、zhang，全部同意",
        "发自 us@x.example，回信到 back@x.example",
    ):
        assert told in page
    assert not re.search(r"business|hour|minute|within|working", page.partition("自动分析")[0])


def test_a_name_that_names_nothing_is_told_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    odd = POLICY_TEXT.replace("when = { emergency = true }", 'when = { category = ["nothing"] }')
    file.write_text(odd, "utf-8")

    assert "\n  nothing " in shown(file, "en")
