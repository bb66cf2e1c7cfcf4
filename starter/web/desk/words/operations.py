"""What the pages of operations say."""

from collections.abc import Mapping
from typing import Any

from schemas.enums import Locale
from schemas.words import DECISIONS, MAILS, Said
from starter.doctor.words import MAIL_TROUBLES, WAYS
from starter.operations import words

_TABLES: Mapping[str, Mapping[Any, Said]] = {
    "gap": words.GAPS,
    "gap_do": words.GAP_REMEDIES,
    "trouble": words.TROUBLES,
    "trouble_do": words.TROUBLE_REMEDIES,
    "then": words.CONSEQUENCES,
    "did": words.DONE,
    "wrong": words.WRONG,
    "mail": MAILS,
    "decision": DECISIONS,
    "past": words.PAST,
    "status": words.STATUSES,
    "error": words.ERRORS,
    "step": words.STEPS,
    "smtp": MAIL_TROUBLES,
    "way": WAYS,
}

_OWN: Mapping[str, Said] = {
    "title": Said("运维", "Operations"),
    "well": Said("一切正常，没有要处理的事。", "All is well, and there is nothing to do."),
    "away_temporal": Said(
        "Temporal 没有应答：下面只有记录里看得到的情况。提交和决定照常接受，之后执行。",
        "Temporal does not answer: below is what the record alone can tell."
        " Feedback and decisions are accepted as always, and carried out later.",
    ),
    "away_record": Said(
        "记录库没有完全应答：下面可能不全。",
        "The record did not answer all: this may be incomplete.",
    ),
    "missing": Said(
        "约有 {n} 件工单没有在运行的流程。清扫程序会补上；自检能列出是哪些。",
        "About {n} cases have no running workflow. The sweeper begins them;"
        " the self-check lists which.",
    ),
    "parts": Said("各部分", "Parts"),
    "ok": Said("正常", "well"),
    "warning": Said("提醒", "warning"),
    "problem": Said("有问题", "problem"),
    "comma": Said("，", ", "),
    "parts_ill": Said("有问题", "Not well"),
    "last_well": Said("上次正常：", "last well"),
    "never_well": Said(
        "网页进程启动以来还没有正常过", "not seen to be well since this web process began"
    ),
    "full_check": Said("全面检查", "Check everything"),
    "doctor_title": Said("全面检查", "Everything checked"),
    "doctor_hint": Said("与 huiyin doctor 相同。", "The same as `huiyin doctor`."),
    "works": Said("在工作", "works"),
    "silent": Said("没有回音", "silent"),
    "last_heard": Said("上次报到：", "last heard of"),
    "silent_do": Said(
        "它没有告别就停了：被终止、崩溃，或连不上记录库。一小时后不再列出；原因见它的日志。",
        "It ended without saying so: killed, crashed, or without a way to the record. Its log says"
        " why; after an hour it is not listed any more.",
    ),
    "workers": Said("工作进程", "Workers"),
    "workers_none": Said(
        "没有工作进程报到。启动一个：huiyin worker", "No worker is alive. Start one: huiyin worker"
    ),
    "workers_unknown": Said("现在看不到。", "This cannot be seen now."),
    "revision": Said("记录库版本 {revision}", "record's version {revision}"),
    "queue_workflows": Said("流程任务", "Workflow tasks"),
    "queue_activities": Said("步骤任务", "Steps"),
    "queue": Said("{pollers} 个在领取；积压 {backlog}", "{pollers} asking; backlog {backlog}"),
    "queue_age": Said("最久等了 {age}", "the oldest for {age}"),
    "ailing": Said("停滞的工单", "Cases that do not go on"),
    "ailing_none": Said(
        "没有停滞、失败或迟到的流程。自检还能逐件核对。",
        "No workflow is stuck, failing or late. The self-check goes through every case.",
    ),
    "shown_of": Said("显示 {shown} 件，共 {n} 件", "{shown} of {n} shown"),
    "attempt": Said("第 {n} 次", "attempt {n}"),
    "next_try": Said("下次", "next try"),
    "since": Said("自", "since"),
    "untold": Said("没有送到的通知", "Notices that did not arrive"),
    "untold_none": Said("通知都已送到。", "Every notice has arrived."),
    "untold_one": Said(
        "{who}（{way}）：{why}，试了 {n} 次", "{who} ({way}): {why}, tried {n} times"
    ),
    "untold_do": Said(
        "更正地址或群的设置；见 huiyin doctor。",
        "Mend the address or the chat; see `huiyin doctor`.",
    ),
    "audit": Said("自检", "Self-check"),
    "audit_title": Said("自检", "Self-check"),
    "audit_hint": Said(
        "逐件核对：每一件未结的工单都有负责人（或轮到的小组）、下一个时限和在运行的流程。"
        "命令行用 huiyin audit。",
        "Goes through every open case: it has an owner (or a team whose turn it is), a next"
        " deadline and a running workflow. On the command line: huiyin audit.",
    ),
    "audit_begin": Said("开始自检", "Check now"),
    "audit_again": Said("再查一次", "Check again"),
    "audit_open": Said("打开自检", "Open the self-check"),
    "audit_running": Said("正在核对：{done} / {total}", "Checking: {done} of {total}"),
    "audit_well": Said(
        "已核对 {n} 件，每一件都有负责人、下一个时限和流程。",
        "{n} cases checked: each has an owner, a next deadline and a workflow.",
    ),
    "audit_found": Said(
        "已核对 {n} 件，{lacks} 件有缺。", "{n} cases checked, {lacks} lack something."
    ),
    "audit_blind": Said(
        "Temporal 没有应答：流程没有核对。等它应答后再查一次。",
        "Temporal did not answer: workflows were not checked. Check again when it does.",
    ),
    "audit_failed": Said(
        "记录库没有应答，自检没有完成。稍后再查一次。",
        "The record did not answer, and the check was not finished. Try again later.",
    ),
    "audit_at": Said("核对于", "checked"),
    "audit_none_yet": Said("还没有查过。", "Nothing was checked yet."),
    "case_title": Said("工单 {id}：运维", "Case {id}: operations"),
    "to_case": Said("打开工单", "Open the case"),
    "to_history": Said("流程历史", "History of the workflow"),
    "to_ui": Said("在 Temporal 页面中查看", "Show in Temporal's pages"),
    "to_operations": Said("回到运维", "Back to operations"),
    "state": Said("现状", "How it stands"),
    "case_well": Said("这件工单没有停滞。", "Nothing of this case stands still."),
    "run": Said("流程", "Workflow"),
    "run_none": Said("没有流程。", "There is none."),
    "run_facts": Said("{status}；历史 {n} 条", "{status}; {n} events"),
    "do": Said("操作", "Step in"),
    "do_none": Said("现在没有可做的操作。", "There is nothing to do now."),
    "do_may_not": Said("操作由管理员进行。", "An administrator can step in."),
    "reason": Said("理由", "Reason"),
    "reason_hint": Said(
        "会记入工单的经过。请不要写客户的个人信息。",
        "It stands in the history of the case. Leave out what says who the customer is.",
    ),
    "which_mail": Said("哪一封邮件", "Which mail"),
    "all_mails": Said("全部未发的", "all that are not sent"),
    "history_title": Said("工单 {id}：流程历史", "Case {id}: history of the workflow"),
    "runs": Said("各段历史", "Runs"),
    "runs_none": Said(
        "没有历史：流程还没有启动，或者 Temporal 里已不再保留。",
        "No history: the workflow was never started, or Temporal has it no more.",
    ),
    "runs_away": Said(
        "Temporal 没有应答：只有已导出的历史。",
        "Temporal does not answer: only what was exported is here.",
    ),
    "exported": Said("已导出", "exported"),
    "events": Said("经过", "What happened"),
    "events_none": Said("这一段现在读不到。", "This run cannot be read now."),
    "events_all": Said("连同例行的一起显示", "Show the routine, too"),
    "events_less": Said("只显示要紧的", "Show what matters only"),
    "events_hidden": Said("更早的 {n} 条没有显示。", "{n} earlier events are not shown."),
    "unreadable": Said("（这里没有密钥，读不出）", "(encrypted by a key that is not here)"),
    "content": Said("内容", "Content"),
}


def _all(locale: Locale) -> dict[str, str]:
    found = {key: said.in_(locale) for key, said in _OWN.items()}
    for name, table in _TABLES.items():
        found |= {f"{name}_{key}": said.in_(locale) for key, said in table.items()}
    return found


WORDS: dict[Locale, dict[str, str]] = {locale: _all(locale) for locale in Locale}
