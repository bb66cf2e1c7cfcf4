"""What the page of caught mails says."""

from collections.abc import Mapping

from schemas.enums import Locale
from schemas.words import Said

WORDS: Mapping[str, Said] = {
    "title": Said("收到的邮件", "Caught mails"),
    "note": Said("这些邮件没有寄出，只留在这台机器上。", "Kept on this machine, sent nowhere."),
    "time": Said("时间（UTC）", "Time (UTC)"),
    "to": Said("收件人", "To"),
    "subject": Said("主题", "Subject"),
    "empty": Said("还没有邮件", "No mail yet"),
    "what_to_do": Said(
        "提交一条带邮箱地址的反馈，确认信几秒内就会出现在这里：",
        "Submit feedback with an address, and its acknowledgement appears here within seconds:",
    ),
    "newer": Said("较新", "Newer"),
    "older": Said("较旧", "Older"),
    "all": Said("全部邮件", "All mails"),
    "raw": Said("下载 .eml", "Download .eml"),
    "text": Said("纯文本", "Plain text"),
    "html": Said("网页版", "HTML"),
    "no_subject": Said("（无主题）", "(no subject)"),
    "missing": Said("没有这封邮件", "There is no such mail"),
}


def told(locale: Locale) -> dict[str, str]:
    """All of it in one language, by name."""
    return {name: said.in_(locale) for name, said in WORDS.items()}


def preferred(accept_language: str) -> Locale:
    """The first of our languages in the browser's order of preference, else English."""
    wishes = sorted(map(_wish, accept_language.split(",")), key=lambda wish: -wish[0])
    ours = (tag for weight, tag in wishes if weight > 0 and tag in ("zh", "en"))
    return Locale(next(ours, "en"))


def _wish(item: str) -> tuple[float, str]:
    tag, _, parameter = item.strip().partition(";")
    weight = parameter.strip().removeprefix("q=")
    try:
        return float(weight or 1), tag.partition("-")[0].lower()
    except ValueError:
        return 0.0, ""
