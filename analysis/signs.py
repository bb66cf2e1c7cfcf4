"""Signs: what the form of a text tells, and a few words that weigh in every language alike."""

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np

from analysis import tones
from analysis.features import Vector

_MOST = 3
"""More of the same tells nothing new."""

_SIGNS = {
    "asks": r"\?|吗|呢[?!,. ]*$",
    "asks_at_the_end": r"(\?|吗|呢|么|啥)[?!.\s]*$",
    "how": r"怎么|怎样|如何|咋|\bhow (do|can|to|does|should|long|much)\b",
    "where": r"哪里|在哪|哪个|哪儿|\bwhere\b|\bwhich\b|\bwhat (is|are|does|do)\b",
    "may_i": (
        r"能否|可以.{0,12}吗|能.{0,12}吗|请问|\b(can|could|may) i\b|\bis (it|there)\b"
        r"|\bdo(es)? (it|this|you|i)\b"
    ),
    "why": r"为什么|为啥|为何|干嘛|\bwhy\b",
    "wishes": r"建议|希望|期待|要是能|如果能|增加|加个|加上|最好|能不能|就好了|出个",
    "wishes_en": (
        r"\bwish\b|\bwould (be|like|love)\b|\bplease (add|make|bring|let|allow|include|give)\b"
        r"|\b(add|bring back|suggest(ion)?|feature|option|support for)\b|\bshould\b"
        r"|\bit'd be\b|\bneeds? (a|an|to)\b"
    ),
    "lacks": r"不支持|没有|没出|不能|\bno (way|option|support)\b|\bmissing\b|\black",
    "fails": (
        r"闪退|崩溃|打不开|登不|登录不|登陆不|无法|失败|报错|卡死|黑屏|白屏|没反应|没有反应"
        r"|不了|出错|异常|bug"
    ),
    "fails_en": (
        r"\bcrash|\bfreez|\berror|\bbug|\bfix\b|\bbreaks?\b|\bruin"
        r"|\b(doesn't|does not|won't|not|stopped|isn't|dont|doesnt"
        r"|wont) (work|load|open|let|respond|show)|\bfail"
        r"|\bbroken\b|\bblank\b"
        r"|\bstuck\b|\bunable\b|\bcan't\b|\bcannot\b"
    ),
    "since": r"更新|升级|新版|最新|\bupdat|\bupgrad|\bversion\b|\blatest\b",
    "money": (
        r"钱|款|账|付|费|元|转账|提现|\bpay|\bcharg|\bmoney\b|\brefund|\bbill|\bfee\b|£|\$|€|¥"
    ),
    "money_gone": (
        r"没到|未到|扣了|多扣|不到账|没收到|钱没|不见|冻结|\bcharged twice\b|\bdouble"
        r"|\bnever (arrived|got|received)|\bmissing\b|\bgone\b|\bstole|\bfroz"
    ),
    "secure": (
        r"盗|安全|泄露|泄漏|隐私|被骗|骗|黑客|\bhack|\bscam|\bfraud|\bleak|\bsecur|\bprivacy\b"
        r"|\bstolen\b|\bsomeone else"
    ),
    "danger": (
        r"着火|冒烟|爆炸|起火|涉嫌|中毒|受伤|触电|漏电|\bfire\b|\bsmoke|\bburn|\bshock|\binjur"
        r"|\bexplo|\boverheat|\ballerg"
    ),
    "lost": r"丢失|没了|不见了|清空|被删|消失|\blost\b|\bdisappear|\bvanish|\bwiped\b|\bdelet",
    "many": (
        r"大家|所有人|全公司|很多人|全部人|都这样|同事|\beveryone\b|\ball (of )?(our|users"
        r"|customers)\b|\bwhole (team|company|office)\b|\bnobody\b"
    ),
    "law": (
        r"投诉|12315|律师|起诉|工商|消协|媒体|报警|曝光|\blawyer|\bsue\b|\blegal\b|\bcourt\b"
        r"|\bpress\b|\bnewspaper|\bcomplain"
    ),
    "praises": r"好用|不错|很好|喜欢|赞|棒|方便|满意|推荐|给力|感谢|谢谢|好评|支持",
    "praises_en": (
        r"\bgreat\b|\blove|\bexcellent\b|\bamazing\b|\bawesome\b|\bperfect|\bbest\b|\bgood\b"
        r"|\bthank|\bnice\b|\brecommend"
    ),
    "scolds": r"垃圾|烂|差评|差劲|坏|恶心|无语|坑|滚|死|草|妈|傻|糟|气死|失望|郁闷|太差|难用|卸载",
    "scolds_en": (
        r"\bterrible\b|\bworst\b|\bawful\b|\bhorrible\b|\buseless\b|\bgarbage\b|\brubbish\b"
        r"|\bjoke\b|\bwaste|\bdisappoint|\bpoor\b|\bbad\b|\bhate\b|\bannoy|\bsucks?\b"
        r"|\bridiculous\b|\buninstall"
    ),
    "but": r"但|可是|不过|就是|然而|\bbut\b|\bhowever\b|\balthough\b|\bexcept\b|\bthough\b",
    "denies": r"不|没|别|无|\bnot?\b|\bnever\b|n't\b",
    "denies_twice": (
        r"不是不|不是没|并非不|没有不|不得不说|\bnot (bad|terrible|awful)\b|\b(no"
        r"|zero) (complaints?|problems?|issues?)\b"
    ),
    "serves": (
        r"客服|态度|服务员|人工|电话|\bstaff\b|\bsupport\b|\bservice\b|\brude\b|\bagent\b"
        r"|\bdriver\b"
    ),
    "again": (
        r"天了|个月了|几次|一直|还是|还没|总是|每次|\bstill\b|\balways\b|\bevery time\b"
        r"|\bagain\b|\bweeks?\b|\bdays\b"
    ),
    "shouts": r"!",
    "trails": r"\.\.\.|…",
    "linked": r"https?:|www\.|\.(com|cn|net|org|top|xyz|vip|cc|io)\b",
    "invites": (
        r"加微|微信|扣扣|qq|\bvx\b|\bv信|威信|加我|私聊|telegram|whatsapp|联系电话|详情|详询"
        r"|咨询|回复"
    ),
    "offers": (
        r"代开|发票|贷款|办理|兼职|刷单|返利|优惠|促销|特价|低价|免费|邀请码|赚钱|博彩|中奖"
        r"|授信|额度|折"
    ),
    "offers_en": (
        r"\bfree\b|\bwin(ner)?\b|\bprize\b|\bclaim\b|\boffer|\bseo\b|\bbacklink|\bcrypto"
        r"|\bloan|\bcasino\b|\bclick\b|\bcall now\b|\bguest post|\branking|\bdiscount|\bpromo"
    ),
    "long_number": r"[0-9][0-9\- ]{6,}[0-9]",
    "smiles": r"[😀-😏🥰😘❤👍☺🎉]|:\)|:d\b|\bhaha|哈哈",
    "frowns": r"[😐-😖😞-🙀🤬👎💔]|:\(",
    "mocks": (
        r"呵呵|服了|真有你|佩服|鼓掌|笑死|好一个|好家伙|不愧是|我谢谢|谢谢你们?(全家|让)|恭喜|真会做|反着看"
        r"|\bfor nothing\b|\bslow clap\b|\bsaid no ?(one|body)\b|\byeah,? right\b|\bgood one\b"
        r"|\b(great|nice|good) job\b|\bcongrat|\bbravo\b|\bwell done\b|\bjust what i needed\b"
        r"|\bhow (lovely|nice)\b|\bobviously\b|\bso (generous|kind|smart)\b"
    ),
    "so_called": r"[\"“「『][^\"”」』\n]{1,14}[\"”」』]",
    "too_much": r"太(贵|慢|少|高|小|吵|久|差)|\btoo (expensive|slow|small|loud|long|much|many)\b",
    "turns": (
        r"(就是|但|可是|可惜|不过|只是|却)[^,.!?;，。！？；]{0,8}(太|不|贵|慢|卡|差|难|少|没|吵|脏)"
        r"|\b(but|except|only|however|though)\b[^.!?]{0,40}(n't\b|\b(not|no|never|too|slow|poor"
        r"|bad|rude|worse|expensive|broken|stop(s|ped)?)\b)"
    ),
    "marked": r"#{2,}|```|\bat [a-z_.]+\(|exception|traceback|\bsteps to\b|\bexpected\b",
}
_FOUND = tuple(
    (re.compile(pattern.replace(r"\b", "")), re.compile(pattern)) for pattern in _SIGNS.values()
)
"""Each sign twice. The first does not ask where words begin and end, so that it finds more, and in
a tenth of the time; only where it finds something can the sign be."""
_HAN = re.compile("[\u3400-\u9fff]")
_SHAPE = ("length", "short", "very_short", "long", "han", "digits")

_PRAISE = ("praises", "praises_en", "smiles")
_TROUBLE = ("fails", "fails_en", "money_gone", "lost", "scolds", "scolds_en", "too_much")
_TOGETHER = {
    "praised_in_trouble": (_PRAISE, _TROUBLE),
    "praised_but": (_PRAISE, ("but",)),
    "praised_then_turned": (_PRAISE, ("turns", "too_much")),
    "praised_again": (_PRAISE, ("again", "so_called")),
    "praised_and_denied": (_PRAISE, ("denies",)),
}
"""Signs that say something else together than each alone."""

NAMES = (*_SIGNS, *_TOGETHER, *_SHAPE, *tones.NAMES)
TONES = slice(len(NAMES) - len(tones.NAMES), len(NAMES))
"""Where tones stand among them."""
_AT = {name: at for at, name in enumerate(_SIGNS)}


def signs(text: str) -> Vector:
    """How strongly each sign of `NAMES` shows in a plain text: 0 to 1, and of tones -1 to 1."""
    found = [_times(text, *each) / _MOST for each in _FOUND]
    shown = (*found, *_together(found), *_shape(text), *tones.tones(text))
    return np.array(shown, dtype=np.float32)


def _times(text: str, maybe: re.Pattern[str], sign: re.Pattern[str]) -> int:
    """How often a sign shows, as far as it is counted."""
    times, at = 0, 0
    while times < _MOST and (place := maybe.search(text, at)):
        found = sign.match(text, place.start())
        times += found is not None
        at = found.end() if found else place.start() + 1
    return times


def _together(found: Sequence[float]) -> Iterator[float]:
    for either, other in _TOGETHER.values():
        yield float(all(any(found[_AT[name]] for name in names) for names in (either, other)))


def _shape(text: str) -> tuple[float, ...]:
    length = max(len(text), 1)
    han = len(_HAN.findall(text)) / length
    told = length * (1 + 2 * han)  # a Chinese character says as much as three letters
    digits = sum(map(str.isdigit, text)) / length
    return (
        min(math.log(told) / 8, 1),
        float(told < 40),
        float(told < 15),
        float(told > 400),
        han,
        digits,
    )
