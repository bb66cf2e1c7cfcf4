"""What is said of what does not go on, and what to do about it."""

from collections.abc import Mapping

from rules.promise import Gap
from schemas.enums import Operation
from schemas.words import Said
from starter.operations.operations import Outcome
from starter.operations.troubles import TroubleKind

GAPS: Mapping[Gap, Said] = {
    Gap.NO_OWNER: Said("没有小组，也没有负责人", "no team and no owner"),
    Gap.EMPTY_TEAM: Said("小组里没有人，也没有负责人", "no owner, and nobody in its team"),
    Gap.OWNER_GONE: Said("负责人已不在岗", "its owner does not work here any more"),
    Gap.NO_DEADLINE: Said("没有下一个时限", "no next deadline"),
    Gap.LATE: Said("该发生的事没有发生", "something was due and did not happen"),
    Gap.NOT_STARTED: Said("流程没有启动", "its workflow was never started"),
    Gap.NO_WORKFLOW: Said("没有在运行的流程", "no running workflow"),
    Gap.STUCK: Said("流程反复失败", "its workflow fails again and again"),
}

GAP_REMEDIES: Mapping[Gap, Said] = {
    Gap.NO_OWNER: Said(
        "看工作进程是否在运行；分析完成后会有小组",
        "see that a worker runs: the analysis gives it a team",
    ),
    Gap.EMPTY_TEAM: Said(
        "让人加入这个小组，或把工单转交别的小组",
        "let somebody into the team, or hand the case to another one",
    ),
    Gap.OWNER_GONE: Said("指派给别人", "assign it to somebody else"),
    Gap.NO_DEADLINE: Said(
        "所有时限都已过，也都通知过：请负责人现在处理",
        "every deadline has passed and everybody was told: have its owner act now",
    ),
    Gap.LATE: Said(
        "打开工单的运维页；看工作进程是否在运行，必要时重新开始流程",
        "open the case's page of operations; see that a worker runs, else begin it anew",
    ),
    Gap.NOT_STARTED: Said(
        "Temporal 应答后，清扫程序会启动；也可以立即重试",
        "the sweeper starts it when Temporal answers; or retry now",
    ),
    Gap.NO_WORKFLOW: Said(
        "清扫程序会在一分钟内补上；仍然没有，请运行 huiyin rebuild",
        "the sweeper begins it within a minute; if it does not, run `huiyin rebuild`",
    ),
    Gap.STUCK: Said(
        "装上能用的版本后会自动继续；或者重新开始流程",
        "it goes on by itself under a version that works; or begin it anew",
    ),
}

TROUBLES: Mapping[TroubleKind, Said] = {
    TroubleKind.STUCK: Said("流程反复失败", "the workflow fails again and again"),
    TroubleKind.GONE: Said("流程不见了", "the workflow is gone"),
    TroubleKind.UNSTARTED: Said("已接受，流程还没有启动", "accepted, and its workflow not started"),
    TroubleKind.STEP: Said(
        "写入记录的一步失败，正在重试", "a step of the record fails and is retried"
    ),
    TroubleKind.UNDELIVERED: Said(
        "决定已接受，还没有交给流程", "a decision is accepted, and not delivered"
    ),
    TroubleKind.IDLE: Said("没有工作进程接手", "no worker takes it up"),
    TroubleKind.AHEAD: Said("流程还没有读到记录里的新内容", "the workflow has not read the record"),
    TroubleKind.LATE: Said("时限已到，流程没有反应", "a clock was due, and nobody said so"),
    TroubleKind.RETRYING: Said("反复失败，正在重试", "fails and is retried"),
    TroubleKind.UNSENT: Said("邮件等了很久没有发出", "a mail waits long to be sent"),
    TroubleKind.UNDELIVERABLE: Said("邮件无法送达", "a mail is undeliverable"),
}

TROUBLE_REMEDIES: Mapping[TroubleKind, Said] = {
    TroubleKind.STUCK: Said(
        "看工作进程的日志。装上改正的版本后会自动继续；也可以按记录重新开始流程",
        "look into the worker's log. It goes on by itself under a corrected version;"
        " or begin it anew from the record",
    ),
    TroubleKind.GONE: Said(
        "清扫程序会按记录补上；也可以立即重试",
        "the sweeper begins it again from the record; or retry now",
    ),
    TroubleKind.UNSTARTED: Said(
        "Temporal 应答后，清扫程序会启动；也可以立即重试",
        "the sweeper starts it when Temporal answers; or retry now",
    ),
    TroubleKind.STEP: Said(
        "看记录库是否应答；恢复后一分钟内自动继续",
        "see that the record answers; within a minute after that it goes on by itself",
    ),
    TroubleKind.UNDELIVERED: Said(
        "看工作进程是否在运行；清扫程序会再交，也可以立即重试",
        "see that a worker runs; the sweeper hands it over again, or retry now",
    ),
    TroubleKind.IDLE: Said("启动工作进程：huiyin worker", "start a worker: `huiyin worker`"),
    TroubleKind.AHEAD: Said(
        "清扫程序会通知流程；也可以立即重试", "the sweeper tells it; or retry now"
    ),
    TroubleKind.LATE: Said(
        "看工作进程和 Temporal 是否在运行；仍不动，重新开始流程",
        "see that a worker and Temporal run; if it still stands, begin it anew",
    ),
    TroubleKind.RETRYING: Said(
        "先排除原因（例如邮件服务器），再立即重试；不再需要的邮件可以放弃",
        "see to the cause (the mail server, say), then retry now;"
        " give up a mail that is not needed",
    ),
    TroubleKind.UNSENT: Said(
        "看邮件服务器是否应答；不再需要的邮件可以放弃",
        "see that the mail server answers; give up a mail that is not needed",
    ),
    TroubleKind.UNDELIVERABLE: Said(
        "用别的办法联系客户，并更正地址；小组会看到这件事",
        "reach the customer another way and correct the address; the team is told",
    ),
}

CONSEQUENCES: Mapping[Operation, Said] = {
    Operation.RETRY: Said(
        "不再等待，马上再试，并再次交出已接受的决定。",
        "Tries at once what waits to be tried again, and hands over what was accepted.",
    ),
    Operation.SKIP: Said(
        "这封邮件不再发送，流程继续。已交给邮件服务器的收不回来。",
        "The mail is not sent any more, and the process goes on."
        " What a mail server already has cannot be taken back.",
    ),
    Operation.ANEW: Said(
        "结束现在的流程，按记录里的状态重新开始。记录里的一切都保留，发出的邮件不会重发。",
        "Ends the workflow and begins it again from the record."
        " Nothing of the record is lost, and no mail that was sent is sent again.",
    ),
    Operation.END: Said(
        "结束现在的流程。工单还需要流程时，清扫程序稍后会按记录重新开始。",
        "Ends the workflow. As long as the case needs one,"
        " the sweeper begins it again from the record a little later.",
    ),
}

DONE: Mapping[Operation, Said] = {
    Operation.RETRY: Said("已要求立即重试。", "It is tried again now."),
    Operation.SKIP: Said("邮件已放弃。", "The mail is given up."),
    Operation.ANEW: Said("流程已重新开始。", "The workflow was begun anew."),
    Operation.END: Said(
        "流程已终止。还需要时，清扫程序会重新开始。",
        "The workflow was ended. If it is needed, the sweeper begins it again.",
    ),
}

WRONG: Mapping[str, Said] = {
    "reason_missing": Said(
        "请写明理由（不超过 1000 字），并选择一项操作。",
        "Say why, in 1000 characters at most, and choose what to do.",
    ),
    Outcome.IMPOSSIBLE.value: Said(
        "现在已不能这样做：情况变了，下面是最新的状态。什么都没有改变。",
        "This cannot be done any more: things have changed, as shown below. Nothing was done.",
    ),
    Outcome.NOTED.value: Said(
        "已记入工单，但 Temporal 没有应答。请看下面的状态，稍后再试。",
        "It is noted in the case, but Temporal did not answer. Look below, and try again later.",
    ),
}

PAST: Mapping[str, Said] = {
    "workflow_execution_started": Said("流程开始", "the workflow began"),
    "workflow_execution_completed": Said("流程结束", "the workflow ended"),
    "workflow_execution_failed": Said("流程失败", "the workflow failed"),
    "workflow_execution_timed_out": Said("流程超时", "the workflow ran out of time"),
    "workflow_execution_canceled": Said("流程被取消", "the workflow was cancelled"),
    "workflow_execution_terminated": Said("流程被终止", "the workflow was ended by hand"),
    "workflow_execution_continued_as_new": Said("在新的一段历史中继续", "went on in a new run"),
    "workflow_execution_signaled": Said("收到消息", "was told"),
    "workflow_execution_update_accepted": Said("开始执行决定", "a decision came"),
    "workflow_execution_update_completed": Said("决定已执行", "the decision was answered"),
    "workflow_execution_update_rejected": Said("决定被拒绝", "the decision was refused"),
    "workflow_task_scheduled": Said("等待工作进程", "waited for a worker"),
    "workflow_task_started": Said("工作进程接手", "a worker took it up"),
    "workflow_task_completed": Said("工作进程作了决定", "the worker decided what is next"),
    "workflow_task_failed": Said("工作进程无法继续", "the worker could not go on"),
    "workflow_task_timed_out": Said("工作进程没有回音", "the worker was not heard of"),
    "activity_task_scheduled": Said("安排一步", "a step was planned"),
    "activity_task_started": Said("这一步开始", "the step began"),
    "activity_task_completed": Said("这一步完成", "the step was done"),
    "activity_task_failed": Said("这一步失败", "the step failed"),
    "activity_task_timed_out": Said("这一步超时", "the step ran out of time"),
    "activity_task_cancel_requested": Said("要求取消这一步", "the step was to be cancelled"),
    "activity_task_canceled": Said("这一步已取消", "the step was cancelled"),
    "timer_started": Said("开始等待", "began to wait"),
    "timer_fired": Said("等待结束", "the wait was over"),
    "timer_canceled": Said("不再等待", "waited no longer"),
    "marker_recorded": Said("写入记录的一步", "a step in the record"),
    "upsert_workflow_search_attributes": Said("更新检索字段", "search attributes were set"),
    "workflow_properties_modified": Said("更新说明", "details were set"),
}

STATUSES: Mapping[str, Said] = {
    "running": Said("运行中", "running"),
    "completed": Said("已结束", "ended"),
    "failed": Said("失败", "failed"),
    "canceled": Said("已取消", "cancelled"),
    "terminated": Said("已终止", "ended by hand"),
    "continued_as_new": Said("在新的一段中继续", "went on in a new run"),
    "timed_out": Said("超时", "ran out of time"),
    "unknown": Said("未知", "unknown"),
}

ERRORS: Mapping[str, Said] = {
    "PostUnavailable": Said("邮件服务器不接收", "the mail server takes nothing"),
    "RecordUnavailable": Said("记录库没有应答", "the record does not answer"),
    "TimedOut": Said("超时没有结果", "no result in time"),
    "NonDeterministicError": Said(
        "这一版程序与这件工单的历史不符",
        "this version of the program does not fit the history of the case",
    ),
    "WorkflowWorkerUnhandledFailure": Said("流程的程序出错", "the program of the workflow failed"),
}
"""By the kind of an error."""

STEPS: Mapping[str, Said] = {
    "send": Said("发送邮件", "send a mail"),
    "analyze": Said("分析", "analyze"),
    "advance": Said("执行到期的事", "do what is due"),
    "look": Said("读取记录", "read the record"),
    "decide": Said("写下决定", "write a decision down"),
}
"""By the name of an activity."""
