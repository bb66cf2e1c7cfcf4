"""What `huiyin similar`, `link`, `unlink` and `duplicates` say."""

from schemas.words import Said

SIMILAR = Said(
    "查看与一件工单相同或相似的工单，以及已结案的是怎样解决的。",
    "The cases that are about the same as one or like it, and how those that are over were solved.",
)
LINK = Said(
    "把两件工单归为同一个问题；两边都会记下。",
    "Note on two cases that they are about the same problem.",
)
UNLINK = Said(
    "两件工单不是同一个问题；不再自动归到一起。",
    "Note on two cases that they are not about the same problem after all.",
)
DUPLICATES = Said(
    "找出一个文件（JSON Lines 或 CSV）里重复的反馈；不需要运行中的系统。",
    "Find what a file (JSON Lines or CSV) says more than once. Needs no running system.",
)
WITH = Said("另一件工单的编号", "The other case")
ABOVE = Said(
    "相似度达到多少才算，0 到 1，默认 0.8",
    "From which likeness on, 0 to 1; default: 0.8",
)
LINKED = Said("同一个问题", "About the same problem")
OPEN = Said("相似，处理中", "Like it, and open")
CLOSED = Said("相似，已解决", "Like it, and solved")
NOTHING = Said("没有找到相似的工单。", "No case was found that is like it.")
BY = Said("由 {who} 归入", "linked by {who}")
SOLVED = Said("解决办法：{text}", "Solution: {text}")
IS_DUPLICATE = Said("重复反馈", "duplicate")
NOW_LINKED = Said("{case} 与 {other} 已归为同一问题。", "{case} and {other} are linked.")
WAS_LINKED = Said(
    "{case} 与 {other} 本来就已归为同一问题。", "{case} and {other} were linked before."
)
NOW_PARTED = Said(
    "{case} 与 {other} 不再归为同一问题。", "{case} and {other} are linked no longer."
)
WAS_PARTED = Said(
    "{case} 与 {other} 本来就没有归为同一问题。", "{case} and {other} were not linked."
)
ITEM = Said("第 {n} 条", "item {n}")
NO_DUPLICATES = Said("没有重复的内容。", "Nothing is said more than once.")
FOUND = Said("{n} 组，共 {items} 条", "{n} groups, {items} items")
SHARE = Said("0 到 1 之间的数", "a number from 0 to 1")
EXPLAINED_LIKE = Said("相似度 {score}", "{score} alike")
