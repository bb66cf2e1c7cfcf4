"""What the page of channels says."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "title": "渠道",
        "hint": "有哪些渠道、各自的用途，由制度决定。",
        "purpose_none": "没有写明用途",
        "category": "默认分类：{name}",
        "form": "公开表单",
        "form_none": "没有公开表单",
        "snippet": "网站按钮",
        "snippet_hint": "放进网页即可。那个网站的地址要在设置 HUIYIN_WIDGET_ORIGINS 里。",
        "copy_it": "复制",
        "copied": "已复制",
    },
    Locale.EN: {
        "title": "Channels",
        "hint": "Which channels there are, and what for, is the policy's.",
        "purpose_none": "no purpose is stated",
        "category": "category by default: {name}",
        "form": "Public form",
        "form_none": "no public form",
        "snippet": "Button for a site",
        "snippet_hint": "Put it into the pages of a site. The address of the site must be in "
        "the setting HUIYIN_WIDGET_ORIGINS.",
        "copy_it": "Copy",
        "copied": "Copied",
    },
}
