"""What the command line says, in the language of the person in front of it."""

import os
from collections.abc import Mapping

from schemas.enums import Locale
from schemas.words import Said
from starter.up.words import spoken


def _chosen() -> Locale:
    named = os.environ.get("HUIYIN_LANG", "")
    return spoken(Locale(named) if named in set(Locale) else None)


LOCALE = _chosen()
"""Chosen once. A wrong HUIYIN_LANG is reported when the settings are read."""


def said(what: Said, /, **values: object) -> str:
    """A sentence in the chosen language, with its blanks filled in."""
    return what.in_(LOCALE).format(**values)


# Wrong use of a command

SEE_HELP = Said("（用法：{command} --help）", " (see: {command} --help)")
NO_COMMAND = Said("没有 {name} 这个命令", "there is no command {name}")
NEAREST = Said("；您要的可能是 {names}", "; perhaps {names}")
NO_OPTION = Said("没有 {name} 这个选项", "there is no option {name}")
MISSING = Said("缺少 {name}", "{name} is missing")
VALUE_WRONG = Said(
    "{name} 缺少所需的值，或带了不该有的值",
    "{name} is given without the value it needs, or with one it does not take",
)
TOO_MUCH = Said(
    "多出了 {extra}；含空格的文字请加引号",
    "did not expect {extra}; put a text with spaces in quotes",
)
ONE_OF_TWO = Said("{first} 和 {second} 必须给出且只给出一个", "give either {first} or {second}")
NOT_WITH = Said("{first} 不能与 {second} 同时使用", "{first} does not go with {second}")

# Wrong values

PROBLEM = Said("{field}：{problem}", "{field}: {problem}")
IS_MISSING = Said("不能缺少", "is missing")
IS_EMPTY = Said("不能为空", "must not be empty")
TOO_LONG = Said("不能超过 {max_length} 个字符", "must not be longer than {max_length} characters")
NOT_TEXT = Said("必须是文字", "must be a text")
NOT_UTF8 = Said("不是 UTF-8 编码的文字", "is not text in UTF-8")
NOT_KNOWN = Said(
    "没有 {value}，必须是下列之一：{allowed}", "{value} is unknown; it must be one of: {allowed}"
)
NOT_ONE_OF = Said("必须是下列之一：{expected}", "must be one of: {expected}")
NO_FIELD = Said("没有这个字段", "is not a field that is known here")
NOT_A_NUMBER = Said("必须是整数", "must be a whole number")
TOO_SMALL = Said("不能小于 {ge}", "must be at least {ge}")
TOO_LARGE = Said("不能大于 {le}", "must be at most {le}")
NOT_A_NAME = Said(
    "只能用小写字母、数字和 _，以字母开头",
    "must be lower-case letters, digits and _, beginning with a letter",
)
NOT_A_LOGIN = Said(
    "必须是登录名：小写字母、数字、点、_ 和 -，以字母开头",
    "must be a login: lower-case letters, digits, dot, _ and -, beginning with a letter",
)
NOT_A_REQUEST = Said(
    "必须是 8 到 64 个字母、数字、- 或 _", "must be 8 to 64 letters, digits, - or _"
)
NOT_AN_AMOUNT = Said(
    "必须是金额，最多两位小数，例如 80 或 80.50",
    "must be an amount with two digits at most, such as 80 or 80.50",
)
NOT_A_ROADMAP_ID = Said(
    "最多 40 个字母、数字、点、_ 和 -，以字母或数字开头",
    "must be up to 40 letters, digits, dot, _ and -, beginning with a letter or digit",
)
NOT_A_HASH = Said(
    "必须是方案的校验码（16 位），可用 huiyin show 查看",
    "must be the 16 characters that `huiyin show` gives as the hash of the proposal",
)
NOT_A_TASK = Said(
    "必须是任务编号，例如 T1，可用 huiyin show 查看",
    "must be the name of a task, such as T1, as `huiyin show` gives it",
)
NOT_A_LENGTH = Said(
    '时长写成 "4 business hours"、"3 business days" 或 "24 hours"',
    'a length of time is written like "4 business hours", "3 business days" or "24 hours"',
)
NOT_AN_ADDRESS = Said("不是有效的邮箱地址", "is not an e-mail address")
NOT_A_HOOK = Said(
    "应是 https 地址，不含用户名和 #；本机地址可以用 http",
    "must be an https address without a user name and without #; http is for this machine",
)
HAS_CONTROLS = Said("不能含有控制字符", "must not contain control characters")
NOT_A_DATE = Said(
    "日期请写成 2026-03-05 或 2026-03-05T18:00",
    "a date is written like 2026-03-05 or 2026-03-05T18:00",
)
PAST_DATE = Said("必须是将来的时间", "must be in the future")
NO_LEVEL = Said(
    "HUIYIN_LOG_LEVEL 必须是下列之一：{levels}", "HUIYIN_LOG_LEVEL must be one of: {levels}"
)

SETTING_WRONG = Said("{variable} 设置不正确：{right}", "{variable} is not right: {right}")
RIGHT_SETTINGS: Mapping[str, Said] = {
    "HUIYIN_DATABASE_URL": Said(
        "应形如 sqlite:////path/to/record.sqlite3 或 postgresql://user:password@host/name",
        "it is like sqlite:////path/to/record.sqlite3 or postgresql://user:password@host/name",
    ),
    "HUIYIN_POLICY": Said("没有这个制度文件", "there is no such policy file"),
    "HUIYIN_SECRET_KEY": Said(
        "应是至少 32 个字符的随机文字；不设时取自数据目录中的 secret.key",
        "it is a random text of at least 32 characters; default: secret.key in the data directory",
    ),
    "HUIYIN_WIDGET_ORIGINS": Said(
        "应是网站的地址，如 https://www.example.com，多个之间用空格隔开",
        "it is addresses of sites like https://www.example.com, separated by spaces",
    ),
    "HUIYIN_SMTP_URL": Said(
        "应形如 smtp://user:password@host:587?starttls=true 或 smtps://host",
        "it is like smtp://user:password@host:587?starttls=true or smtps://host",
    ),
}

# Lines of a file

UNREADABLE = Said("不能读取 {path}：{why}", "{path} cannot be read: {why}")
NO_FILE = Said("没有这个文件", "there is no such file")
A_DIRECTORY = Said("这是一个目录", "it is a directory")
NOT_ALLOWED = Said("没有读取的权限", "you may not read it")
NOT_JSON = Said(
    "不是完整的 JSON（第 {column} 个字符处）", "is not complete JSON (at character {column})"
)
NOT_AN_OBJECT = Said("必须是一个 JSON 对象", "must be one JSON object")
TOO_DEEP = Said("嵌套太深或数字太长", "is nested too deeply or has too long a number")
BAD_CSV = Said("不是有效的 CSV；请检查引号", "is not valid CSV; look at its quotes")
TOO_MANY_CELLS = Said("列数比表头多", "has more columns than the header")
BAD_HEADER = Said(
    "CSV 的第一行必须是列名，其中要有 text；可用的列：{fields}",
    "the first line of a CSV file must name its columns, text among them; known are: {fields}",
)
LINE = Said("第 {line} 行：{reason}", "line {line}: {reason}")

# What went wrong

NO_CASE = Said("没有编号为 {case} 的工单", "there is no case {case}")
NOTHING_RECORDED = Said("{why}；什么都没有记录", "{why}; nothing was recorded")
STOPPED_HALFWAY = Said(
    "{why}；在此之前已记录 {count} 件。请稍后再提交同一个文件，有外部编号的不会重复",
    "{why}; {count} were recorded before that. Give the same file again later: "
    "what has an external id is not taken twice",
)
NOT_SET_UP = Said(
    "{where} 中的记录库尚未建立；请运行 huiyin up 或 huiyin upgrade",
    "the record in {where} is not set up; run `huiyin up` or `huiyin upgrade`",
)
OTHER_VERSION = Said(
    "{where} 中的记录库属于另一个版本（{found}，本程序需要 {needed}）；请运行 huiyin upgrade",
    "the record in {where} is of another version ({found}, this program needs {needed});"
    " run `huiyin upgrade`",
)
RECORD_BROKEN = Said(
    "不能打开 {where} 中的记录库：{why}", "the record in {where} cannot be opened: {why}"
)
OTHER_REQUEST = Said(
    "这个请求编号已用于别的决定，请换一个",
    "the request id belongs to another decision; take a new one",
)
ALLOWED_NOW = Said("{sentence}目前可以：{names}。", "{sentence} Possible now: {names}.")
NOTHING_ALLOWED = Said("{sentence}目前不能再作任何决定。", "{sentence} Nothing can be decided now.")
UNEXPECTED = Said(
    "意外错误：{kind}；详情请用 HUIYIN_LOG_LEVEL=DEBUG 或 huiyin --verbose 再运行一次",
    "unexpected: {kind}; run it again with HUIYIN_LOG_LEVEL=DEBUG or huiyin --verbose"
    " to see the details",
)
PORT_UNUSABLE = Said(
    "不能在 {address} 上提供网页（{why}）：请另设 HUIYIN_WEB_PORT 或 HUIYIN_WEB_HOST",
    "cannot listen on {address} ({why}): choose another by HUIYIN_WEB_PORT or HUIYIN_WEB_HOST",
)

# Answers

ADDED_TO = Said(
    "此前已收到；新的内容已记入这件工单：", "Received before; what is new was added to the case "
)
SUBMITTED = Said("已收到，工单编号：", "Received. The case is ")
KNOWN_ALREADY = Said("此前已收到，工单编号：", "Received before. The case is ")
STATUS_PAGE = Said("客户查询页", "Customer's page")
LOOK_AT_IT = Said("查看工单", "Look at it")
BULK = Said(
    "新收到 {accepted} 件，此前已收到 {repeated} 件，未接受 {rejected} 件。",
    "{accepted} received, {repeated} received before, {rejected} not accepted.",
)
SUBMITTING = Said("提交中", "Submitting")
DONE = Said("已完成：{what}。", "Done: {what}.")
PENDING = Said("已记录，稍后执行（{what}）。", "Recorded, will be carried out ({what}).")
ASKED_AGAIN = Said(
    "注意：这是本轮第 {n} 次请客户补充。请把问题一次问完。",
    "Note: the customer is asked for the time {n} in this cycle. Ask everything at once.",
)
NOTED = Said("已记下内部备注。", "Noted, for the team only.")
NOW_AT = Said("目前：{stage}", "Now: {stage}")
NO_CASES = Said("还没有工单。提交第一件：", "There are no cases yet. Submit the first:")
FIRST_TEXT = Said("付款以后应用就闪退", "The app closes right after I pay")

# A case

CASE = Said("工单", "Case")
STAGE = Said("阶段", "Stage")
PRIORITY = Said("紧急程度", "Priority")
CATEGORY = Said("分类", "Category")
TEAM = Said("小组", "Team")
OWNER = Said("负责人", "Owner")
NOBODY = Said("无", "nobody")
DUE = Said("时限", "Due")
RECEIVED = Said("收到时间", "Received")
CLOSED = Said("结案时间", "Closed")
CHANNEL = Said("渠道", "Channel")
CYCLE = Said("轮次", "Cycle")
EXTERNAL_ID = Said("外部编号", "External id")
CUSTOMER = Said("客户", "Customer")
NO_ADDRESS = Said(
    "没有可用的邮箱，请另行把查询页告诉客户", "no usable address: give the customer the page below"
)
WORDS_OF_CUSTOMER = Said("反馈内容", "What the customer wrote")
DEADLINES = Said("时限", "Deadlines")
OF_CYCLE = Said("第 {cycle} 轮", "cycle {cycle}")
PROPOSAL = Said("方案", "Proposal")
VERSION = Said("第 {version} 版", "version {version}")
NEEDS = Said("需{role}审批", "needs the approval of a {role}")
APPROVED = Said("已批准", "approved")
PROPOSED_BY = Said("由 {who} 提出", "by {who}")
WAITING = Said("已记录、尚未执行的决定", "Decisions recorded and not carried out yet")
POSSIBLE = Said("目前可以", "Possible now")

# What happened

BY_RULE = Said("按制度的规定", "by a rule of the policy")
BY_HAND = Said("由人宣布", "declared by a person")
EMERGENCY = Said("紧急", "EMERGENCY")
CONFIDENTIAL = Said("保密", "CONFIDENTIAL")
SUBCATEGORY = Said("子分类：{name}", "sub-category {name}")
REPRODUCED = Said("已重现", "reproduced")
NOT_REPRODUCED = Said("未能重现", "not reproduced")
SCOPE = Said("影响{scope}", "concerns {scope}")
FOUND_OUT = Said("分析结果", "What was found out")
HOLDING = Said("第 {n} 份暂复", "holding reply {n}")
NEW_OWNER = Said("交给 {who}", "to {who}")
RATING = Said("评分 {rating}", "rated {rating} of 5")
SAME_AS = Said("与 {case} 相同", "the same as {case}")
EXPECTED = Said("预计 {when}", "expected by {when}")
REMINDER = Said("第 {n} 次", "time {n}")
NOT_SOLVED = Said("客户表示没有解决", "the customer says it is not solved")
BY_REQUEST = Said("应当事人要求", "asked for by the person")
BY_AGE = Said("保存期已满", "kept long enough")
BY_TIME = Said("到时没有决定", "not decided in time")
BY_LEAD = Said("由组长决定", "a lead's decision")
TO_TRIAGE = Said("不能确定，等待人工分类", "not certain, waits for a person")
SMTP_CODE = Said("邮件服务器答复 {code}", "the mail server said {code}")
BY_LINK = Said("没有邮箱，凭查询页", "no address: by the customer's page")
OF_PRIORITY = Said("紧急程度{name}", "priority {name}")
SOUNDS = Said("语气{name}", "sounds {name}")


# Moments: {at} is a datetime in the local zone.

MOMENT = Said(
    "{at.year}年{at.month}月{at.day}日 {at:%H:%M}", "{at.day} {at:%b} {at.year}, {at:%H:%M}"
)
SHORT_MOMENT = Said("{at.month}月{at.day}日 {at:%H:%M}", "{at.day} {at:%b}, {at:%H:%M}")
IN = Said("{span}后", "in {span}")
AGO = Said("{span}前", "{span} ago")
DAYS = Said("{n} 天", "{n} d")
HOURS = Said("{n} 小时", "{n} h")
MINUTES = Said("{n} 分钟", "{n} min")
