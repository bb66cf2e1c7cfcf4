"""What the page of a case says besides an event: the facts that belong to it."""

from collections.abc import Mapping

from schemas.enums import Template
from schemas.updates import Point
from schemas.words import Said

COMMA = Said("，", ", ")
PRIORITY = Said("优先级{name}", "priority {name}")
SOUNDS = Said("语气{name}", "sounds {name}")
REPRODUCED = Said("已重现", "reproduced")
NOT_REPRODUCED = Said("未能重现", "not reproduced")
SCOPE = Said("影响{scope}", "concerns {scope}")
TO_TRIAGE = Said("不能确定，等人分类", "not certain, waits for a person")
CERTAIN = Said("有把握", "certain")
NEW_OWNER = Said("交给 {who}", "to {who}")
VERSION = Said("第 {n} 版", "version {n}")
NEEDS = Said("需要{role}审批", "needs the approval of a {role}")
RATING = Said("评分 {n}，满分 5", "rated {n} of 5")
EXPECTED = Said("预计 {when}", "expected by {when}")
TIME_N = Said("第 {n} 次", "time {n}")
BY_LINK = Said("没有邮箱，凭查询页", "no address: by the customer's page")
SMTP_CODE = Said("邮件服务器答复 {code}", "the mail server said {code}")
HOLDING = Said("第 {n} 份暂复", "holding reply {n}")
LEVEL = Said("第 {n} 级", "level {n}")
YES = Said("同意", "yes")
NO = Said("反对", "no")
FOR = Said("代 {who}", "for {who}")
ASKED = Said("请 {who}", "asks {who}")
BY_ROLE = Said("凭{role}的权限", "by the authority of: {role}")
LIMIT = Said("限额 {limit}", "limit {limit}")
AMOUNT = Said("{remedy} {amount}", "{remedy} {amount}")
FIX_BY = Said("承诺 {when} 前修复", "fix promised by {when}")
HOTFIX = Said("紧急修复", "hotfix")
ROADMAP = Said("规划编号 {id}", "roadmap {id}")
VALUE = Said("价值 {n}", "value {n}")
FEASIBILITY = Said("可行性 {n}", "feasibility {n}")
STANDARD = Said("标准方案", "standard solution")
OUTSIDE = Said("外部人员", "outside party")
DUE = Said("{when} 前", "due {when}")
SAME_AS = Said("与 {case} 相同", "the same as {case}")
CASE_CLOSED = Said("工单已结案", "the case is closed")
TO_POLICY = Said("{before} → {after}", "{before} → {after}")

WHY: Mapping[str, Said] = {
    "not_solved": Said("客户表示没有解决", "the customer says it is not solved"),
    "low_rating": Said("评分低", "low rating"),
    "lead": Said("由组长决定", "a lead's decision"),
    "time": Said("到时没有决定", "not decided in time"),
    "rule": Said("按制度的规定", "by a rule of the policy"),
    "hand": Said("由人宣布", "declared by a person"),
    "request": Said("应当事人要求", "asked for by the person"),
    "retention": Said("保存期已满", "kept long enough"),
}
POINTS: Mapping[Point, Said] = {
    Point.ROUTED: Said("已交给小组", "with its team"),
    Point.HANDED_ON: Said("已转交另一个小组", "handed on to another team"),
    Point.PROPOSED: Said("方案待审批", "a solution waits for approval"),
    Point.REVISED: Said("方案调整中", "the solution is revised"),
    Point.RESUMED: Said("继续处理", "work goes on"),
    Point.AGREED: Said("方案已定", "a solution is agreed on"),
}
MAILS: Mapping[Template, Said] = {
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
