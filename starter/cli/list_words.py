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
OWNER = Said("只看由这个人负责的；- 表示还没有人", "Only those that this person owns; - for nobody")
AN_OUTCOME = Said("结果", "OUTCOME")
OUTCOME = Said("只看以这个结果关闭的", "Only those that ended so")
YES_OR_NO = Said("true|false", "true|false")
BREACHED = Said(
    "只看超过承诺时间的（true）或没有超过的（false）", "Only those late (true), or not (false)"
)
A_MOOD = Said("情绪", "positive|neutral|negative")
SENTIMENT = Said("只看这种情绪的", "Only those whose customer sounds so")
A_MODULE = Said("模块", "KEY")
MODULE = Said("只看关于产品这个部分的", "Only those about this part of the product")
AN_INSTANT = Said("时刻", "INSTANT")
RECEIVED_AFTER = Said(
    "只看从这个时刻起收到的，例如 2026-11-22T08:00:00Z；只写日期即当天零点",
    "Only those received at this instant or later, such as 2026-11-22T08:00:00Z, or on a day or"
    " later, such as 2026-11-22",
)
RECEIVED_BEFORE = Said("只看在这个时刻之前收到的", "Only those received before this instant")
DUE_AFTER = Said("只看下一个承诺从这个时刻起到期的", "Only those due at this instant or later")
DUE_BEFORE = Said("只看下一个承诺在这个时刻之前到期的", "Only those due before this instant")
CLOSED_AFTER = Said("只看从这个时刻起关闭的", "Only those closed at this instant or later")
CLOSED_BEFORE = Said("只看在这个时刻之前关闭的", "Only those closed before this instant")
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
