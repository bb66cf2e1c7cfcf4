"""A text with its denials carried out, for a model that sees words and not what is denied of them.

"没有闪退了" speaks well of a product, though 闪退 stands in it; "不是不好用" says 好用.
"""

import re

from analysis.negation import denials

_TROUBLE = re.compile(
    "闪退|崩溃|卡顿|卡死|死机|黑屏|白屏|报错|出错|故障|掉线|断线|骗子|骗人|漏电|漏水|发烫|异响|坑人|失望|后悔"
    "|难用|难吃|不好用|不好吃|不好看|不好|不行|不满意|不喜欢|不方便|不值|差劲|垃圾"
    r"|\b(?:crash(?:es|ed|ing)?|freez(?:e|es|ing)|lag(?:s|gy|ging)?|bugs?|buggy|errors?|scams?"
    r"|problems?|issues?|trouble|bad|terrible|awful|useless|disappoint(?:ed|ing)|broken|slow"
    r"|complain(?:ts?|ing)?|hacked|overheat(?:s|ed|ing)?)\b"
)
# 没问题 and 没毛病 are left as they are: in reviews they lead up to what is wrong as often as not.
_HAN = re.compile("[\u3400-\u9fff]")
_ONLY_ABSENT = re.compile(r"(?:no(?! longer| more)|without|none of)\b")


def affirmed(text: str) -> str:
    """A plain text in which trouble that is denied is no trouble, and a denial of a denial gone."""
    parts, done = [], 0
    for found in _TROUBLE.finditer(text):
        around = denials(text, *found.span())
        if around.times == 0 or around.start < done:
            continue
        parts += [text[done : around.start], _instead(text, around.start, found, around.times)]
        done = around.end
    return "".join((*parts, text[done:]))


def _instead(text: str, start: int, found: re.Match[str], count: int) -> str:
    """What is left of a word and the denials before it."""
    word = found[0]
    if count % 2 == 0:
        return word
    if word.startswith("不"):
        return word.removeprefix("不")
    if _HAN.match(word):
        return "很好"
    return "" if _ONLY_ABSENT.match(text, start) else "good"
