"""What the command line says of tasks."""

from schemas.words import Said

TASKS = Said("任务", "Tasks")
TASK = Said("任务", "Task")
TEAM = Said("小组", "Team")
FOR = Said("由谁处理", "For")
DUE = Said("时限", "Due")
WHAT = Said("内容", "What")
NOTHING = Said("没有未完成的任务。", "No task is open.")
WAITS_FOR = Said("等 {n} 个任务完成", "waits for {n} tasks")
WAITS_FOR_ONE = Said("等 1 个任务完成", "waits for 1 task")
ANYBODY = Said("小组任何人", "anybody")
OUTSIDE = Said("外部：{address}", "outside: {address}")
IS_OUTSIDE = Said("外部人员", "outside party")
DONE = Said("已完成，{who}", "done by {who}")
DROPPED = Said("已取消，{who}", "dropped by {who}")
BEFORE = Said("{when} 前完成", "due {when}")
WITHIN = Said("时限 {length}", "within {length}")
CLOSED = Said("工单已结案", "the case is closed")
