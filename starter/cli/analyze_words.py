"""What `huiyin analyze` says."""

from collections.abc import Mapping

from schemas.enums import Language, PersonalData
from schemas.words import Said

ANALYZE = Said(
    "分析一段文字，或用 --from 分析整个文件（JSON Lines 或 CSV）；不需要运行中的系统。",
    "Say what a text says, or with --from each of a file (JSON Lines or CSV). Needs no running"
    " system.",
)
A_TEXT = Said("文字", "TEXT")
TEXT = Said("客户的原话", "What a customer wrote")
A_FILE = Said("文件", "FILE")
FROM = Said(
    "JSON Lines 或 CSV 文件，只需要 text 一项；- 表示标准输入",
    "A file in JSON Lines or CSV of which only text is needed; - is standard input",
)
POLICY = Said(
    "按这个制度文件分析；不写则按现行的制度",
    "Go by this policy file; by the policy in force if it is not given",
)
NOTHING = Said("{path} 里没有任何内容", "there is nothing in {path}")
NO_COLUMN = Said(
    "第一行必须是列名，其中有 text；或者每行一个 JSON 对象",
    "the first line must name the columns, with text among them; or write a JSON object on each"
    " line",
)
ANALYZING = Said("分析中", "Analyzing")

LANGUAGE = Said("语言", "language")
CATEGORY = Said("分类", "category")
SUBCATEGORY = Said("子分类", "sub-category")
MODULE = Said("模块", "module")
PRIORITY = Said("优先级", "priority")
SENTIMENT = Said("情绪", "mood")
SPAM = Said("垃圾信息", "spam")
THEMES = Said("主题", "themes")
MISSING = Said("需要补充", "to be asked")
COMPETITOR = Said("竞争对手", "competitor")
PERSONAL = Said("个人信息", "personal data")
TEAM = Said("小组", "team")
MODEL = Said("模型", "model")
CONFIDENCE = Said("把握", "sure")
THE_TEXT = Said("原文", "text")
YES = Said("是", "yes")
NO = Said("否", "no")
BY_RULE = Said("{words}（规则 {rule}）", "{words} (rule {rule})")

LANGUAGES: Mapping[Language, Said] = {
    Language.HANS: Said("简体中文", "simplified Chinese"),
    Language.HANT: Said("繁体中文", "traditional Chinese"),
    Language.EN: Said("英文", "English"),
    Language.OTHER: Said("其他", "other"),
}
PERSONAL_DATA: Mapping[PersonalData, Said] = {
    PersonalData.MAIL: Said("邮箱", "e-mail address"),
    PersonalData.PHONE: Said("电话", "phone number"),
    PersonalData.CARD: Said("银行卡号", "card number"),
    PersonalData.IDENTITY: Said("身份证号", "identity number"),
    PersonalData.ADDRESS: Said("地址", "postal address"),
}
