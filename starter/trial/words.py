"""What a trial of a policy says of its figures."""

from schemas.words import Said

CASES_TRIED = Said(
    "{cases} 件工单，用时 {seconds:.0f} 秒", "{cases} cases, tried in {seconds:.0f} seconds"
)
TARGET = Said("目标", "target")
PRIORITY = Said("优先级", "priority")
BEFORE = Said("现状：{name}", "as it was: {name}")
AFTER = Said("试行：{name}", "tried: {name}")
MET_OF = Said("{met} 达成 / {missed} 超时", "{met} met / {missed} missed")
CHANGE = Said("变化", "change")
ESCALATIONS = Said("升级通知", "escalation")
TIMES = Said("{n} 次", "{n} times")
TIMES_TOLD = Said("{n} 次（{whom}）", "{n} times ({whom})")
APPROVALS = Said("审批", "approvals")
MAILS = {
    "customers": Said("给客户的邮件", "mails to customers"),
    "staff": Said("给员工的汇总邮件", "digests to staff"),
    "chats": Said("团队群消息", "messages in team chats"),
}
DAY = Said("日期", "day")
WEEK = Said("每周（自）", "week from")
WORK = Said("工作量", "work")
WORK_OF = Said("共 {total}，最忙的一天 {busiest}", "{total} in all, {busiest} on the busiest day")
LEFT_OUT = Said(
    "在试行的制度下未能重演的决定：{kinds}",
    "decisions that were not possible under the policy that was tried: {kinds}",
)
NOT_TAKEN = Said(
    "制度 {name} 收不下 {count} 件工单：{why}",
    "cases that cannot come in under {name}: {count} ({why})",
)
FEWER = Said("超时少 {n}", "{n} fewer missed")
MORE = Said("超时多 {n}", "{n} more missed")
SAME = Said("不变", "the same")
NOTHING = "—"
