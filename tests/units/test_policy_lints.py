"""A policy without a mistake that cannot be meant: what is found in it, and what hides what."""

import pytest

from schemas.findings import Severity
from schemas.toml_lines import Lines
from starter.policy_check import check
from tests.stories import POLICY_TEXT
from tests.units.policy_texts import changed, found, line_of, with_special

TEAM = '[teams.engineering]\nlabel = { zh = "技术支持组", en = "Technical support" }\n'
NOBODY = "agents = []\nleads = []\nmanagers = []\n"
PEOPLE = 'agents = ["li", "wang"]\nleads = ["zhang"]\nmanagers = ["chen"]\n'
NIGHT = 'calendar = "own"\n\n[calendars.own]\nzone = "Asia/Shanghai"\nhours = {{ {hours} }}\n{more}'


def own_calendar(hours: str, more: str = "") -> str:
    return changed('calendar = "cn"', NIGHT.format(hours=hours, more=more))


def emptied(team: str) -> str:
    before, after = POLICY_TEXT.split(f"[teams.{team}]", 1)
    return f"{before}[teams.{team}]" + after.replace(PEOPLE, NOBODY, 1)


def with_rule(said: str) -> str:
    """The default policy with a rule of the analysis before its own."""
    begin = "[[analysis.rules]]\n"
    return changed(begin, f'{begin}name = "mine"\n{said}\n\n{begin}')


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
    (with_rule('words = ["灯"]\npriority = "low"\nnot_in = ["灯"]'), "rule_never",
     "analysis.rules.0.words", Severity.ERROR),
    (with_rule('words = ["*"]\npriority = "low"'), "rule_never", "analysis.rules.0.words",
     Severity.ERROR),
    (with_rule('words = ["灯"]\nnear = [" "]\npriority = "low"'), "rule_never",
     "analysis.rules.0.near", Severity.ERROR),
    (with_rule('words = ["着火"]\npriority = "low"'), "rules_contradict",
     "analysis.rules.1.words", Severity.WARNING),
    (with_rule('words = ["ＬＡＷＹＥＲ*"]\nspam = "strong"'), "rules_contradict",
     "analysis.rules.9.words", Severity.WARNING),
    (changed('name = "security"', 'name = "safety"'), "rule_twice", "analysis.rules.1.name",
     Severity.WARNING),
    (with_rule('words = ["灯"]\ncategory = "weather"'), "unknown_name",
     "analysis.rules.0.category", Severity.ERROR),
    (with_rule('words = ["灯"]\nsubcategory = "weather"'), "unknown_name",
     "analysis.rules.0.subcategory", Severity.ERROR),
    (with_rule('words = ["灯"]\ncategory = "malfunction"\nsubcategory = "praise"'),
     "unknown_name", "analysis.rules.0.subcategory", Severity.ERROR),
    (with_rule('words = ["灯"]\nmodule = "weather"'), "unknown_name", "analysis.rules.0.module",
     Severity.ERROR),
    (changed('category = ["usage_question"]\n', 'category = ["weather"]\n'), "unknown_name",
     "analysis.questions.goal.category", Severity.ERROR),
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


@pytest.mark.parametrize(
    "said",
    [
        'words = ["灯"]\npriority = "low"',
        'words = ["着火"]\npriority = "high"',
        'words = ["着火"]\nnear = ["灯"]\npriority = "low"',
        'words = ["着火", "烟雾"]\nnot_in = ["着火了吗"]\nmodule = "device"',
        'words = ["灯"]\ncategory = "malfunction"\nsubcategory = "data"',
    ],
)
def test_rules_of_the_analysis_that_can_be_meant(said: str) -> None:
    assert found(with_rule(said)) == []


def test_a_rule_that_says_nothing_is_a_mistake() -> None:
    begin = line_of("[[analysis.rules]]")

    assert found(with_rule('words = ["灯"]'))[0] == ("not_valid", "analysis.rules.0", begin)
