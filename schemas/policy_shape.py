"""Which keys a policy may have where, and how one is written."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.findings import Path
from schemas.policy import Policy

_EXAMPLES: Mapping[str, str] = {
    "label": 'label = { zh = "客户支持组", en = "Customer support" }',
    "address": 'address = "support@example.com"',
    "agents": 'agents = ["li", "wang"]',
    "leads": 'leads = ["zhang"]',
    "managers": 'managers = ["chen"]',
    "team": 'team = "support"',
    "calendar": 'calendar = "cn"',
    "zone": 'zone = "Asia/Shanghai"',
    "name": 'name = "default"',
    "window": 'window = "14 days"',
    "limit": "limit = 2",
    "remind_after": 'remind_after = ["3 days", "6 days"]',
    "tell": 'tell = ["owner"]',
    "begin": "begin = 21:00:00",
    "end": "end = 08:00:00",
    "hours": 'hours = { mon-fri = ["09:00-12:00", "13:00-18:00"] }',
    "country": 'country = "CN"',
    "stage": 'stage = "clarifying"',
    "clocks": 'clocks = ["resolve"]',
    "means": 'means = "other"',
    "words": 'words = ["…"]',
    "when": 'when = { priority = ["high"] }',
    "targets": 'targets = { resolve = "4 business hours" }',
    "fallback_category": 'fallback_category = "other"',
    "fallback_priority": 'fallback_priority = "low"',
    "triage_below": "triage_below = 0.4",
}

_SECTIONS: Mapping[str, str] = {
    **{name: f"[{name}]" for name in ("channels", "confirmation", "reopening", "analysis")},
    **{name: f"[[{name}]]" for name in ("escalation", "approvals")},
    "teams": "[teams.support]",
    "categories": "[categories.other]",
    "targets": "[targets.high]",
}


def example(path: Path) -> str:
    """How a key is written that is missing."""
    name = str(path[-1]) if path else ""
    if len(path) == 1 and name in _SECTIONS:
        return _SECTIONS[name]
    return _EXAMPLES.get(name, f"{name} = …")


def known_keys(path: Path) -> tuple[str, ...]:
    """The keys that a section of a policy may have; none if it has names of its own."""
    found: Any = Policy
    for part in path:
        found = _inside(found, part)
    found = _plain(found)
    return tuple(_keys(found)) if _is_model(found) else ()


def _keys(model: type[BaseModel]) -> Iterator[str]:
    return (name for name in model.model_fields if (model, name) != (Policy, "resolved"))


def _inside(kind: Any, part: str | int) -> Any:
    """What stands under a key, or at a place of a list."""
    kind = _plain(kind)
    if _is_model(kind):
        field = kind.model_fields.get(str(part))
        return field.annotation if field else None
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    return arguments[0] if arguments else None


def _plain(kind: Any) -> Any:
    """Without what is said about a type, and without that it may be none."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = get_args(kind)[0]
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
