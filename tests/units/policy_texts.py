"""The default policy, changed in one place."""

from starter.policy_check import check
from tests.stories import POLICY_TEXT

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
