"""A policy file with mistakes: each is named with its key, its line and what would be right."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import lint_words
from rules.calendar import calendar_of
from schemas import policy_words
from schemas.enums import ClockKind, Priority, Role
from schemas.findings import Finding
from schemas.policy_words import Fault
from schemas.promises import Facts
from schemas.toml_lines import Lines
from starter.policy_check import check
from store.policies import SHIPPED, resolved, shipped_text
from tests.stories import POLICY_TEXT
from tests.units.policy_texts import (
    ELSEWHERE,
    LINES,
    changed,
    found,
    line_of,
)

# ── What is shipped ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_sound(name: str) -> None:
    checked = check(shipped_text(name) or "")

    assert checked.findings == ()
    assert checked.policy is not None
    assert set(checked.policy.resolved) == checked.policy.calendars_used


LEGAL = [
    ("fca-disp.toml", "payment_service", ClockKind.RESOLVE),
    ("fca-disp.toml", "other", ClockKind.RESOLVE),
    ("cfpb.toml", "other", ClockKind.FIRST_RESPONSE),
    ("cn-consumer.toml", "other", ClockKind.FIRST_RESPONSE),
]
"""The limit that a holding reply is there to keep, where no solution does."""


@pytest.mark.parametrize(("name", "category", "limit"), LEGAL)
def test_a_holding_reply_goes_out_within_its_limit(
    name: str, category: str, limit: ClockKind
) -> None:
    policy = resolved(shipped_text(name) or "")
    facts = Facts(priority=Priority.LOW, category=category, team=policy.team_of(category))
    reply = next(each for each in policy.updates.holding if each.when.holds(facts))
    target, counted_in = policy.target(limit, facts) or pytest.fail("there is no such limit")
    calendar = calendar_of(policy.resolved[counted_in])

    for hours in range(0, 24 * 14, 5):
        start = datetime(2026, 9, 14, tzinfo=UTC) + timedelta(hours=hours)
        margin = calendar.due(start, target) - calendar.due(start, reply.after)
        assert margin >= timedelta(hours=12)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_says_who_may_give_what(name: str) -> None:
    policy = resolved(shipped_text(name) or "")

    assert {"apology", "voucher", "upgrade", "refund"} == set(policy.remedies.kinds)
    assert set(policy.authority) == {Role.AGENT, Role.LEAD}
    assert "\nrole = " not in (shipped_text(name) or "")


# ── Mistakes of one value ────────────────────────────────────────────────────────────────────────

ONE = [
    ('name = "default"', 'nmae = "default"', "extra_forbidden", "nmae", 'name = "default"'),
    ('name = "default"', "name = 7", "string_type", "name", 'name = "default"'),
    ('name = "default"', 'name = ""', "string_too_short", "name", 'name = "default"'),
    ('zone = "Asia/Shanghai"', 'zone = "Mars"', "not_valid", "zone", "zone"),
    ('calendar = "cn"', 'calendar = "cnn"', "calendar_unknown", "calendar", "calendar"),
    ('calendar = "cn"', 'calendar = "C N"', "string_pattern_mismatch", "calendar", "calendar"),
    ('"2 hours"', '"2 fortnights"', "not_valid", "targets.high.acknowledge", "acknowledge"),
    ('"2 hours"', '"99999 days"', "not_valid", "targets.high.acknowledge", "acknowledge"),
    ('"2 hours"', "2", "not_valid", "targets.high.acknowledge", "acknowledge"),
    ('"2 hours"', '"0 business hours"', "not_valid", "targets.high.acknowledge", "acknowledge"),
    ('agents = ["li", "wang"]', 'agents = "li"', "tuple_type", "teams.support.agents", "agents"),
    ('stage = "clarifying"', 'stage = "asking"', "enum", "pauses.0.stage", "stage"),
    ("at = 0.5", "at = 50", "less_than_equal", "escalation.0.at", "at = 0.5"),
    ("at = 0.5", 'at = "half"', "float_parsing", "escalation.0.at", "at = 0.5"),
    ("begin = 21:00:00", 'begin = "late"', "time_parsing", "quiet_hours.begin", "begin"),
    ("limit = 2", "limit = 0", "greater_than_equal", "reopening.limit", "limit"),
    ("limit = 2", "limit = 1.5", "int_from_float", "reopening.limit", "limit"),
    ('tell = ["manager"]', "tell = []", "too_short", "escalation.3.tell", 'tell = ["manager"]'),
    ('then = "remind"', 'then = "wait"', "enum", "approvals.0.levels.0.then", "levels"),
    ('\nwindow = "14 days"', '\nwindow = "soon"', "not_valid", "reopening.window", "window"),
    ('means = "high"', 'means = "urgent"', "enum", "analysis.priorities.0.means", 'means = "high"'),
]


@pytest.mark.parametrize(("old", "new", "code", "key", "line"), ONE)
def test_a_mistake_is_named_with_its_line(
    old: str, new: str, code: str, key: str, line: str
) -> None:
    assert (code, key, line_of(line)) in found(changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ('team = "engineering"', 'team = "nobody"', "categories.malfunction.team", None),
        ('default_category = "service_complaint"', 'default_category = "gossip"', None, "hotline"),
        ('means = "malfunction"', 'means = "weather"', "analysis.categories.0.means", None),
        ('fallback_category = "other"', 'fallback_category = "rest"', None, "fallback_category"),
    ],
)
def test_a_name_that_names_nothing(old: str, new: str, key: str | None, line: str | None) -> None:
    (only,) = check(changed(old, new)).findings

    assert only.code == "unknown_name"
    assert only.line == line_of(line or old)
    assert key is None or only.key == key


def test_what_is_missing_stands_at_its_section() -> None:
    text = changed('confirm = "7 days"\n', "").replace('means = "high"\n', "")

    assert found(text) == [
        ("no_confirm", "targets.high.confirm", line_of("[targets.high]")),
        ("missing", "analysis.priorities.0.means", line_of("[[analysis.priorities]]") - 1),
    ]


def test_all_mistakes_are_named_at_once() -> None:
    text = (
        changed('"2 hours"', '"two"')
        .replace('then = "remind"', 'then = "wait"')
        .replace('team = "engineering"', 'team = "nobody"')
        .replace('stage = "clarifying"', 'stage = "received"')
        .replace('tell = ["manager"]', 'tell = ["bob"]')
    )

    codes = [code for code, _, _ in found(text)]

    assert codes == [
        *("unknown_name", "not_valid"),
        *["pause_at_start"] * 3,
        *("escalation_unknown", "enum"),
    ]


LEVEL = 'levels = [{ who = "lead", within = "4 business hours", then = "remind" }]'


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (LEVEL, 'levels = [{ who = "boss" }]', "approvals.0.levels.0.who"),
        (LEVEL, "levels = [{ who = 3 }]", "approvals.0.levels.0.who"),
        (LEVEL, "levels = [{ who = [] }]", "approvals.0.levels.0.who"),
        (LEVEL, 'levels = [{ who = ["zhang", "zhang"] }]', "approvals.0.levels.0"),
        (LEVEL, 'levels = [{ who = ["zhang"], need = 2 }]', "approvals.0.levels.0"),
        (LEVEL, 'levels = [{ who = "lead", then = "next" }]', "approvals.0.levels.0"),
        (LEVEL, 'levels = [{ who = "lead", need = "some" }]', "approvals.0.levels.0.need"),
        (LEVEL, 'levels = [{ who = "lead", need = 0 }]', "approvals.0.levels.0.need"),
        (LEVEL, 'levels = [{ who = "lead", need = true }]', "approvals.0.levels.0.need"),
        ('currency = "CNY"', 'currency = "yuan"', "remedies.currency"),
        ("voucher = 100\n", "voucher = true\n", "authority.agent.voucher"),
        ("voucher = 100\n", "voucher = -1\n", "authority.agent.voucher"),
        ('"15 minutes"', '"15 seconds"', "emergency.call_every"),
        ('calendar = "cn"\n', 'calendar = "cn"\n' + ELSEWHERE, "calendars.cn.holidays"),
    ],
)
def test_a_mistake_is_named_once_and_in_chinese_too(old: str, new: str, key: str) -> None:
    (only,) = check(changed(old, new)).findings

    assert only.key == key
    for said in (only.message, only.remedy):
        assert re.search(r"[\u4e00-\u9fff]", said.zh)
    assert only.remedy != policy_words.OF_OURS


def test_what_is_no_login_at_all_is_a_mistake_too() -> None:
    text = changed('agents = ["li", "wang"]', "agents = [{}, []]")

    assert ("string_type", "teams.support.agents.0", line_of("agents")) in found(text)


def test_everything_is_said_in_both_languages() -> None:
    for _, new, *_ in ONE:
        for finding in check(POLICY_TEXT + f"\n{new.replace(' =', '_x =', 1)}\n").findings:
            assert finding.message.zh != finding.message.en
            assert finding.remedy.zh != finding.remedy.en


# ── Texts that are no TOML ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('name = "default"', 'name = "default', "name"),
        ('name = "default"', "name = default", "name"),
        ('name = "default"', 'name "default"', "name"),
        ('name = "default"', 'name = "default" 7', "name"),
        ("[quiet_hours]", "[quiet_hours", "[quiet_hours]"),
        ("limit = 2", 'window = "1 days"', "limit"),
        ("[quiet_hours]", "[teams.support]", "[quiet_hours]"),
    ],
)
def test_a_text_that_is_no_toml(old: str, new: str, line: str) -> None:
    (only,) = check(changed(old, new)).findings

    assert (only.code, only.line) == ("toml", line_of(line))
    assert only.message.zh != only.message.en


# ── Whatever is changed ──────────────────────────────────────────────────────────────────────────

VALUES = st.sampled_from(
    ['"x"', "0", "-1", "1.5", "true", "[]", "{}", '["li"]', '"2 hours"', '{ zh = "x" }', "[", '"']
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The default text with lines taken away, doubled or given other values."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        n = draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[n].partition(" = ")
        match draw(st.sampled_from(["drop", "double", "value", "key", "cut"])):
            case "drop":
                lines[n] = ""
            case "double":
                lines.insert(n, lines[n])
            case "value" if equals:
                lines[n] = f"{key} = {draw(VALUES)}"
            case "key" if equals:
                lines[n] = f"x{lines[n]}"
            case _:
                lines[n] = lines[n][: draw(st.integers(0, len(lines[n])))]
    return "\n".join(lines)


@given(mutations())
def test_any_mutation_is_sound_or_is_named_with_its_line(text: str) -> None:
    checked = check(text)

    assert (checked.policy is None) == bool(checked.errors)
    for finding in checked.findings:
        assert_useful(finding, text)


def assert_useful(finding: Finding, text: str) -> None:
    assert finding.line is not None
    assert 1 <= finding.line <= max(1, len(text.splitlines()))
    assert finding.code
    assert all((*finding.message, *finding.remedy))


@given(mutations())
def test_every_key_of_a_text_has_its_line(text: str) -> None:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = Lines(text)

    for path, value in leaves(whole):
        line = text.splitlines()[lines.of(path) - 1]
        key = next(str(part) for part in reversed(path) if isinstance(part, str))
        assert key in line
        if isinstance(value, str):
            assert value.replace('"', '\\"') in line or '"' not in line


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, each in inside:
        if isinstance(each, dict | list):
            found += leaves(each, (*path, key))
        else:
            found.append(((*path, key), each))
    return found


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def faults() -> list[Fault]:
    found: list[Fault] = []
    for module in (policy_words, lint_words):
        for value in vars(module).values():
            many = value.values() if isinstance(value, dict) else [value]
            found += [each for each in many if isinstance(each, Fault)]
    return found


@pytest.mark.parametrize("fault", faults(), ids=lambda it: it.message.en[:40])
def test_both_languages_say_the_same(fault: Fault) -> None:
    for said in fault:
        assert blanks(said.zh) == blanks(said.en)
        assert not re.search(r"[\u4e00-\u9fff]", said.en)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
