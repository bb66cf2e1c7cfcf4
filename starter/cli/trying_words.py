"""What `huiyin policy try` says."""

from schemas.words import Said

TRY = Said(
    "试行一份制度：让过去的或给定的工单在虚拟时间里按它重走一遍，并与现状对比",
    "Try a policy: live past or given cases again under it, in virtual time, and compare",
)
FILE = Said("要试行的制度文件", "the policy file to try")
CASES = Said(
    "给定的工单：JSON Lines 或 CSV 文件，字段同 submit，可另有 received_at",
    "given cases: a JSON Lines or CSV file with the fields of submit, and received_at if known",
)
SINCE = Said("只取这一天起收到的工单", "only cases received from this day on")
UNTIL = Said("只取这一天之前收到的工单", "only cases received before this day")
FAST = Said(
    "只重新计算已有工单的时钟（快，但不重演决定）",
    "only fold the clocks of past cases again (quick; nobody decides anew)",
)
ANSWER_AFTER = Said(
    "给定的工单：多久后有人第一次答复", "given cases: how long until a person answers"
)
PROPOSE_AFTER = Said("给定的工单：多久后提出方案", "given cases: how long until a proposal")
APPROVE_AFTER = Said("没有记录的审批用多久", "how long an approval takes where none was recorded")
RESOLVE_AFTER = Said(
    "给定的工单：方案后多久解决", "given cases: how long from then to the solution"
)
CONFIRM_AFTER = Said("给定的工单：客户多久后确认", "given cases: how long until it is confirmed")
EVERY = Said(
    "给定的工单没有 received_at 时：每隔多久来一件",
    "given cases without received_at: how long from one to the next",
)
A_FILE = Said("文件", "FILE")
A_DAY = Said("日期", "DATE")
A_LENGTH = Said("时长", "DURATION")

NO_CASES = Said("这段时间没有收到工单", "no cases were received in that time")
EITHER = Said(
    "--cases 不能与 --from、--to、--fast 同时使用：它们用于已有的工单",
    "--cases does not go with --from, --to and --fast: these are about past cases",
)
PLAIN = Said('请写成 "1 hours" 或 "30 minutes"', 'is written like "1 hours" or "30 minutes"')
LIVING = Said("重走工单", "living the cases again")
READING = Said("统计现状", "counting how it was")

EMPTY = Said("文件里没有工单", "there are no cases in the file")
