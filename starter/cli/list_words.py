"""What `list` says, and how it explains itself."""

from schemas.words import Said

WORDS = Said("词语", "WORDS")
A_CURSOR = Said("游标", "CURSOR")

SEARCH = Said(
    '只看内容里有这些词的；"连在一起的词"加引号，不要的词前加 -',
    'Only with these words in them; "words in this order", -not this one',
)
TEAM = Said("只看这个小组的", "Only those of this team")
PRIORITY = Said("只看这个紧急程度的", "Only those of this priority")
CATEGORY = Said("只看这个分类的", "Only those of this category")
CHANNEL = Said("只看这个渠道的", "Only those of this channel")
OWNER = Said("只看由这个人负责的", "Only those that this person owns")
AFTER = Said(
    "从这个游标之后开始：上一页最后一件的游标",
    "Begin after this cursor: that of the last case of the page before",
)

NONE_FOUND = Said("没有符合条件的工单。", "No case is like that.")
MORE = Said(
    "还有更多：再加上 --after {cursor}，或用 --limit 一次多看一些。",
    "There are more: add --after {cursor}, or see more at once with --limit.",
)
BAD_CURSOR = Said(
    "--after：游标无效，或者不属于这次查询；请去掉它，从第一页开始",
    "--after: the cursor is broken, or belongs to another question; leave it out to begin anew",
)
