"""What the command `clocks` says."""

from collections.abc import Mapping

from schemas.words import Said

# Help

CLOCKS = Said(
    "逐段说明一件工单的每个时钟为什么停在现在的位置；recompute 按今天已知的节假日核对全部工单。",
    "Say of each clock of a case, stretch by stretch, why it stands where it stands;"
    " `clocks recompute` checks all cases against the holidays that are known today.",
)
A_CASE = Said("编号", "ID")
CASE = Said("工单编号，或 recompute", "The case, or `recompute`")
EXPLAIN = Said("逐段列出每一段时间", "List every stretch of time")
APPLY = Said(
    "与 recompute 一起用：让有差别的工单改用今天的日历",
    "With `recompute`: let the cases that differ go by today's calendars",
)
BY = Said("与 --apply 一起用：以谁的名义", "With --apply: in whose name the cases are moved")
ONLY_RECOMPUTE = Said("{name} 只能与 recompute 一起用", "{name} goes with `clocks recompute` only")

# One clock

NO_CLOCKS = Said("这件工单没有承诺过时限。", "Nothing is promised to this case.")
NTH = Said("第 {n} 次", "no. {n}")
TARGET = Said("目标", "target")
STARTED = Said("开始", "started")
ELAPSED = Said("已用", "elapsed")
LEFT = Said("剩余", "left")
SPARE = Said("提前", "to spare")
LATE = Said("超时", "late by")
STOOD_STILL = Said("暂停", "paused")
WARNED = Said("提醒", "warning")
DUE = Said("到期", "due")
ENDED = Said("结束", "ended")
IF_RESUMED = Said("{at}（假如现在恢复计时）", "{at} (if it went on now)")
PAUSE = Said("{since} 至 {until}，{stage}", "{since} to {until}, {stage}")
NOW = Said("现在", "now")
DAY_AND_NIGHT = Said("{target}，不分昼夜", "{target}, day and night")
IN_CALENDAR = Said("{target}，日历 {calendar}", "{target}, calendar {calendar}")

# Lengths

HOURS_MINUTES = Said("{hours} 小时 {minutes} 分钟", "{hours} h {minutes} min")
ONLY_HOURS = Said("{hours} 小时", "{hours} h")
ONLY_MINUTES = Said("{minutes} 分钟", "{minutes} min")
ONLY_SECONDS = Said("{seconds} 秒", "{seconds} s")
WORKING = Said("{span}工作时间", "{span} of working time")
SAME_TIME = Said("第 {n} 个工作日的同一时刻", "same time on working day {n}")
END_OF_DAY = Said("第 {n} 个工作日下班前", "by closing time of working day {n}")
BY_TIME = Said("第 {n} 个工作日 {at:%H:%M} 前", "by {at:%H:%M} of working day {n}")

# Stretches

COUNTED = Said("计入", "counted")
PAUSED = Said("暂停", "paused")
CLOSED = Said("非工作时间", "out of hours")
OVER = Said("超时", "late")
COMING = Said("尚未到来", "to come")
NOT_COUNTED = Said("不计入：{why}", "not counted: {why}")
COUNTS = Said("计入：计时中", "counted: the clock runs")
COUNTS_LATE = Said("计入：已过时限", "counted: past the deadline")
WILL_COUNT = Said("将计入", "will count")

# Recompute

CHECKING = Said("核对中", "Checking")
NOTHING_DIFFERS = Said(
    "核对工单 {checked} 件：节假日没有变化，无需重算。",
    "Cases checked: {checked}. The holidays are as they were: nothing differs.",
)
DIFFER = Said(
    "核对工单 {checked} 件；所用日历有变的 {found} 件，其中时钟有差别的 {differ} 件。",
    "Cases checked: {checked}; with other calendars today: {found};"
    " of these with clocks that differ: {differ}.",
)
TO_APPLY = Said(
    "什么都没有改动。要改用今天的日历，请运行 huiyin clocks recompute --apply。",
    "Nothing was changed. To go by today's calendars, run `huiyin clocks recompute --apply`.",
)
MOVED = Said("已改用今天的日历：{moved} 件。", "Moved to today's calendars: {moved}.")
UNTOLD = Said(
    "有 {untold} 件的流程没有应答，稍后请再运行一次：{why}",
    "{untold} workflows could not be told, run this again later: {why}",
)
CHANGE = Said("{before} → {after}", "{before} → {after}")
NO_CLOCK = Said("没有", "none")

LENGTHS: Mapping[str, Said] = {"same-time": SAME_TIME, "end-of-day": END_OF_DAY}
