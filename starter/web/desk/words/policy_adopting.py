"""What is said where running cases are to follow the policy in force."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "adopt_title": "让进行中的工单改用现行的制度",
        "adopt_can": "可以改用 {version} 的：{n} 件",
        "adopt_moved": "已改用 {version} 的：{n} 件",
        "adopt_cannot": "不能改用的：{n} 件",
        "adopt_stayed": "没有改用的：{n} 件",
        "adopt_there": "已经在用的：{n} 件",
        "adopt_changed": "其中 {n} 件的期限有变化。",
        "adopt_missed": "{n} 件按新的期限已经超时。",
        "adopt_untold": "{n} 件的流程暂时通知不到，会稍后自行读取。",
        "adopt_hint": "每件工单记下一个事件，客户不会收到通知。要退回，请再启用原来的制度。",
        "adopt_do": "让这 {n} 件改用",
        "adopt_back": "返回，不改",
        "adopt_return": "回到制度",
        "adopt_deadlines": "期限有变化的",
        "adopt_why_not": "不能改用的，及原因",
        "adopt_other": "您查看之后，别人启用了另一版。下面是按那一版的预览，请再看一遍。",
        "adopt_too_many": "进行中的工单有 {n} 件，一页最多处理 {most} 件。请在命令行进行，先预览：",
        "bulk_more": "其余 {n} 件",
    },
    Locale.EN: {
        "adopt_title": "Let running cases follow the policy in force",
        "adopt_can": "Can follow {version}: {n}",
        "adopt_moved": "Follow {version} now: {n}",
        "adopt_cannot": "Cannot: {n}",
        "adopt_stayed": "Stayed as they were: {n}",
        "adopt_there": "Follow it already: {n}",
        "adopt_changed": "Of these, deadlines change: {n}.",
        "adopt_missed": "Missed at once by the new deadline: {n}.",
        "adopt_untold": "The workflows of {n} could not be told now; they read it soon.",
        "adopt_hint": (
            "Each case notes it as an event; customers are told nothing."
            " The way back is to put the old policy in force again."
        ),
        "adopt_do": "Let these {n} follow it",
        "adopt_back": "Back, change nothing",
        "adopt_return": "To the policy",
        "adopt_deadlines": "Deadlines that change",
        "adopt_why_not": "Which cannot, and why",
        "adopt_other": (
            "Somebody has put another version in force since you looked."
            " This is what it would do: look again."
        ),
        "adopt_too_many": (
            "{n} cases are running, and {most} is the most on a page."
            " Do it on the command line, which shows it first:"
        ),
        "bulk_more": "{n} more",
    },
}
