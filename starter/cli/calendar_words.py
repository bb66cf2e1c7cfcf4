"""What the commands about working calendars say."""

from collections.abc import Mapping

from rules.calendar import Passing
from rules.days import DayKind
from schemas.words import Said

# Problems

NO_CALENDAR = Said(
    "没有 {name} 这个日历；可用的有：{known}", "there is no calendar {name}; known are: {known}"
)
NOT_A_MONTH = Said(
    "月份请写成 2026-10，年份在 {first} 到 {last} 之间",
    "a month is written like 2026-10, of a year from {first} to {last}",
)
NOT_AN_INSTANT = Said(
    "{name}：时刻请写成 2026-09-30T17:00+08:00，要带时区，年份在 {first} 到 {last} 之间",
    "{name}: a time is written like 2026-09-30T17:00+08:00, with its offset from UTC,"
    " of a year from {first} to {last}",
)
NOT_A_LENGTH = Said(
    '时长请写成 "24 hours"、"4 business hours"、"90 business minutes"、"3 business days"、'
    '"3 business days until end-of-day" 或 "by 16:00 next working day"，要大于 0，至多 3650 天',
    'a duration is written like "24 hours", "4 business hours", "90 business minutes",'
    ' "3 business days", "3 business days until end-of-day" or "by 16:00 next working day",'
    " more than 0 and 3650 days at most",
)
NOT_A_PAUSE = Said(
    "--pause：请写成 开始/结束，两者都是带时区的时刻，结束在后",
    "--pause: it is written FROM/TO, two times with their offset from UTC, the later one last",
)
NOT_AN_UNTIL = Said(
    "--until 必须是 same-time 或 end-of-day", "--until must be same-time or end-of-day"
)
UNTIL_OF_DAYS = Said(
    "--until 只用于工作日，例如 3 business days",
    "--until goes with business days only, like 3 business days",
)
NOT_YEARS = Said(
    "--years：请写成 2026 或 2026-2028，在 {first} 到 {last} 之间，至多 {most} 年",
    "--years: written like 2026 or 2026-2028, from {first} to {last}, {most} years at most",
)
WRONG_AT = Said("{where}：{why}", "{where}: {why}")
NOT_ICS = Said("{path} 不是有效的 iCalendar 文件", "{path} is no valid iCalendar file")
FAR_AWAY = Said(
    "一百年之内没有那么多工作时间", "so much working time does not come within 100 years"
)

# A month

TITLE = Said("{month:%Y}年{month.month}月 · {name}（{zone}）", "{month:%B %Y} · {name} ({zone})")
WEEKDAYS = Said("一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su")
LEGEND = Said(
    "· 休息　× 节假日　+ 调休上班　* 自定",
    "· free   × public holiday   + made-up working day   * own day",
)
SUM = Said("工作日 {days} 天，工作时间 {hours}", "Working days: {days}; working hours: {hours}")
FREE = Said("休息", "free")
KINDS: Mapping[DayKind, Said] = {
    DayKind.OWN: Said("自定", "own day"),
    DayKind.MAKE_UP: Said("调休上班", "make-up working day"),
    DayKind.HOLIDAY: Said("节假日", "public holiday"),
    DayKind.WEEKDAY: Said("平日", "weekday"),
}
WORKING_DAY = Said("工作日", "working day")
FREE_DAY = Said("休息日", "free day")
A_DATE = Said("{day.month}月{day.day}日", "{day.day} {day:%b}")
MAKE_UP_UNKNOWN = Said(
    "数据（{source}）中的调休安排只到 {year} 年。",
    "Make-up days are known up to {year} only ({source}).",
)
HOLIDAYS_UNKNOWN = Said(
    "数据（{source}）中的节假日只有 {first} 年到 {last} 年。",
    "Public holidays are known from {first} to {last} only ({source}).",
)

# A due time

DUE_AT = Said("到期：{local}（{zone}），即 {utc}", "Due: {local} ({zone}), that is {utc}")
PASSINGS: Mapping[Passing, Said] = {
    Passing.COUNTED: Said("计时", "counted"),
    Passing.PAUSED: Said("暂停", "paused"),
    Passing.CLOSED: Said("非工作时间", "out of hours"),
}
FROM = Said("从", "from")
TO = Said("到", "to")
LASTS = Said("时长", "for")
WHAT = Said("如何", "what")
MOMENT = Said("{at:%Y-%m-%d} 周{weekday} {at:%H:%M:%S}", "{weekday} {at:%Y-%m-%d %H:%M:%S}")
DAYS_LONG = Said("{days} 天 {clock}", "{days} d {clock}")
LEFT_OUT = Said("（省略 {n} 段）", "({n} stretches left out)")

# A list

NAME = Said("名称", "name")
ZONE = Said("时区", "zone")
HOURS = Said("工作时间", "hours")
HOLIDAYS = Said("节假日", "holidays")
ORIGIN = Said("来源", "from")
SHIPPED = Said("自带", "shipped")
OF_POLICY = Said("制度", "the policy")
NOTHING = Said("无", "none")

# An import

NO_DAYS = Said("这些年里没有事件。", "There are no events in these years.")
