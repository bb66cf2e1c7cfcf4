"""What the page of an outside party says, in every language. `{...}` is filled in."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "task_title": "任务",
        "task_number": "任务",
        "asked_by": "{team}请您处理：",
        "due": "请在此之前完成",
        "for_you": "这个链接只供您使用，任务结束后失效。打开本页不会提交任何内容。",
        "standing_open": "这件事等您完成",
        "standing_pending": "您的答复已经记录，稍后自动执行。",
        "standing_done": "谢谢，您的答复已经记录。",
        "standing_over": "这个任务已经结束，不需要您再做什么。",
        "result": "做了什么，结果如何",
        "send": "已完成，提交",
        "not_recorded": "没有记录",
        "missing_text": "请写明做了什么。",
        "stale": "表单已经过期，没有提交。请核对后再次提交。",
        "refused": "现在不能提交，没有记录。下面是目前的情况。",
    },
    Locale.EN: {
        "task_title": "Task",
        "task_number": "Task",
        "asked_by": "{team} asks you to do this:",
        "due": "Please have it done before",
        "for_you": "This link is for you alone and ends with the task. "
        "Opening this page sends nothing.",
        "standing_open": "This waits for you",
        "standing_pending": "Your answer is recorded and will be carried out shortly.",
        "standing_done": "Thank you. Your answer is recorded.",
        "standing_over": "This task has ended. There is nothing more for you to do.",
        "result": "What was done, and what came of it",
        "send": "It is done: send",
        "not_recorded": "Not recorded",
        "missing_text": "Please say what was done.",
        "stale": "This form was out of date and was not sent. Please check it and send it again.",
        "refused": "This is not possible now and was not recorded. This is how things stand.",
    },
}
