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
from schemas.findings import Finding, Severity
from schemas.policy_words import Fault
from schemas.promises import Facts
from schemas.toml_lines import Lines
from starter.policy_check import check
from store.policies import SHIPPED, resolved, shipped_text
from tests.strategies import POLICY_TEXT

LINES = POLICY_TEXT.splitlines()
ELSEWHERE = """[calendars.cn]
zone = "Asia/Shanghai"
hours = { mon-fri = ["09:00-17:00"] }
holidays = { country = "ZZ" }
"""
"""Public holidays of a country that there is not."""
SPECIAL = "[[special_targets]]\nwhen = {when}\ntargets = {targets}\n\n"


def line_of(written: str, nth: int = 1) -> int:
    """The line on which something stands in the default policy."""
    return [n for n, line in enumerate(LINES, start=1) if line.startswith(written)][nth - 1]


def changed(old: str, new: str) -> str:
    assert old in POLICY_TEXT
    return POLICY_TEXT.replace(old, new, 1)


def with_special(*pairs: tuple[str, str]) -> str:
    """The default policy with special targets before its own."""
    added = "".join(SPECIAL.format(when=when, targets=targets) for when, targets in pairs)
    return changed("[[special_targets]]\n", f"{added}[[special_targets]]\n")


def found(text: str) -> list[tuple[str, str, int | None]]:
    return [(each.code, each.key, each.line) for each in check(text).findings]


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


# ── Lints ────────────────────────────────────────────────────────────────────────────────────────

TEAM = '[teams.engineering]\nlabel = { zh = "技术支持组", en = "Technical support" }\n'
NOBODY = "agents = []\nleads = []\nmanagers = []\n"
PEOPLE = 'agents = ["li", "wang"]\nleads = ["zhang"]\nmanagers = ["chen"]\n'
NIGHT = 'calendar = "own"\n\n[calendars.own]\nzone = "Asia/Shanghai"\nhours = {{ {hours} }}\n{more}'


def own_calendar(hours: str, more: str = "") -> str:
    return changed('calendar = "cn"', NIGHT.format(hours=hours, more=more))


def emptied(team: str) -> str:
    before, after = POLICY_TEXT.split(f"[teams.{team}]", 1)
    return f"{before}[teams.{team}]" + after.replace(PEOPLE, NOBODY, 1)


LINTS: list[tuple[str, str, str, Severity]] = [
    (emptied("product"), "team_empty", "teams.product", Severity.ERROR),
    (
        emptied("product"),
        "category_team_empty",
        "categories.product_suggestion.team",
        Severity.ERROR,
    ),
    (changed('managers = ["chen"]', "managers = []"), "escalation_nobody", "escalation.3.tell",
     Severity.ERROR),
    (changed('tell = ["owner"]', 'tell = ["bob"]'), "escalation_unknown", "escalation.0.tell",
     Severity.ERROR),
    (changed("at = 0.8", "at = 0.5"), "escalation_twice", "escalation.1", Severity.WARNING),
    (changed(PEOPLE, PEOPLE + 'deputies = { zhang = "bob" }\n'), "deputy_unknown",
     "teams.support.deputies.zhang", Severity.ERROR),
    (changed(PEOPLE, PEOPLE + 'deputies = { li = "li" }\n'), "own_deputy",
     "teams.support.deputies.li", Severity.ERROR),
    (changed("[people]\n", '[people]\nbob = { address = "bob@x.example" }\n'), "person_unused",
     "people.bob", Severity.WARNING),
    (changed('leads = ["zhang"]\nmanagers = ["chen"]', "leads = []\nmanagers = []"),
     "approval_nobody", "approvals.0.levels.0.who", Severity.ERROR),
    (changed('leads = ["zhang"]\nmanagers = ["chen"]', 'leads = []\nmanagers = ["chen"]'),
     "approval_only_one", "approvals.0.levels.0.who", Severity.WARNING),
    (changed('zhang = { address', 'zhang = { active = false, address'),
     "approval_only_one", "approvals.0.levels.0.who", Severity.WARNING),
    (changed('{ who = "lead", within = "4 business hours", then = "remind" }', '{ who = "lead" }'),
     "approval_unwatched", "approvals.0.levels.0", Severity.WARNING),
    (changed('stage = "clarifying"', 'stage = "received"'), "pause_at_start", "pauses.0.clocks",
     Severity.ERROR),
    (changed('"resolve"]', '"resolve", "confirm"]'), "pause_never", "pauses.0.clocks",
     Severity.WARNING),
    (changed('first_response = "4 hours"', 'first_response = "30 hours"'),
     "response_after_resolution", "targets.high.first_response", Severity.ERROR),
    (changed('resolve = "24 hours"', 'resolve = "20 hours"'), "step_after_resolution",
     "targets.high.analyze", Severity.WARNING),
    (changed('resolve = "24 hours"', 'resolve = "8 business hours"'),
     "response_after_resolution_at_times", "targets.high.analyze", Severity.WARNING),
    (changed('"3 days", "6 days"', '"3 days", "8 days"'), "reminded_late",
     "confirmation.remind_after.1", Severity.WARNING),
    (with_special(('{ tier = ["vip"] }', '{ resolve = "20 hours" }')), "special_unknown",
     "special_targets.0.when.tier", Severity.ERROR),
    (with_special(('{ category = ["weather"] }', '{ resolve = "20 hours" }')), "special_unknown",
     "special_targets.0.when.category", Severity.ERROR),
    (with_special(('{ team = ["night"] }', '{ resolve = "20 hours" }')), "special_unknown",
     "special_targets.0.when.team", Severity.ERROR),
    (with_special(('{ channel = ["fax"] }', '{ resolve = "20 hours" }')), "special_unknown",
     "special_targets.0.when.channel", Severity.ERROR),
    (with_special(('{ reopened = true }', '{ analyze = "2 hours" }')), "special_never",
     "special_targets.0.targets.analyze", Severity.ERROR),
    (with_special(("{ }", "{ }")), "special_empty", "special_targets.0.targets", Severity.ERROR),
    (with_special(("{ }", '{ resolve = "20 hours" }')), "special_hidden", "special_targets.3",
     Severity.ERROR),
    (with_special(('{ category = ["other"] }', '{ resolve = "1 hours" }')),
     "usual_after_resolution", "special_targets.0.targets.resolve", Severity.WARNING),
    (own_calendar('mon-fri = ["09:00-12:00", "11:00-18:00"]'), "not_valid",
     "calendars.own.hours.mon-fri", Severity.ERROR),
    (own_calendar('mon = ["20:00-10:00"], tue = ["09:00-12:00"]'), "not_valid", "calendars.own",
     Severity.ERROR),
    (own_calendar('mon = ["09:00-12:00"]', 'holidays = { country = "XX" }\n'), "holidays_unknown",
     "calendars.own.holidays", Severity.ERROR),
    (changed(PEOPLE, PEOPLE + 'calendar = "moon"\n'), "calendar_unknown",
     "teams.support.calendar", Severity.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "key", "severity"), LINTS, ids=lambda it: str(it)[:30])
def test_what_cannot_be_meant_is_found(text: str, code: str, key: str, severity: Severity) -> None:
    fitting = [each for each in check(text).findings if (each.code, each.key) == (code, key)]

    assert fitting, found(text)
    assert {each.severity for each in fitting} == {severity}
    assert {each.line for each in fitting} == {Lines(text).of(fitting[0].path)}
    assert str(fitting[0].path[-1]) in text.splitlines()[(fitting[0].line or 0) - 1] or isinstance(
        fitting[0].path[-1], int
    )


def test_an_escalation_that_is_empty() -> None:
    before, rest = POLICY_TEXT.split("[[escalation]]", 1)
    text = "escalation = []\n" + before + rest[rest.index("[quiet_hours]") :]

    assert found(text) == [("escalation_missing", "escalation", 1)]


def test_several_together_hide_one() -> None:
    text = with_special(
        ('{ priority = ["high", "low"] }', '{ resolve = "20 hours" }'),
        ('{ priority = ["medium"], reopened = false }', '{ resolve = "20 hours" }'),
        ('{ priority = ["medium"], reopened = true }', '{ resolve = "20 hours" }'),
        ('{ category = ["other"] }', '{ resolve = "19 hours" }'),
    )

    hidden = [each for each in check(text).findings if each.code == "special_hidden"]

    assert [each.path[1] for each in hidden] == [3, 4, 5, 6]
    assert "1, 2, 3" in hidden[0].message.en


def test_what_is_left_over_by_others_is_not_hidden() -> None:
    text = with_special(
        ('{ category = ["other"], reopened = false }', '{ resolve = "20 hours" }'),
        ('{ category = ["other"] }', '{ resolve = "19 hours" }'),
    )

    assert not [each for each in check(text).findings if each.code == "special_hidden"]


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
