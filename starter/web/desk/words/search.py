"""What the search says."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "title": "查找",
        "field": "文字、编号或条件",
        "example": "priority:high stage:planning 电池",
        "search": "查找",
        "completions": "可以补全的条件",
        "how": "可以怎么写",
        "how_words": (
            "写几个词，找出全部包含这些词的工单；“引号内的词”须连在一起；词前加 - 表示不含。"
        ),
        "how_number": "写工单编号，直接打开那件工单。",
        "how_filters": (
            "条件由名称、冒号和值组成；中文名称（例如 优先级：高）也可以。有空格的值加引号。"
        ),
        "how_times": "时间写成日期、今天、昨天或 7天前，例如：",
        "wrong_title": "有的条件没有照您写的筛选",
        "words_chip": "文字：{words}",
        "found": "找到 {n} 件",
        "found_more": "最新的 {n} 件",
        "latest": "最新的工单",
        "next": "后面的工单",
        "first": "回到最前面",
        "elsewhere": "要找的文字在后来的往来内容里。",
        "no_match": "没有找到符合的工单。",
        "no_match_next": "去掉一个条件，或换一个词。已关闭的工单也找过了。",
        "nothing": "还没有任何工单。",
        "nothing_next": (
            "客户提交反馈以后，可以在这里找到。也可以自己先提交一件：打开反馈表单，或在命令行运行"
        ),
        "to_form": "打开反馈表单",
        "key_search": "查找工单",
        "key_card": "上下移动",
        "key_open": "打开工单",
        "key_select": "选中或取消选中",
    },
    Locale.EN: {
        "title": "Search",
        "field": "Words, a number or filters",
        "example": "priority:high stage:planning battery",
        "search": "Search",
        "completions": "Filters that can be completed",
        "how": "What can be written",
        "how_words": (
            "Words find the cases that contain all of them, “words in quotes” those where they"
            " follow each other, -word those without it."
        ),
        "how_number": "The number of a case opens it.",
        "how_filters": (
            "Filters are a name, a colon and a value; a value with spaces stands in quotes:"
        ),
        "how_times": "Times are days, today, yesterday, or 7d for seven days ago, such as:",
        "wrong_title": "Some filters were not applied as you wrote them",
        "words_chip": "words: {words}",
        "found": "{n} found",
        "found_more": "The latest {n}",
        "latest": "The latest cases",
        "next": "Earlier cases",
        "first": "Back to the first",
        "elsewhere": "The words are in what was written later.",
        "no_match": "No case is like that.",
        "no_match_next": (
            "Take a filter away, or try another word. Closed cases were looked at too."
        ),
        "nothing": "There is no case yet.",
        "nothing_next": (
            "What customers send can be found here. To try it, send something yourself: open the"
            " form, or run"
        ),
        "to_form": "Open the form",
        "key_search": "find a case",
        "key_card": "up and down",
        "key_open": "open the case",
        "key_select": "select, or select no more",
    },
}
