"""What `--help` says: one sentence for each command, and one for each option."""

from schemas.enums import DecisionKind
from schemas.words import Said

PROGRAM = Said("回音：每一条反馈都有回应。", "Huiyin: every piece of feedback gets an answer.")
USAGE = Said("用法：{line}", "Usage: {line}")
COMMANDS = Said("命令", "Commands")
ARGUMENTS = Said("参数", "Arguments")
OPTIONS = Said("选项", "Options")
SOME_OPTIONS = Said("[选项]", "[OPTIONS]")
A_COMMAND = Said("命令 …", "COMMAND …")
REQUIRED = Said("（必填）", " (required)")
MORE = Said("某个命令的说明：huiyin 命令 --help", "Help for one command: huiyin COMMAND --help")

HELP = Said("显示本说明", "Show this help")
VERBOSE = Said("把详细日志写到标准错误", "Write a detailed log to stderr")
JSON = Said("以 JSON 输出", "Answer in JSON")

# Commands

SUBMIT = Said(
    "提交一条反馈，或用 --from 提交整个文件（JSON Lines 或 CSV）。",
    "Submit one item of feedback, or with --from a whole file (JSON Lines or CSV).",
)
LIST = Said("列出或搜索工单，最新的在前。", "List cases or search them, the latest first.")
SHOW = Said(
    "显示一件工单的全部情况，以及目前可以做什么。", "Show all of a case, and what can be done now."
)
HISTORY = Said("用通俗的话说明一件工单的经过。", "Tell in plain words what happened to a case.")
TASKS = Said("未完成的任务，最急的在前。", "The tasks that are open, the most urgent first.")
APPROVALS = Said(
    "列出等待审批的方案，以及在等谁。", "List the proposals that wait for approval, and for whom."
)
FOR = Said("只看等这个人决定的", "Only what waits for this person")
SHIP = Said(
    "规划中的功能已上线：告诉每一位提过它的客户（会发邮件）。",
    "What was on the roadmap has shipped: tell everybody who asked for it, by mail.",
)
SHIPPED_ROADMAP = Said("在产品规划中的编号", "Its id on the roadmap")
SHIPPED_TEXT = Said("告诉客户的话", "What to tell the customers")
NOTE = Said("添加内部备注，不会发给客户。", "Add a note for the team; it is never mailed.")
UP = Said(
    "在本机启动全部：Temporal、工作进程、网页、邮件收集器。",
    "Run everything on this machine: Temporal, worker, web, mail catcher.",
)
WORKER = Said("只运行工作进程。", "Run the worker alone.")
WEB = Said("只运行网页服务。", "Run the web process alone.")
CATCHER = Said("只运行邮件收集器。", "Run the mail catcher alone.")

DECISIONS = {
    DecisionKind.TAKE: Said("认领工单。", "Take a case: its owner is you."),
    DecisionKind.ASSIGN: Said("把工单交给一位同事。", "Give a case to a colleague."),
    DecisionKind.TRIAGE: Said(
        "确定分类和紧急程度，也可以改派小组，并记下分析结果。",
        "Set category and priority, the team if it is to be another, and what was found out.",
    ),
    DecisionKind.CLARIFY: Said(
        "向客户提问，几个问题一起问；等待期间不计时。",
        "Ask the customer, all questions in one mail; clocks pause until the answer.",
    ),
    DecisionKind.REPLY: Said(
        "记下客户对提问的回答。", "Take down the customer's answer to a question."
    ),
    DecisionKind.PROGRESS: Said(
        "告诉客户进展（会发邮件）。", "Tell the customer of progress, by mail."
    ),
    DecisionKind.PROPOSE: Said(
        "提出解决方案；决定之前再提一次就是新的版本，此前的批准随之作废。",
        "Propose a solution; again, before it is decided, a new version to be approved anew.",
    ),
    DecisionKind.APPROVE: Said("批准方案。", "Approve the proposal."),
    DecisionKind.REJECT: Said(
        "驳回方案，退回重新制定。", "Reject the proposal; it goes back to planning."
    ),
    DecisionKind.RESOLVE: Said(
        "处理完毕，请客户确认（会发邮件）。", "It is done: ask the customer to confirm, by mail."
    ),
    DecisionKind.CONFIRM: Said(
        "记下客户的确认：已解决或没有解决。", "Take down whether the customer says it is solved."
    ),
    DecisionKind.REOPEN: Said(
        "重新激活工单（由组长）。", "Open a case again; a lead decides this."
    ),
    DecisionKind.DECLINE: Said("不予采纳，并说明理由。", "Decline, and say why."),
    DecisionKind.DUPLICATE: Said(
        "与另一件工单相同，以此结案，并告诉客户。",
        "Close it, because another case is the same, and tell the customer.",
    ),
    DecisionKind.WITHDRAW: Said("按客户的意愿撤回。", "Withdraw, as the customer wishes."),
    DecisionKind.EMERGENCY: Said(
        "宣布紧急：立即呼叫应急人员，直到有人认领（由组长或负责人）。",
        "Declare an emergency: its group is called until somebody takes it (lead, owner).",
    ),
    DecisionKind.CALM: Said(
        "解除紧急（由组长或负责人）。", "End the emergency; for a lead or the owner."
    ),
    DecisionKind.TASK: Said(
        "把一件事交给另一个小组、某个人或外部人员；全部完成前工单不能办结。",
        "Give a task to a team, a person or an outside party; the case waits until it is done.",
    ),
    DecisionKind.DONE: Said("任务已完成，并写明结果。", "A task is done; say what came of it."),
    DecisionKind.DROP: Said("取消不再需要的任务。", "Drop a task that is not needed any more."),
}

# What stands for a value

AN_ID = Said("编号", "ID")
A_LOGIN = Said("登录名", "LOGIN")
A_TEXT = Said("文字", "TEXT")
A_FILE = Said("文件", "FILE")
A_NAME = Said("称呼", "NAME")
AN_ADDRESS = Said("邮箱", "EMAIL")
A_CHANNEL = Said("渠道", "CHANNEL")
A_LANGUAGE = Said("zh|en", "zh|en")
A_CATEGORY = Said("分类", "CATEGORY")
A_PRIORITY = Said("级别", "PRIORITY")
A_TEAM = Said("小组", "TEAM")
A_DATE = Said("日期", "DATE")
A_NUMBER = Said("数字", "NUMBER")
A_STAGE = Said("阶段", "STAGE")

A_KIND = Said("种类", "KIND")
A_REMEDY = Said("补偿", "REMEDY")
AN_AMOUNT = Said("金额", "AMOUNT")
A_ROADMAP_ID = Said("规划编号", "ROADMAP-ID")
A_KEY = Said("名称", "KEY")
A_CASE = Said("工单编号", "CASE")
A_HASH = Said("校验码", "HASH")

# Arguments and options

CASE = Said("工单编号，例如 7KQ2M-9XD3H", "The case, such as 7KQ2M-9XD3H")
BY = Said("作决定的人的登录名", "The login of who decides")
BY_CUSTOMER = Said(
    "记录回答的人的登录名，默认为客户本人", "The login of who takes it down; default: the customer"
)
REQUEST_ID = Said(
    "请求编号；同一编号重复提交只算一次", "Names this request; the same one again counts once"
)
TO = Said("接手人的登录名", "The login of who gets it")
TEXT_NOTE = Said("备注内容", "What to note")
QUESTION = Said(
    "要问客户的话；可以写几次，一封邮件一起问", "What to ask; again for each further question"
)
STATEMENT = Said(
    "给受影响的所有紧急工单的客户发同一份说明；先预览，加 --yes 才发出。",
    "One statement to the customers of all emergencies; shown first, sent with --yes.",
)
STATEMENT_TEXT = Said("告诉客户的话", "What to tell the customers")
CASES = Said(
    "哪些紧急工单：all，或 team:engineering category:malfunction 等",
    "Which emergencies: all, or such as team:engineering category:malfunction",
)
A_FILTER = Said("条件", "FILTER")
YES = Said("发出；不写则只预览", "Send it; without this it is only shown")
SUBCATEGORY = Said("子分类，见制度", "The sub-category, as the policy names it")
MODULE = Said("产品模块，见制度", "The part of the product, as the policy names it")
A_SENTIMENT = Said("positive|neutral|negative", "positive|neutral|negative")
SENTIMENT = Said("客户的情绪", "How the customer sounds")
SPAM = Said(
    "是否垃圾信息：yes 搁置，no 取回", "Whether it is spam: yes sets it aside, no brings it back"
)
PROBLEM = Said("用自己的话重述问题（不会发给客户）", "The problem restated; never mailed")
REPRODUCED = Said("问题能否重现：yes 或 no", "Whether it could be reproduced: yes or no")
YES_OR_NO = Said("yes|no", "yes|no")
SCOPE = Said("影响范围：one、some、many", "How many it concerns: one, some or many")
A_SCOPE = Said("one|some|many", "one|some|many")
A_SUBCATEGORY = Said("子分类", "SUBCATEGORY")
ANSWER = Said("客户的回答", "What the customer answered")
PROGRESS_TEXT = Said("告诉客户的话", "What to tell the customer")
EXPECT = Said(
    "预计完成的日期，例如 2026-03-05 或 2026-03-05T18:00",
    "By when, such as 2026-03-05 or 2026-03-05T18:00",
)
SOLUTION = Said("方案内容", "What is proposed")
VERSION = Said(
    "方案的版本，默认为当前版本", "The version of the proposal; default: the present one"
)
KIND = Said(
    "方案的种类：answer、remedy、workaround、fix、roadmap、decline",
    "answer, remedy, workaround, fix, roadmap or decline",
)
ARTICLE = Said("知识库文章的链接（answer）", "A link into the knowledge base (answer)")
REMEDY = Said("补偿的种类，例如 voucher（remedy）", "What is given, such as voucher (remedy)")
AMOUNT = Said("金额，例如 80 或 80.50（remedy）", "What it is worth, such as 80 or 80.50 (remedy)")
FIX_BY = Said("承诺修复的日期（workaround、fix）", "By when the fix is promised (workaround, fix)")
HOTFIX = Said("紧急修复（workaround、fix）", "It is a hotfix (workaround, fix)")
ROADMAP = Said("在产品规划中的编号（roadmap）", "Its id on the roadmap (roadmap)")
VALUE = Said("价值，1 到 5（roadmap）", "What it is worth to customers, 1 to 5 (roadmap)")
FEASIBILITY = Said("可行性，1 到 5（roadmap）", "How feasible it is, 1 to 5 (roadmap)")
ROADMAP_PRIORITY = Said(
    "规划中的优先级：high、medium、low（roadmap）", "high, medium or low, on the roadmap (roadmap)"
)
STANDARD = Said(
    "制度中的标准方案；不经审批，立即发给客户，不需要 --text",
    "A standard solution of the policy: it goes out at once, without approval or --text",
)
HASH = Said(
    "方案的校验码；与现在的方案不符时不予接受",
    "The hash of the proposal; refused if the proposal is another by now",
)
DUPLICATE_OF = Said("与哪件工单相同", "The case that goes on in its stead")
REASON = Said("理由", "Why")
SUMMARY = Said("做了什么，会写给客户", "What was done; the customer reads it")
SOLVED = Said("已解决", "It is solved")
NOT_SOLVED = Said("没有解决", "It is not solved")
RATING = Said("评分，1 到 5", "The customer's rating, 1 to 5")
COMMENT = Said("客户的评语", "What the customer remarks")
TEAM = Said("小组，默认按分类确定", "The team; default: the one of the category")
CATEGORY = Said("分类", "The category")
TASK_ID = Said("任务编号，例如 T1", "The task, such as T1")
TASK_TEAM = Said("交给哪个小组", "The team that is to do it")
TASK_TO = Said("交给谁（登录名）", "The login of who is to do it")
TASK_OUTSIDE = Said(
    "外部人员的邮箱；内容会发邮件给他，不要写客户的信息",
    "The address of an outside party, who gets the text by mail: say nothing of the customer",
)
TASK_TEXT = Said("要做什么", "What is to be done")
TASK_WITHIN = Said(
    '多久之内，例如 "3 business days"，默认按制度',
    'Within what time, such as "3 business days"; default: as the policy says',
)
TASK_DUE = Said("完成的日期，例如 2026-03-05", "By when, such as 2026-03-05")
TASK_LOCALE = Said(
    "给外部人员的邮件用什么语言，默认与工单相同",
    "The language of the mail to an outside party; default: that of the case",
)
TASK_RESULT = Said("做了什么，结果如何", "What was done, and what came of it")
TASKS_TEAM = Said("只看这个小组的任务", "Only tasks of this team")
TASKS_FOR = Said("只看这个人可以做的任务", "Only tasks that this person can do")
A_TASK = Said("任务编号", "TASK")
A_LENGTH = Said("时长", "LENGTH")
PRIORITY = Said("紧急程度：high、medium、low", "high, medium or low")

TEXT = Said("反馈内容", "What the customer says")
FROM = Said(
    "JSON Lines 或 CSV 文件，- 表示标准输入", "A file of JSON Lines or CSV; - reads standard input"
)
CONTACT = Said("客户的邮箱", "The customer's e-mail address")
NAME = Said("客户的称呼", "The customer's name")
CHANNEL = Said("渠道，默认 web", "The way it came; default: web")
LOCALE = Said("客户的语言：zh 或 en，默认按内容判断", "zh or en; default: as the text is")
EXTERNAL_ID = Said("在来源系统中的编号", "Its id in the system it comes from")
STAGE = Said("只看这个阶段", "Only cases at this stage")
LIMIT = Said("最多多少件，默认 50", "At most so many; default: 50")
