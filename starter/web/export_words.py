"""What the page says that a customer is given of all that is known of them."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "all_of_it": "我们保存的关于您的全部内容",
        "intro": "本页是为您阅读而做的；同样的内容在 export.json 里，供程序使用。",
        "name": "姓名",
        "address": "联系方式",
        "notes": "处理时的其他记录",
        "files": "附带的文件",
        "nothing": "我们没有保存关于您的内容。",
    },
    Locale.EN: {
        "all_of_it": "All that we keep about you",
        "intro": "This page is for reading; export.json holds the same for programs.",
        "name": "Name",
        "address": "Contact",
        "notes": "Other notes taken on the way",
        "files": "Files that belong to it",
        "nothing": "We keep nothing about you.",
    },
}
