"""What the commands about the public pages say."""

from collections.abc import Mapping

from schemas.words import Said

PUBLISH = Said(
    "把一件工单的公开标题和结果放到反馈墙上。",
    "Put a case on the public board, in words for everybody.",
)
UNPUBLISH = Said("把一件工单从反馈墙上撤下。", "Take a case off the public board.")
SATISFACTION = Said(
    "客户满意度：确认的比例、平均评分、可疑答复的比例。",
    "How satisfied customers are: the share confirmed, the mean rating, the share of doubt.",
)
TITLE = Said("公开的标题：大家问了什么", "The public title: what was asked")
SUMMARY = Said("公开的说明：后来怎么样了", "The public text: what became of it")
A_DATE = Said("日期", "DATE")
SINCE = Said("只算这天（UTC 零点）以来的答复", "Only what was said since that day (midnight UTC)")

PUBLISHED = Said(
    "已放到反馈墙上（第 {number} 条）：{link}", "On the board as number {number}: {link}"
)
UNPUBLISHED = Said("已从反馈墙上撤下。", "Taken off the board.")
NOT_THERE = Said("它本来就不在反馈墙上。", "It was not on the board.")
REVEALS = Said(
    "{field}：不能含有{what}，反馈墙上不能有个人信息",
    "{field}: must not hold {what}; no personal data on the board",
)
WHAT: Mapping[str, Said] = {
    "name": Said("客户的姓名", "the customer's name"),
    "address": Said("邮箱地址或客户的联系方式", "an e-mail address, or the customer's contact"),
    "number": Said("电话之类的长号码", "a long number, such as of a telephone"),
}
NOT_A_DATE = Said("请写成 2026-03-05", "must be written like 2026-03-05")

CLOSED = Said("以客户确认或沉默结案的工单", "Cases closed with or without the customer's word")
CONFIRMED = Said("客户已确认", "confirmed")
UNCONFIRMED = Said("未经确认", "unconfirmed")
ANSWERS = Said("客户的答复", "Answers of customers")
SUSPECT = Said("可疑（不计入其他数字）", "doubtful (in no other figure)")
SOLVED = Said("已经解决", "solved")
NOT_SOLVED = Said("没有解决", "not solved")
RATINGS = Said("评分", "Ratings")
MEAN = Said("平均评分", "Mean rating")
NONE = Said("暂无", "none yet")
