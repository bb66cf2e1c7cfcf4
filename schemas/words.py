"""What the words of the business are called in the languages that people read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Locale,
    Operation,
    Outcome,
    Priority,
    Role,
    Scope,
    Sentiment,
    SolutionKind,
    Stage,
    Template,
)
from schemas.events import CUSTOMER, OUTSIDE, SYSTEM


class Said(NamedTuple):
    """One word, or one sentence, in every language."""

    zh: str
    en: str

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en

    def filled(self, **values: object) -> "Said":
        """The same with its blanks filled in; a value that is said itself, in its own language."""
        return Said(*(text.format(**_in(n, values)) for n, text in enumerate(self)))

    def joining(self, parts: Sequence["Said"]) -> "Said":
        """Several after each other, with this between them."""
        return Said(*(text.join(part[n] for part in parts) for n, text in enumerate(self)))


def _in(language: int, values: Mapping[str, object]) -> dict[str, object]:
    return {k: v[language] if isinstance(v, Said) else v for k, v in values.items()}


def plain(text: object) -> Said:
    """What is the same in every language."""
    return Said(str(text), str(text))


COMMA = Said("，", ", ")
LISTED = Said("、", ", ")
"""Between names."""
PARTED = Said("；", "; ")
"""Between what is said of several things."""
IN_BRACKETS = Said("（{text}）", " ({text})")

_Word = TypeVar("_Word", bound=StrEnum)
Table = Mapping[_Word, Said]

STAGES: Table[Stage] = {
    Stage.RECEIVED: Said("已收到", "received"),
    Stage.ACKNOWLEDGED: Said("已确认收到", "acknowledged"),
    Stage.ANALYZED: Said("已分析", "analyzed"),
    Stage.TRIAGE: Said("待人工分类", "waiting for triage"),
    Stage.CLARIFYING: Said("等待客户补充", "waiting for the customer's answer"),
    Stage.PLANNING: Said("制定方案", "planning a solution"),
    Stage.AWAITING_APPROVAL: Said("等待审批", "waiting for approval"),
    Stage.RESOLVING: Said("实施方案", "carrying out the solution"),
    Stage.AWAITING_CONFIRMATION: Said("等待客户确认", "waiting for the customer's confirmation"),
    Stage.CLOSED: Said("已结案", "closed"),
}

OUTCOMES: Table[Outcome] = {
    Outcome.CONFIRMED: Said("客户已确认", "confirmed"),
    Outcome.UNCONFIRMED: Said("未经确认", "unconfirmed"),
    Outcome.DECLINED: Said("不予采纳", "declined"),
    Outcome.DUPLICATE: Said("重复反馈", "duplicate"),
    Outcome.INVALID: Said("无效反馈", "invalid"),
    Outcome.WITHDRAWN: Said("已撤回", "withdrawn"),
    Outcome.ERASED: Said("已删除", "erased"),
}

PRIORITIES: Table[Priority] = {
    Priority.HIGH: Said("高", "high"),
    Priority.MEDIUM: Said("中", "medium"),
    Priority.LOW: Said("低", "low"),
}

SENTIMENTS: Table[Sentiment] = {
    Sentiment.POSITIVE: Said("正面", "positive"),
    Sentiment.NEUTRAL: Said("中性", "neutral"),
    Sentiment.NEGATIVE: Said("负面", "negative"),
}

LOCALES: Table[Locale] = {
    Locale.ZH: Said("中文", "Chinese"),
    Locale.EN: Said("英文", "English"),
}

ROLES: Table[Role] = {
    Role.AGENT: Said("专员", "agent"),
    Role.LEAD: Said("组长", "lead"),
    Role.MANAGER: Said("经理", "manager"),
}

SCOPES: Table[Scope] = {
    Scope.ONE: Said("一位客户", "one customer"),
    Scope.SOME: Said("部分客户", "some customers"),
    Scope.MANY: Said("许多客户", "many customers"),
}

SOLUTIONS: Table[SolutionKind] = {
    SolutionKind.ANSWER: Said("解答", "answer"),
    SolutionKind.REMEDY: Said("补偿", "remedy"),
    SolutionKind.WORKAROUND: Said("临时办法", "workaround"),
    SolutionKind.FIX: Said("修复", "fix"),
    SolutionKind.ROADMAP: Said("列入产品规划", "roadmap"),
    SolutionKind.DECLINE: Said("不予采纳", "decline"),
}

DECISIONS: Table[DecisionKind] = {
    DecisionKind.TAKE: Said("认领", "take"),
    DecisionKind.ASSIGN: Said("指派", "assign"),
    DecisionKind.TRIAGE: Said("分类定级", "triage"),
    DecisionKind.CLARIFY: Said("请客户补充", "ask the customer"),
    DecisionKind.REPLY: Said("记录客户的回答", "record the customer's answer"),
    DecisionKind.PROGRESS: Said("告知进展", "report progress"),
    DecisionKind.PROPOSE: Said("提出方案", "propose a solution"),
    DecisionKind.APPROVE: Said("批准方案", "approve the proposal"),
    DecisionKind.REJECT: Said("驳回方案", "reject the proposal"),
    DecisionKind.RESOLVE: Said("完成处理", "resolve"),
    DecisionKind.CONFIRM: Said("确认效果", "confirm the result"),
    DecisionKind.REOPEN: Said("重新激活", "reopen"),
    DecisionKind.DECLINE: Said("不予采纳", "decline"),
    DecisionKind.DUPLICATE: Said("作为重复反馈结案", "close as a duplicate"),
    DecisionKind.WITHDRAW: Said("撤回", "withdraw"),
    DecisionKind.EMERGENCY: Said("宣布紧急", "declare an emergency"),
    DecisionKind.CALM: Said("解除紧急", "end the emergency"),
    DecisionKind.TASK: Said("交办任务", "add a task"),
    DecisionKind.DONE: Said("完成任务", "mark a task as done"),
    DecisionKind.DROP: Said("取消任务", "drop a task"),
}

EVENTS: Table[EventKind] = {
    EventKind.RECEIVED: Said("收到反馈", "feedback received"),
    EventKind.ACKNOWLEDGED: Said("已向客户确认收到", "receipt acknowledged"),
    EventKind.ANALYZED: Said("完成分析", "analyzed"),
    EventKind.ROUTED: Said("转交小组", "handed to a team"),
    EventKind.TAKEN: Said("已认领", "taken"),
    EventKind.ASSIGNED: Said("已指派", "assigned"),
    EventKind.TRIAGED: Said("完成分类定级", "triaged"),
    EventKind.SET_ASIDE: Said("视为垃圾信息，已搁置", "set aside as spam"),
    EventKind.BROUGHT_BACK: Said("已取回", "brought back"),
    EventKind.ASKED: Said("请客户补充", "customer asked"),
    EventKind.REPLIED: Said("客户已回答", "customer answered"),
    EventKind.PROGRESS: Said("告知进展", "progress reported"),
    EventKind.UPDATED: Said("自动告知进展", "customer told of progress"),
    EventKind.PROPOSED: Said("提出方案", "solution proposed"),
    EventKind.AUTHORIZED: Said("在权限之内，不需审批", "within authority, no approval needed"),
    EventKind.APPROVAL_ASKED: Said("请求审批", "approval asked"),
    EventKind.APPROVAL_REMINDED: Said("催促审批", "approvers reminded"),
    EventKind.APPROVAL_STUCK: Said("能审批的人不够", "too few people can approve"),
    EventKind.VOTED: Said("审批意见", "voice on the proposal"),
    EventKind.APPROVED: Said("方案获批", "proposal approved"),
    EventKind.REJECTED: Said("方案被驳回", "proposal rejected"),
    EventKind.RESOLVED: Said("处理完成", "resolved"),
    EventKind.CONFIRMED: Said("客户确认已解决", "customer confirmed"),
    EventKind.UNCONFIRMED: Said("客户没有答复，以未经确认结案", "closed without confirmation"),
    EventKind.REOPENED: Said("重新激活", "reopened"),
    EventKind.DECLINED: Said("不予采纳", "declined"),
    EventKind.DUPLICATED: Said("作为重复反馈结案", "closed as a duplicate"),
    EventKind.WITHDRAWN: Said("已撤回", "withdrawn"),
    EventKind.ENDED: Said("流程结束", "ended"),
    EventKind.NOTED: Said("内部备注", "internal note"),
    EventKind.LINKED: Said("归为同一问题", "linked as the same problem"),
    EventKind.UNLINKED: Said("不再归为同一问题", "not the same problem after all"),
    EventKind.SHIPPED: Said("规划的功能已上线", "what was planned has shipped"),
    EventKind.MAILED: Said("邮件已发出", "mail sent"),
    EventKind.UNDELIVERABLE: Said("邮件无法送达", "mail undeliverable"),
    EventKind.WARNED: Said("时限将到，已提醒小组", "team warned of a deadline"),
    EventKind.MISSED: Said("时限已过", "deadline missed"),
    EventKind.ESCALATED: Said("超时已上报", "escalated"),
    EventKind.REMINDED: Said("已提醒客户确认", "customer reminded"),
    EventKind.REFUSED: Said("决定未被接受", "decision refused"),
    EventKind.ADOPTED: Said("改用另一版制度", "moved to another version of the policy"),
    EventKind.EMERGENCY: Said("成为紧急工单", "declared an emergency"),
    EventKind.CALLED: Said("呼叫应急人员", "group called"),
    EventKind.CALMED: Said("紧急已解除", "emergency ended"),
    EventKind.TASK_ADDED: Said("交办任务", "task added"),
    EventKind.TASK_DONE: Said("任务完成", "task done"),
    EventKind.TASK_DROPPED: Said("任务取消", "task dropped"),
    EventKind.WROTE: Said("客户又来信", "customer wrote again"),
    EventKind.UNMASKED: Said("查看个人信息", "personal data looked at"),
    EventKind.HELD: Said("依法保留", "placed under legal hold"),
    EventKind.RELEASED: Said("解除保留", "legal hold released"),
    EventKind.ERASED: Said("个人信息已删除", "personal data erased"),
    EventKind.RATED: Said("客户补充评价", "rated by the customer afterwards"),
    EventKind.FOLLOWED: Said("客户之后又有反馈，另立工单", "gone on with in another case"),
    EventKind.PUBLISHED: Said("发布到公开页面", "put on the public board"),
    EventKind.UNPUBLISHED: Said("从公开页面撤下", "taken off the public board"),
    EventKind.OPERATED: Said("运维操作", "operations stepped in"),
}

OPERATIONS: Table[Operation] = {
    Operation.RETRY: Said("立即重试", "retry now"),
    Operation.SKIP: Said("放弃邮件", "give up the mails"),
    Operation.ANEW: Said("重新开始流程", "begin the workflow anew"),
    Operation.END: Said("终止流程", "end the workflow"),
}

CLOCKS: Table[ClockKind] = {
    ClockKind.ACKNOWLEDGE: Said("确认收到", "acknowledge"),
    ClockKind.FIRST_RESPONSE: Said("首次答复", "first answer"),
    ClockKind.ANALYZE: Said("问题分析", "analyze"),
    ClockKind.INTERIM_UPDATE: Said("报告进展", "word on progress"),
    ClockKind.NEXT_UPDATE: Said("再次答复", "next answer"),
    ClockKind.RESOLVE: Said("解决问题", "resolve"),
    ClockKind.CONFIRM: Said("客户确认", "customer's confirmation"),
    ClockKind.APPROVE: Said("审批", "approval"),
    ClockKind.FIX: Said("承诺的修复", "promised fix"),
    ClockKind.TASK: Said("任务", "task"),
}

CLOCK_STATES: Table[ClockState] = {
    ClockState.RUNNING: Said("计时中", "running"),
    ClockState.PAUSED: Said("已暂停", "paused"),
    ClockState.MET: Said("已达成", "met"),
    ClockState.MISSED: Said("已超时", "missed"),
    ClockState.STOPPED: Said("已终止", "stopped"),
}

_NOBODY_OF_STAFF = {
    CUSTOMER: Said("客户", "the customer"),
    SYSTEM: Said("系统", "the system"),
    OUTSIDE: Said("外部人员", "the outside party"),
}


def stage(value: Stage, locale: Locale) -> str:
    return STAGES[value].in_(locale)


def outcome(value: Outcome, locale: Locale) -> str:
    return OUTCOMES[value].in_(locale)


def priority(value: Priority, locale: Locale) -> str:
    return PRIORITIES[value].in_(locale)


def sentiment(value: Sentiment, locale: Locale) -> str:
    return SENTIMENTS[value].in_(locale)


def language(value: Locale, locale: Locale) -> str:
    return LOCALES[value].in_(locale)


def role(value: Role, locale: Locale) -> str:
    return ROLES[value].in_(locale)


def scope(value: Scope, locale: Locale) -> str:
    return SCOPES[value].in_(locale)


def solution(value: SolutionKind, locale: Locale) -> str:
    return SOLUTIONS[value].in_(locale)


def decision(value: DecisionKind, locale: Locale) -> str:
    return DECISIONS[value].in_(locale)


def event(value: EventKind, locale: Locale) -> str:
    return EVENTS[value].in_(locale)


def operation(value: Operation, locale: Locale) -> str:
    return OPERATIONS[value].in_(locale)


def clock(value: ClockKind, locale: Locale) -> str:
    return CLOCKS[value].in_(locale)


def clock_state(value: ClockState, locale: Locale) -> str:
    return CLOCK_STATES[value].in_(locale)


def person(login: str, locale: Locale) -> str:
    """Who did something: the login of a member of staff, or a word for everybody else."""
    said = _NOBODY_OF_STAFF.get(login)
    return said.in_(locale) if said else login


MAILS: Table[Template] = {
    Template.ACKNOWLEDGEMENT: Said("收到确认", "acknowledgement"),
    Template.QUESTION: Said("请求补充", "question"),
    Template.PROGRESS: Said("进展告知", "report of progress"),
    Template.SOLUTION: Said("处理结果", "solution"),
    Template.REMINDER: Said("确认提醒", "reminder"),
    Template.REOPENED: Said("重新处理", "reopened"),
    Template.SUMMARY: Said("结案总结", "summary"),
    Template.TASK_OUTSIDE: Said("外部任务", "task for an outside party"),
    Template.SHIPPED: Said("上线通知", "word that it has shipped"),
    Template.NOTICE_APPROVAL: Said("审批请求", "request for an approval"),
    Template.NOTICE_STUCK: Said("无人可审批通知", "notice of an approval that is stuck"),
    Template.NOTICE_WARNED: Said("时限提醒", "notice of a deadline that comes"),
    Template.NOTICE_MISSED: Said("超时通知", "notice of a missed deadline"),
    Template.NOTICE_UNDELIVERABLE: Said("无法送达通知", "notice of an address that fails"),
    Template.NOTICE_UNREACHABLE: Said("无邮箱通知", "notice of a customer without address"),
    Template.NOTICE_REFUSED: Said("决定未被接受通知", "notice of a refused decision"),
    Template.NOTICE_REOPENED: Said("多次重新激活通知", "notice of repeated reopening"),
}
