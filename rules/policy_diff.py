"""What is different between two policies, key by key."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from schemas.calendars import ResolvedCalendar
from schemas.enums import ClockKind, Priority, Role
from schemas.findings import Path
from schemas.part import Label
from schemas.policy import Policy
from schemas.words import CLOCKS, PRIORITIES, ROLES, Said, plain

SECTIONS: Mapping[str, Said] = {
    "name": Said("名称", "name"),
    "zone": Said("时区", "time zone"),
    "calendar": Said("日历", "calendar"),
    "calendars": Said("日历", "calendar"),
    "teams": Said("小组", "team"),
    "people": Said("人员", "person"),
    "categories": Said("分类", "category"),
    "channels": Said("渠道", "channel"),
    "tiers": Said("客户等级", "customer tier"),
    "targets": Said("目标", "target"),
    "special_targets": Said("特别目标", "special target"),
    "pauses": Said("暂停", "pause"),
    "escalation": Said("升级", "escalation"),
    "quiet_hours": Said("夜间免打扰", "quiet hours"),
    "approvals": Said("审批", "approval"),
    "remedies": Said("补偿", "remedies"),
    "authority": Said("权限", "authority"),
    "standard_solutions": Said("标准方案", "standard solution"),
    "tasks": Said("任务", "tasks"),
    "confirmation": Said("客户确认", "confirmation"),
    "reopening": Said("重新激活", "reopening"),
    "updates": Said("告知进展", "word on progress"),
    "emergency": Said("紧急工单", "emergency"),
    "portal": Said("公开页面", "public pages"),
    "retention": Said("保存期", "retention"),
    "letters": Said("信件", "letter"),
    "analysis": Said("自动分析", "built-in analysis"),
}
_KEYS: Mapping[str, Said] = {
    "agents": Said("专员", "agents"),
    "leads": Said("组长", "leads"),
    "managers": Said("经理", "managers"),
    "deputies": Said("代理人", "deputies"),
    "address": Said("邮箱", "address"),
    "sender": Said("发件地址", "sender"),
    "reply_to": Said("回信地址", "reply address"),
    "label": Said("名称", "name"),
    "purpose": Said("用途", "purpose"),
    "team": Said("小组", "team"),
    "confidential": Said("保密", "confidential"),
    "hours": Said("工作时间", "hours"),
    "days": Said("单独的日子", "single days"),
    "window": Said("期限", "window"),
    "limit": Said("次数", "limit"),
    "remind_after": Said("提醒", "reminders"),
    "currency": Said("货币", "currency"),
    "kinds": Said("种类", "kinds"),
    "text": Said("文字", "text"),
    "article": Said("链接", "link"),
    "categories": Said("分类", "categories"),
    "when": Said("条件", "when"),
    "levels": Said("级", "levels"),
    "who": Said("审批人", "who"),
    "need": Said("人数", "how many"),
    "within": Said("时限", "within"),
    "then": Said("到时", "then"),
    "usual": Said("自动任务", "usual tasks"),
    "free_days": Said("休息日", "days off"),
    "tell": Said("通知", "tells"),
    "at": Said("用去的比例", "share"),
    "after": Said("超时之后", "after the miss"),
    "role": Said("角色", "role"),
    "priorities": Said("优先级", "priorities"),
    "words": Said("关键词", "words"),
    "group": Said("应急人员", "group"),
    "rules": Said("规定", "rules"),
    "call_every": Said("呼叫间隔", "called every"),
    "update_every": Said("进展间隔", "updates every"),
    "at_most_every": Said("至多每隔", "at most every"),
    "wait": Said("先等", "waits"),
    "meets_interim_update": Said("算作进展报告", "keeps the promise of an interim update"),
    "texts": Said("文字", "texts"),
    "holding": Said("暂复", "holding replies"),
    "begin": Said("开始", "begin"),
    "end": Said("结束", "end"),
    "triage_below": Said("低于此把握由人分类", "below this a person decides"),
    "known": Said("节假日数据", "holidays"),
    "subject": Said("主题", "subject"),
    "body": Said("正文", "text"),
}


class Change(NamedTuple):
    """What a key said before and says after; none where it was not, or is no more."""

    path: Path
    title: Said
    before: Any
    after: Any

    @property
    def key(self) -> str:
        return ".".join(map(str, self.path))


def differences(before: Policy, after: Policy) -> Iterator[Change]:
    """Every key that differs, in the order of the file; then holidays known to one only."""
    pair = [each.model_dump(mode="json", exclude={"resolved"}) for each in (before, after)]
    for path, was, is_now in _compared((), *pair):
        yield Change(path, _title(path, before, after), was, is_now)
    for name in sorted(before.resolved.keys() & after.resolved.keys()):
        for day, was, is_now in _days(before.resolved[name], after.resolved[name]):
            path = ("calendars", name, "known", day.isoformat())
            yield Change(path, _title(path, before, after), was, is_now)


def _compared(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _compared((*path, key), before.get(key), after.get(key))
    elif _are_sections(before) and _are_sections(after):
        yield from _listed(path, before, after)
    else:
        yield path, _without_nothing(before), _without_nothing(after)


def _listed(path: Path, before: list[Any], after: list[Any]) -> Iterator[tuple[Path, Any, Any]]:
    """Of sections in a list: those at the same place, or what was taken away and added."""
    if len(before) == len(after):
        for place, (was, is_now) in enumerate(zip(before, after, strict=True)):
            yield from _compared((*path, place), was, is_now)
        return
    for place, was in enumerate(before):
        if was not in after:
            yield (*path, place), _without_nothing(was), None
    for place, is_now in enumerate(after):
        if is_now not in before:
            yield (*path, place), None, _without_nothing(is_now)


def _are_sections(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _without_nothing(value: Any) -> Any:
    """Without the keys that say nothing, which nobody wrote."""
    if isinstance(value, dict):
        # A day without hours says something: it is free.
        kept = {k: each if k == "days" else _without_nothing(each) for k, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, [], {})}
    return value


def _days(
    before: ResolvedCalendar, after: ResolvedCalendar
) -> Iterator[tuple[date, dict[str, Any] | None, dict[str, Any] | None]]:
    was, is_now = before.known.days, after.known.days
    for day in sorted(was.keys() | is_now.keys()):
        one, other = was.get(day), is_now.get(day)
        if one != other:
            yield day, one.model_dump() if one else None, other.model_dump() if other else None


def _title(path: Path, before: Policy, after: Policy) -> Said:
    """What a key is about, in plain words: "High priority: resolve"."""
    parts = [_part(path[: n + 1], before, after) for n in range(len(path))]
    return plain(" · ").joining(parts)


def _part(path: Path, before: Policy, after: Policy) -> Said:
    name = path[-1]
    if len(path) == 1:
        return SECTIONS.get(str(name), plain(name))
    if isinstance(name, int):
        return Said(f"第 {name + 1} 条", f"number {name + 1}")
    if path[0] == "targets" and len(path) == 2:
        return PRIORITIES[Priority(name)]
    if path[0] == "authority":
        return _given(path, after)
    if name in set(ClockKind):
        return CLOCKS[ClockKind(name)]
    if len(path) == 2 and (label := _label(path, after) or _label(path, before)):
        return Said(label.zh, label.en)
    return _KEYS.get(name, plain(name)) if len(path) > 2 or path[0] in _SINGLE else plain(name)


_SINGLE = frozenset(
    {
        *("quiet_hours", "remedies", "tasks", "confirmation", "reopening", "updates"),
        *("emergency", "portal", "retention", "analysis"),
    }
)
"""Sections whose keys are their own, not names that a company chose."""


def _given(path: Path, policy: Policy) -> Said:
    """Of an authority the role, or the remedy that it gives."""
    if len(path) == 2:
        return ROLES[Role(str(path[1]))]
    label = policy.remedies.kinds.get(str(path[2]))
    return Said(label.zh, label.en) if label else plain(path[2])


def _label(path: Path, policy: Policy) -> Label | None:
    section = getattr(policy, str(path[0]), None)
    found = section.get(path[1]) if isinstance(section, dict) else None
    label = found if isinstance(found, Label) else getattr(found, "label", None)
    return label if isinstance(label, Label) else None
