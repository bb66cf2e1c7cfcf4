"""What is different between two policies is said key by key."""

from typing import Any

import pytest

from rules import policy_diff
from rules.policy_diff import differences
from schemas.calendars import KnownDay
from schemas.policy import Policy
from store.policies import resolved
from tests.stories import POLICY_TEXT

SPECIAL = (
    '[[special_targets]]\nwhen = { category = ["other"] }\ntargets = { resolve = "20 hours" }\n'
)


def changes(old: str, new: str) -> list[tuple[str, Any, Any]]:
    assert old in POLICY_TEXT
    before, after = resolved(POLICY_TEXT), resolved(POLICY_TEXT.replace(old, new, 1))
    return [(each.key, each.before, each.after) for each in differences(before, after)]


def test_the_same_does_not_differ() -> None:
    assert list(differences(resolved(POLICY_TEXT), resolved(POLICY_TEXT + "\n# a remark"))) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'resolve = "24 hours"',
            'resolve = "8 business hours"',
            ("targets.high.resolve", "24 hours", "8 business hours"),
        ),
        ('next_update = "4 hours"\n', "", ("targets.high.next_update", "4 hours", None)),
        ('leads = ["zhang"]', "leads = []", ("teams.support.leads", ["zhang"], [])),
        ("at = 0.8", "at = 0.7", ("escalation.1.at", 0.8, 0.7)),
        ("[people]", '[people]\nbo = { address = "bo@x.example" }',
         ("people.bo", None, {"address": "bo@x.example", "active": True})),
        ("[[special_targets]]\n", SPECIAL + "[[special_targets]]\n",
         ("special_targets.0", None,
          {"when": {"category": ["other"]}, "targets": {"resolve": "20 hours"}})),
    ],
)  # fmt: skip
def test_what_was_and_what_is(old: str, new: str, expected: tuple[str, Any, Any]) -> None:
    assert changes(old, new) == [expected]


def test_it_is_said_in_plain_words() -> None:
    before = resolved(POLICY_TEXT)
    after = resolved(POLICY_TEXT.replace('resolve = "24 hours"', 'resolve = "9 hours"'))

    (only,) = differences(before, after)

    assert only.title == ("目标 · 高 · 解决问题", "target · high · resolve")


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        (
            "voucher = 100\n",
            "voucher = 200\n",
            ("权限 · 专员 · 代金券", "authority · agent · Voucher"),
        ),
        ('currency = "CNY"', 'currency = "EUR"', ("补偿 · 货币", "remedies · currency")),
        (
            'within = "2 business days"',
            'within = "3 business days"',
            ("任务 · 时限", "tasks · within"),
        ),
        (
            "点“忘记密码”",
            "点击“忘记密码”",
            (
                "标准方案 · 重设密码 · 文字 · zh",
                "standard solution · Resetting a password · text · zh",
            ),
        ),
    ],
)
def test_new_sections_are_said_in_plain_words(old: str, new: str, title: tuple[str, str]) -> None:
    assert old in POLICY_TEXT
    before, after = resolved(POLICY_TEXT), resolved(POLICY_TEXT.replace(old, new, 1))

    (only,) = differences(before, after)

    assert only.title == title


def test_every_section_has_a_name() -> None:
    assert set(policy_diff.SECTIONS) == set(Policy.model_fields) - {"resolved"}


def test_corrected_holidays_are_a_difference() -> None:
    before = resolved(POLICY_TEXT)
    cn = before.resolved["cn"]
    day = next(iter(cn.known.days))
    known = cn.known.model_copy(
        update={"days": {**cn.known.days, day: KnownDay(working=True, zh="改", en="moved")}}
    )
    after = before.model_copy(update={"resolved": {"cn": cn.model_copy(update={"known": known})}})

    (only,) = differences(before, after)

    assert only.key == f"calendars.cn.known.{day.isoformat()}"
    assert only.after == {"working": True, "zh": "改", "en": "moved"}
