"""What people are told when a decision is refused."""

from schemas.enums import Locale, Refusal
from schemas.words import Said, Table

REFUSALS: Table[Refusal] = {
    Refusal.NOT_NOW: Said(
        "工单在目前的阶段不能这样处理。请先查看工单停在哪一步、在等什么。",
        "This cannot be done at the stage where the case stands. "
        "Look at the case to see what it is waiting for.",
    ),
    Refusal.ALREADY_DECIDED: Said(
        "这件事已经有了决定，原来的决定仍然有效。请查看工单的经过。",
        "This has already been decided, and that decision stands. Look at the case's history.",
    ),
    Refusal.NO_APPROVAL_NEEDED: Said(
        "这个方案不需要审批，可以直接实施。",
        "This proposal needs no approval. It can be carried out as it is.",
    ),
    Refusal.OTHER_VERSION: Said(
        "方案已有新的版本。请先看新版本，再作决定。",
        "There is a newer version of the proposal. Read that one, then decide.",
    ),
    Refusal.OTHER_CYCLE: Said(
        "工单已进入另一轮处理，这个决定属于另外一轮。请查看工单的现状，再作决定。",
        "The decision belongs to another cycle of the case. "
        "Look at where the case stands now, then decide again.",
    ),
    Refusal.OWN_PROPOSAL: Said(
        "提出方案的人不能审批自己的方案。请由另一位有审批权的同事决定。",
        "Nobody may approve their own proposal. Ask another person who may approve.",
    ),
    Refusal.SAME_KEY: Said(
        "提出方案和审批来自同一个密钥，不论写的是谁。请由另一位同事用自己的账号或另一个密钥审批。",
        "The proposal came by the same key, whoever is named. "
        "Somebody else has to approve it, with an account or a key of their own.",
    ),
    Refusal.NOT_ASKED: Said(
        "这一级审批没有请此人决定。请由被请求审批的人或其代理人决定。",
        "This level of approval does not ask this person. "
        "One of those who are asked, or a deputy, has to decide.",
    ),
    Refusal.PROPOSE_FIRST: Said(
        "不予采纳须先经审批。请提出“不予采纳”这一种类的方案，并写明理由。",
        "To decline needs an approval. Propose it first, as a solution of the kind decline.",
    ),
    Refusal.UNKNOWN_PERSON: Said(
        "负责这件工单的小组里没有这个人。请使用小组成员的登录名。",
        "There is no such person in the team that has the case. Give the login of a member.",
    ),
    Refusal.ROLE_TOO_LOW: Said(
        "这个决定超出了此人的权限。请由组长或经理决定。",
        "This person's role does not allow the decision. Ask a lead or a manager.",
    ),
    Refusal.WINDOW_OVER: Said(
        "工单已经结束，可以重新激活的期限已过或不适用。请另提交一件新的反馈。",
        "The case has ended and can no longer be opened again. Submit a new one instead.",
    ),
    Refusal.TEXT_MISSING: Said(
        "缺少必要的文字说明。请写明内容或理由。",
        "A text that belongs to this decision is missing. Say what, or why.",
    ),
    Refusal.AMOUNT_MISSING: Said(
        "这种补偿有限额，要写明金额。请加上金额后重新提交。",
        "There is a limit to this remedy, so its amount is needed. Say it and send it again.",
    ),
    Refusal.UNKNOWN_VALUE: Said(
        "所给的分类、小组或理由不在这件工单所用的制度中。请使用其中已有的名称。",
        "The category, team or reason is not in the policy of this case. Use a name from it.",
    ),
    Refusal.TASKS_OPEN: Said(
        "工单还有没完成的任务。请等任务完成，或取消不再需要的任务。",
        "The case still waits for tasks. Wait until they are done, or drop what is not needed.",
    ),
    Refusal.UNKNOWN_TASK: Said(
        "这件工单没有这个任务。请查看工单，使用其中的任务编号。",
        "The case has no such task. Look at the case for the names of its tasks.",
    ),
    Refusal.CHANGED: Said(
        "工单在您查看之后有了变化。请先看有什么变化，再作决定。",
        "The case has changed since you looked at it. Look at what has changed, then decide again.",
    ),
    Refusal.HELD: Said(
        "工单按法律要求保留，不能删除。",
        "The case is under a legal hold and must not be erased.",
    ),
    Refusal.ERASED: Said(
        "工单里的个人内容已经删除，不能再处理。", "The content of this case was erased."
    ),
    Refusal.INVALID: Said(
        "这个决定不完整，或所给的值不对。请检查后重新提交。",
        "The decision is incomplete or has a wrong value. Check it and send it again.",
    ),
}


def refusal(value: Refusal, locale: Locale) -> str:
    """A full sentence: what is wrong and, where there is one, the way out."""
    return REFUSALS[value].in_(locale)
