"""What the commands about absences say."""

from schemas.words import Said

TOPIC = Said("谁何时不在，由谁代理。", "Who is away when, and who stands in.")
ADD = Said(
    "登记某人不在的时间；通知和审批由代理人处理。",
    "Note that somebody will be away; notices and approvals go to the deputy.",
)
LIST = Said("列出现在和将来的请假。", "List the absences of now and of times to come.")
REMOVE = Said("取消一条请假登记。", "Take an absence back.")

WHO = Said("谁不在（登录名）", "Who is away (login)")
A_DATE = Said("日期", "DATE")
A_NUMBER = Said("编号", "NUMBER")
STARTS = Said(
    "从哪天（当天零点）或哪个时刻起",
    "From which day (its midnight) or instant on",
)
ENDS = Said(
    "到哪天（当天零点）或哪个时刻为止，即回来的那天", "Until which day or instant: of the return"
)
DEPUTY = Said(
    "代理人；不写则由小组的常任代理人代理",
    "Who stands in; without it the team's standing deputy",
)
WHICH = Said("请假登记的编号", "The number of the absence")
ALL = Said("也列出过去的和已取消的", "Past ones and those taken back too")

NUMBER = Said("编号", "Number")
PERSON = Said("谁", "Who")
FROM = Said("从", "From")
UNTIL = Said("到", "Until")
STANDS_IN = Said("代理人", "Deputy")
IN_ZONE = Said("时间按制度的时区：{zone}", "Times in the policy's zone: {zone}")
REMARK = Said("备注", "Remark")
TAKEN_BACK = Said("已取消", "taken back")
NOW = Said("现在不在", "away now")

ADDED = Said(
    "已登记（编号 {id}）：{login} 从 {starts} 到 {ends} 不在，代理人：{deputy}。",
    "Noted (number {id}): {login} is away from {starts} until {ends}. Deputy: {deputy}.",
)
STANDING = Said("小组的常任代理人", "the team's standing one")
REMOVED = Said("已取消 {login} 的请假（编号 {id}）。", "The absence {id} of {login} is taken back.")
NONE = Said("没有请假登记。", "No absence is noted.")

UNKNOWN = Said(
    "{flag}：制度中没有 {login} 这个人；有：{known}",
    "{flag}: the policy knows nobody called {login}; it knows: {known}",
)
WHEN = Said(
    "{flag}：请写成 2026-03-05 或 2026-03-05T18:00+08:00",
    "{flag}: must be written like 2026-03-05 or 2026-03-05T18:00+08:00",
)
ENDS_FIRST = Said("--until 必须在 --from 之后", "--until must be after --from")
OWN_DEPUTY = Said("不能做自己的代理人", "nobody is his own deputy")
OVERLAPS = Said(
    "{login} 在这段时间已有登记（编号 {id}：{starts} 到 {ends}）",
    "{login} is noted as away in that time already (number {id}: {starts} until {ends})",
)
NO_ABSENCE = Said("没有编号为 {id} 的请假登记", "there is no absence of the number {id}")
