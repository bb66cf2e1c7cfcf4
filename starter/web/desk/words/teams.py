"""What the page of teams says."""

from schemas.enums import Locale

WORDS: dict[Locale, dict[str, str]] = {
    Locale.ZH: {
        "title": "小组",
        "managers": "经理",
        "leads": "组长",
        "agents": "专员",
        "keys": "密钥",
        "deputies": "常任代理",
        "deputy_of": "{deputy} 代理 {who}",
        "address": "邮箱",
        "calendar": "工作日历",
        "nobody": "没有人",
        "away": "不在",
        "hint": "小组、日历和常任代理由制度决定；人员的角色和小组在“人员”里更改。",
    },
    Locale.EN: {
        "title": "Teams",
        "managers": "Managers",
        "leads": "Leads",
        "agents": "Agents",
        "keys": "Keys",
        "deputies": "Standing deputies",
        "deputy_of": "{deputy} for {who}",
        "address": "Address",
        "calendar": "Calendar",
        "nobody": "nobody",
        "away": "away",
        "hint": "Teams, calendars and standing deputies are the policy's; who is in which "
        "team is changed under “People”.",
    },
}
