"""What the page of a case says of its clocks: why each stands where it stands."""

from schemas.enums import Locale
from schemas.words import Said

TARGET = Said("目标", "Target")
STARTED = Said("开始", "Started")
ELAPSED = Said("已用", "Used")
LEFT = Said("剩余", "Left")
SPARE = Said("提前", "To spare")
LATE = Said("超时", "Late by")
STOOD_STILL = Said("暂停", "Paused")
WARNED = Said("提醒", "Warning")
DUE = Said("到期", "Due")
ENDED = Said("结束", "Ended")
IF_RESUMED = Said("{at}（假如现在恢复计时）", "{at} (if it went on now)")
PAUSE = Said("{since} 至 {until}，{stage}", "{since} to {until}, {stage}")
NOW = Said("现在", "now")
DAY_AND_NIGHT = Said("{target}，不分昼夜", "{target}, day and night")
IN_CALENDAR = Said("{target}，日历 {calendar}", "{target}, calendar {calendar}")
NTH = Said("第 {n} 次", "no. {n}")
OF_CYCLE = Said("第 {n} 轮", "cycle {n}")
DAYS = Said("{n} 天", "{n} days")
ONE_DAY = Said("{n} 天", "{n} day")
HOURS_MINUTES = Said("{hours} 小时 {minutes} 分钟", "{hours} h {minutes} min")
HOURS = Said("{hours} 小时", "{hours} h")
MINUTES = Said("{minutes} 分钟", "{minutes} min")
WORKING = Said("{span}工作时间", "{span} of working time")
SAME_TIME = Said("第 {n} 个工作日的同一时刻", "same time on working day {n}")
END_OF_DAY = Said("第 {n} 个工作日下班前", "by closing time of working day {n}")
BY_TIME = Said("第 {n} 个工作日 {at:%H:%M} 前", "by {at:%H:%M} of working day {n}")
CLOSED = Said("非工作时间", "out of hours")
NOT_COUNTED = Said("不计入：{why}", "not counted: {why}")
COUNTS = Said("计入：计时中", "counted: the clock runs")
COUNTS_LATE = Said("计入：已过时限", "counted: past the deadline")
SUMMED = Said(
    "共 {n} 段，时长是其中计入的部分", "{n} stretches; the length is what counted of them"
)
WILL_COUNT = Said("将计入", "will count")

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "clocks": "时限",
        "clocks_empty": "这件工单没有承诺过时限。",
        "clocks_why": "为什么？",
        "clocks_done": "已结束的时限",
        "from": "从",
        "until": "到",
        "length": "时长",
        "counted": "是否计入",
    },
    Locale.EN: {
        "clocks": "Clocks",
        "clocks_empty": "Nothing is promised to this case.",
        "clocks_why": "Why?",
        "clocks_done": "Clocks that have ended",
        "from": "From",
        "until": "Until",
        "length": "Length",
        "counted": "Counted",
    },
}
