"""What the page of a policy says: its sections, in plain words."""

from collections.abc import Mapping

from schemas.levels import Then
from schemas.updates import Pace, Point
from schemas.words import Said

TITLE = Said("制度 {name}", "Policy {name}")
GENERAL = Said("总则", "In general")
ZONE = Said("时区", "Time zone")
CALENDAR = Said("日历", "Calendar")
TEAMS = Said("小组", "Teams")
TEAM = Said("小组", "Team")
ADDRESS = Said("邮箱", "Address")
AGENTS = Said("专员", "Agents")
LEADS = Said("组长", "Leads")
MANAGERS = Said("经理", "Managers")
DEPUTIES = Said("代理", "Deputies")
DEPUTY = Said("{absent} → {deputy}", "{absent} → {deputy}")
CATEGORIES = Said("分类", "Categories")
CATEGORY = Said("分类", "Category")
CONFIDENTIAL = Said("{name}（保密）", "{name} (confidential)")
SUBCATEGORIES = Said("子分类", "Sub-categories")
CHANNELS = Said("渠道", "Channels")
CHANNEL = Said("渠道", "Channel")
PURPOSE = Said("用途", "Purpose")
TARGETS = Said("目标", "Targets")
STEP = Said("步骤", "Step")
SPECIAL = Said("特别目标（写在前面的优先）", "Special targets (the first that fits counts)")
WHEN = Said("条件", "When")
PROMISED = Said("目标", "Promised")
COUNTED_IN = Said("（按日历 {name}）", " (in the calendar {name})")
ANY = Said("所有", "any")
CALENDARS = Said("日历", "Calendars")
HOURS = Said("工作时间", "Hours")
HOLIDAYS = Said("节假日", "Holidays")
OWN_DAYS = Said("自定的日子", "Own days")
MAKE_UP_HOURS = Said("调休日 {hours}", "make-up days {hours}")
FREE = Said("休息", "free")
PAUSES = Said("暂停", "Pauses")
STAGE = Said("阶段", "Stage")
CLOCKS = Said("停走的时钟", "Clocks that stand still")
ESCALATION = Said("升级", "Escalation")
AT_SHARE = Said("用去 {share:.0%}", "at {share:.0%}")
AFTER_MISS = Said("超时之后 {after}", "{after} after the miss")
APPROVALS = Said("审批", "Approvals")

# Conditions

REOPENED = Said("重新激活", "reopened")
NOT_REOPENED = Said("第一轮", "first cycle")
URGENT = Said("紧急", "emergency")
NOT_URGENT = Said("不紧急", "no emergency")
MISSED = Said("已超时", "missed")
NOT_MISSED = Said("未超时", "not missed yet")
ABOVE = Said("金额超过 {amount}", "more than {amount}")
SAYS = Said("原文有：{words}", "the text has: {words}")

# People

PEOPLE = Said("人员", "People")
PERSON = Said("人员", "Person")
LANGUAGE = Said("语言", "Language")
STATE = Said("状态", "State")
INACTIVE = Said("已不在岗", "does not work here any more")
MAILS = Said("给客户的邮件", "Mails to customers")
SENDER = Said("发自 {address}", "from {address}")
REPLIES = Said("回信到 {address}", "answers to {address}")
CHATS = Said("群聊", "Chats")
TIERS = Said("客户等级", "Customer tiers")

# Time

QUIET = Said("夜间免打扰", "Quiet hours")
FREE_DAYS = Said("休息日也不打扰", "days off too")
EXCEPT = Said("例外：{when}", "except: {when}")
NO_EXCEPTION = Said("没有例外", "without exception")

# Approvals

LEVELS = Said("逐级审批", "Levels, one after the other")
ALL_OF_THEM = Said("全部同意", "all of them")
SO_MANY = Said("{n} 人同意", "{n} of them")
WITHIN = Said("{length}之内", "within {length}")
THEN: Mapping[Then, Said] = {
    Then.REMIND: Said("到时催促", "then they are reminded"),
    Then.NEXT: Said("到时请下一人", "then the next person is asked"),
    Then.APPROVE: Said("到时视为同意", "then it counts as a yes"),
    Then.REJECT: Said("到时视为驳回", "then it counts as a no"),
}
BY_QUORUM = Said("一人反对不驳回", "a single no does not reject")
REMEDIES = Said(
    "补偿，以及谁不经审批最多可给多少（{currency}）",
    "Remedies, and how much each gives without asking ({currency})",
)
REMEDY = Said("补偿", "Remedy")
NO_LIMIT = Said("不限", "no limit")
STANDARDS = Said(
    "标准方案（不经审批立即发出）", "Standard solutions, sent at once without approval"
)
STANDARD = Said("标准方案", "Standard solution")
TEXT = Said("文字", "Text")
ARTICLE = Said("链接", "Link")

# Tasks

TASKS = Said("任务", "Tasks")
USUALLY = Said("没有另外说明时", "unless somebody says otherwise")
USUAL_TASK = Said("自动加上（{categories}）", "by themselves ({categories})")

# The customer

CUSTOMER = Said("客户的答复", "The customer's answer")
REMINDERS = Said("提醒客户确认", "Reminders to confirm")
WINDOW = Said("可重新激活", "Can be reopened within")
LOW_RATING = Said("这么低的评分也重新处理", "A rating that takes it up again")
AND_LESS = Said("{n} 分及以下", "{n} and less")
RATING_WINDOW = Said("可以改评分", "The rating can be changed for")
SUSPECT_WITHIN = Said("这么快的答复算可疑", "Doubtful if an answer comes within")
PORTAL = Said("公开页面", "Public pages")
RETENTION = Said("保存期", "Kept after the close")
MONTHS = Said("{n} 个月", "{n} months")
FOR_GOOD = Said("长期", "for good")
OTHERS = Said("其他类别", "every other category")
FORMS = Said("有表单的渠道", "Channels with a form")
INTRO = Said("首页的话", "On the first page")
CONSENT = Said("关于个人信息", "About personal data")
TICK = Said("同意要勾选", "Consent needs a tick")
BOARD = Said("反馈墙", "Board")
LIMIT = Said("{window}，超过 {limit} 次告诉经理", "{window}; a manager is told after {limit} times")
UPDATES = Said("自动告知进展", "Word on progress, by itself")
PACES: Mapping[Pace, Said] = {
    Pace.STAGE: Said("每到一个阶段", "at each stage"),
    Pace.MILESTONE: Said("到了节点", "at milestones"),
    Pace.NONE: Said("不说", "never"),
}
POINTS: Mapping[Point, Said] = {
    Point.ROUTED: Said("已交给小组", "with its team"),
    Point.HANDED_ON: Said("已转交另一个小组", "handed on to another team"),
    Point.PROPOSED: Said("方案待审批", "a solution waits for approval"),
    Point.REVISED: Said("方案调整中", "the solution is revised"),
    Point.RESUMED: Said("继续处理", "work goes on"),
    Point.AGREED: Said("方案已定", "a solution is agreed on"),
}
AT_MOST_EVERY = Said("至多每隔", "At most every")
MEETS = Said("算作报告进展", "Keeps the promise of word on progress")
YES = Said("是", "yes")
NO = Said("否", "no")
HOLDING = Said("暂复（仍未解决时自动发一次）", "Holding replies, sent once to what is not solved")
AFTER = Said("收到之后", "After")

# Emergencies

EMERGENCY = Said("紧急工单", "Emergencies")
BY_RULE = Said("哪些工单", "Which cases")
GROUP = Said("呼叫", "Calls")
CALL_EVERY = Said("无人认领时每隔", "And again, until it is taken, every")
UPDATE_EVERY = Said("向客户报告进展，每隔", "Word on progress every")

# Letters

LETTERS = Said("自己的信件", "Letters in your own words")
LETTER = Said("信", "Letter")
SUBJECT = Said("主题", "Subject")

# The analysis

ANALYSIS = Said("自动分析的关键词", "The words of the built-in analysis")
MEANS = Said("说明", "Means")
WORDS = Said("关键词", "Words")
FALLBACK = Said("没有关键词时", "Without any")
TRIAGE_BELOW = Said("把握低于 {share:.0%} 时由人分类", "a person decides below {share:.0%}")
