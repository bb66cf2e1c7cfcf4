"""What `--help` says of the commands about working calendars."""

from schemas.words import Said

TOPIC = Said(
    "工作日历：工作时间、节假日、到期时间。", "Working calendars: hours, holidays, due times."
)
SHOW = Said("画出一个月的工作日、休息日和调休日。", "Draw a month: working, free and made-up days.")
DUE = Said(
    "计算一个时限何时到期，并说明过程。", "Say when a target falls due, and how it comes to that."
)
LIST = Said("列出可用的日历。", "List the calendars that there are.")
IMPORT = Said(
    "读取 iCalendar 文件，打印可粘贴到制度文件中的日期。",
    "Read an iCalendar file and print its days, to paste into a policy.",
)
A_MONTH = Said("月份", "MONTH")
MONTH = Said("要画的月份，例如 2026-10", "The month, like 2026-10")
A_START = Said("开始", "START")
START = Said(
    "开始的时刻，例如 2026-09-30T17:00+08:00", "When it starts, like 2026-09-30T17:00+08:00"
)
A_LENGTH = Said("时长", "DURATION")
LENGTH = Said(
    '"24 hours"、"4 business hours"、"3 business days" 或 "by 16:00 next working day"',
    '"24 hours", "4 business hours", "3 business days" or "by 16:00 next working day"',
)
A_FILE = Said("文件", "FILE")
ICS_FILE = Said("iCalendar 文件（.ics）", "The iCalendar file (.ics)")
A_NAME = Said("名称", "NAME")
CALENDAR = Said("用哪个日历；默认为制度所定", "Which calendar; default: the policy's")
POLICY = Said("从这个制度文件取日历", "Take calendars from this policy file")
A_PAUSE = Said("从/到", "FROM/TO")
PAUSE = Said("暂停的时段，可多次给出", "A time that does not count; may be given several times")
AN_UNTIL = Said("何时", "WHEN")
UNTIL = Said(
    "最后一个工作日的何时到期：same-time 或 end-of-day",
    "When on the last business day: same-time or end-of-day",
)
WORKING = Said("文件中是工作日，而不是休息日", "The events are working days, not free ones")
SOME_YEARS = Said("年份", "YEARS")
YEARS = Said(
    "展开哪些年的重复事件，例如 2026 或 2026-2028；默认为今年和明年",
    "Of which years, like 2026 or 2026-2028; default: this year and the next",
)
