"""The words about what a text says, as the machine sees it."""

from collections.abc import Mapping

from schemas.consulting import Trouble
from schemas.enums import Aspect, Language, PersonalData, ReasonKind
from schemas.words import Said

ASPECTS: Mapping[Aspect, Said] = {
    Aspect.LANGUAGE: Said("语言", "language"),
    Aspect.CATEGORY: Said("分类", "category"),
    Aspect.SUBCATEGORY: Said("子分类", "sub-category"),
    Aspect.MODULE: Said("产品模块", "part of the product"),
    Aspect.PRIORITY: Said("紧急程度", "priority"),
    Aspect.SENTIMENT: Said("情绪", "mood"),
    Aspect.SPAM: Said("垃圾信息", "spam"),
    Aspect.MISSING: Said("缺少的信息", "what is missing"),
    Aspect.THEMES: Said("主题", "themes"),
}
LANGUAGES: Mapping[Language, Said] = {
    Language.HANS: Said("简体中文", "Chinese, simplified"),
    Language.HANT: Said("繁体中文", "Chinese, traditional"),
    Language.EN: Said("英文", "English"),
    Language.OTHER: Said("其他语言", "another language"),
}
PERSONAL: Mapping[PersonalData, Said] = {
    PersonalData.MAIL: Said("邮箱", "e-mail address"),
    PersonalData.PHONE: Said("电话", "phone number"),
    PersonalData.CARD: Said("银行卡", "bank card"),
    PersonalData.IDENTITY: Said("证件号", "identity number"),
    PersonalData.ADDRESS: Said("地址", "postal address"),
}
RESTS_ON: Mapping[ReasonKind, Said] = {
    ReasonKind.GIVEN: Said("提交时给出", "given at submission"),
    ReasonKind.RULE: Said("制度的规则", "a rule of the policy"),
    ReasonKind.MODEL: Said("模型", "the model"),
}
SURE = (
    (0.9, Said("很有把握", "very sure")),
    (0.7, Said("比较有把握", "fairly sure")),
    (0.5, Said("不太有把握", "not very sure")),
    (0.0, Said("只是猜测", "a guess")),
)
"""What a confidence is called, from which share on."""

ANALYSIS = Said("系统分析", "What the text says")
IS_SPAM = Said("像是垃圾信息", "looks like spam")
YES = Said("是", "yes")
NO = Said("否", "no")
PERSONAL_DATA = Said("个人信息", "personal data")
COMPETITORS = Said("提到的竞争对手", "competitors named")
BY_PERSON = Said("{who} 改为", "{who} judged")
FOUND_RIGHT = Said("{who} 认为正确", "{who} agrees")
RULE = Said("规则 {name}", "rule {name}")
MODEL = Said("模型 {name}", "model {name}")
ASKED_AT = Said("{at}，{model}", "{at}, {model}")
NOT_ANSWERED = Said("{analyzer} 没有答复：{trouble}", "{analyzer} gave no answer: {trouble}")
ANALYZERS: Mapping[str, Said] = {
    "built-in": Said("自带的分析", "built-in"),
    "language-model": Said("语言模型", "language model"),
    "together": Said("合在一起", "together"),
}
TROUBLES: Mapping[str, Said] = {
    Trouble.NO_ANSWER: Said("没有等到", "no answer came"),
    Trouble.LATE: Said("太晚", "too late"),
    Trouble.UNREACHABLE: Said("连不上", "it cannot be reached"),
    Trouble.TOO_LONG: Said("答复没有尽头", "the answer has no end"),
    Trouble.NOT_READABLE: Said("答复读不懂", "the answer cannot be read"),
    Trouble.NO_LABEL: Said("答复不在可选之内", "the answer is none of those to choose from"),
    Trouble.NOT_SET: Said("没有设置 HUIYIN_LLM_URL", "HUIYIN_LLM_URL is not set"),
    Trouble.OVER_BUDGET: Said("今天的次数已用完", "today's questions are used up"),
    Trouble.NOT_NEEDED: Said("自带的分析已有把握，没有去问", "not asked: the built-in one is sure"),
}
"""Why there is no second opinion."""
OTHERWISE = Said("另一意见：{what}", "the other opinion: {what}")
WAITS_DISPUTED = Said("两种意见不一致", "two opinions differ")
NO_ANALYSIS = Said("还没有分析。", "It is not analyzed yet.")
NO_WORDS = Said("分析的依据没有保存。", "What the analysis rested on was not kept.")
WAITS_FOR = Said("等待人工判断：{what}", "waits for a person to decide: {what}")
WAITS_TOO_UNSURE = Said(
    "系统只有 {share} 的把握，低于制度要求的 {limit}",
    "the machine is {share} sure, and the policy asks for {limit}",
)
ASIDE = Said(
    "视为垃圾信息，已搁置；要取回，请运行 huiyin correct {case} --spam no --by LOGIN",
    "set aside as spam; to bring it back: huiyin correct {case} --spam no --by LOGIN",
)
CORRECTIONS = Said("人工更正", "What people corrected")
