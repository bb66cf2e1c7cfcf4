"""What digests say."""

from collections.abc import Mapping

from schemas.enums import EventKind
from schemas.notices import Reason
from schemas.words import Said

SUBJECT = Said("回音：{cases} 件工单需要关注", "Huiyin: {cases} to look at")
SUBJECT_LATE = Said(
    "回音：{cases} 件工单需要关注，其中 {late} 件已超时",
    "Huiyin: {cases} to look at, {late} late",
)
SUBJECT_CALL = Said(
    "回音：紧急工单 {n} 件，请立即认领", "Huiyin: EMERGENCY, cases to take now: {n}"
)
ONE_CASE = Said("1", "1 case")
CASES = Said("{n}", "{n} cases")
INTRODUCTION = Said(
    "以下是截至 {at} 需要您关注的工单，最急的在前。",
    "These cases need your attention, as of {at}. The most urgent come first.",
)
FOR_OTHERS = Said(
    "其中写明给某人的，是因为该员工没有可用的邮箱，请转告。",
    "What is marked as for somebody is for a colleague without a usable address:"
    " please pass it on.",
)
FOOT = Said(
    "查看工单：huiyin show 工单编号。每人每分钟最多收到一封这样的通知。",
    "To see a case: huiyin show ID. Nobody is sent more than one of these mails in a minute.",
)
AGAIN = Said("（重发，您可能已经看到过）", "(sent again, you may have seen it)")
MORE = Said("另有 {n} 项，请用 huiyin list 查看。", "And {n} more: see huiyin list.")

WARNED = Said(
    "{clock}：时限 {due}，已用 {share}%，还剩 {span}",
    "{clock}: due {due}, {share} % of the time is used, {span} left",
)
WARNED_PAST = Said(
    "{clock}：时限 {due}，已用 {share}%，现已到期",
    "{clock}: due {due}, {share} % of the time was used; it is up by now",
)
MISSED = Said("{clock}：应在 {due} 前完成，已超时 {span}", "{clock}: was due {due}, {span} late")
ESCALATED = Said(
    "{clock}：应在 {due} 前完成，超时已久（{span}），请介入",
    "{clock}: was due {due}, {span} late and still open: please step in",
)
REOPENED = Said(
    "客户多次表示没有解决，已是第 {cycle} 轮，请介入",
    "reopened again and again, now in cycle {cycle}: please step in",
)
CALLED = Said(
    "紧急工单，请立即认领（第 {n} 次呼叫）：huiyin take {case} --by 登录名",
    "an emergency: please take it now (call {n}): huiyin take {case} --by LOGIN",
)
APPROVED = Said(
    "方案（第 {version} 版）已获批准，可以继续处理",
    "the proposal (version {version}) is approved: the case can go on",
)
REJECTED = Said(
    "方案（第 {version} 版）被{who}驳回，理由请查看工单",
    "the proposal (version {version}) is rejected by {who}: see the case for the reason",
)
REFUSED = Said(
    "{who} 的决定“{decision}”没有执行：{refusal}",
    "the decision of {who}, {decision}, was not carried out: {refusal}",
)

OF_TASKS: Mapping[EventKind, Said] = {
    EventKind.TASK_ADDED: Said(
        "新任务 {task}，内容和时限请查看工单",
        "a new task, {task}: see the case for what is to be done, and by when",
    ),
    EventKind.TASK_DONE: Said(
        "任务全部完成（最后是 {task}），可以继续处理",
        "all tasks are done ({task} was the last): the case can go on",
    ),
    EventKind.TASK_DROPPED: Said("任务 {task} 已取消", "the task {task} is not needed any more"),
}
TASK_UNDELIVERABLE = Said(
    "任务 {task} 的邮件无法送达，请核对外部人员的邮箱",
    "the mail with the task {task} is refused: check the address of the outside party",
)

REASONS: Mapping[Reason, Said] = {
    Reason.OWNER: Said("您是负责人", "you own it"),
    Reason.NO_OWNER: Said("尚无人负责", "nobody owns it yet"),
    Reason.AGENT: Said("您是小组成员", "you are in the team"),
    Reason.LEAD: Said("您是组长", "you lead the team"),
    Reason.MANAGER: Said("您是经理", "you manage the team"),
    Reason.TEAM: Said("通知小组", "for the team"),
    Reason.NAMED: Said("制度要求通知您", "the policy names you"),
    Reason.DECIDED: Said("这是您的决定", "it was your decision"),
    Reason.PROPOSED: Said("这是您提出的方案", "you proposed it"),
    Reason.TASK: Said("这是您的任务", "it is your task"),
    Reason.TEAM_TASK: Said("这是小组的任务", "it is a task of the team"),
    Reason.NOBODY_ELSE: Said("应当知道的人都不在", "those who should hear are away"),
}
FOR = Said("给 {who}", "for {who}")
INSTEAD_OF = Said("代 {who}", "instead of {who}")
IN_BRACKETS = Said("（%s）", "(%s)")
COMMA = Said("，", ", ")

MINUTES = Said("{n} 分钟", "{n} min")
HOURS = Said("{h} 小时 {n} 分钟", "{h} h {n} min")
DAYS = Said("{d} 天 {h} 小时", "{d} d {h} h")
