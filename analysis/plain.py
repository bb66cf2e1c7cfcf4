"""A text as the ear hears it: what is written, and nothing of how it is set."""

import html
import re
import unicodedata
from functools import cache

from opencc import OpenCC

from schemas.submissions import MAX_TEXT

_UNHEARD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_HALVES = re.compile("[\ud800-\udfff]")
_WITHIN = r"(?:\s[^<>=]{0,200}+=[^<>]{0,2000}+|\s{0,9}/)?"
_CODE = re.compile(rf"<(script|style){_WITHIN}>[^<]*+</\1\s{{0,9}}>", re.IGNORECASE)
_REMARK = re.compile(r"<!--(?:[^<>-]|-(?!->)){0,2000}+-->")
_BREAK = re.compile(
    rf"</?(?:p|div|br|hr|li|[uo]l|t[rdh]|table|h[1-6]|blockquote|pre|section|article){_WITHIN}>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:html|head|body|title|meta|link|a|abbr|b|big|center|cite|code|del|em|font|form|i|iframe"
    r"|img|input|ins|kbd|label|mark|o:p|q|s|samp|small|span|strike|strong|sub|sup|svg|tbody|thead"
    rf"|tt|u|video|audio|wbr){_WITHIN}>",
    re.IGNORECASE,
)
_BLANKS, _LINES = re.compile(r"[^\S\n]+"), re.compile(r" ?\n[ \n]*")


def plain(text: str) -> str:
    """A text without markup and without characters that nobody sees, in simplified Chinese and in
    small letters; lines stay lines. It never fails, and reads no more than a text may have.
    """
    text = _unmarked(_UNHEARD.sub("", text[:MAX_TEXT].replace("\r", "\n")))
    text = _BLANKS.sub(" ", _UNHEARD.sub("", folded(text)))
    return _LINES.sub("\n", text).strip()


def folded(text: str) -> str:
    """A text in which it makes no difference how the same is written: width, case and script."""
    text = unicodedata.normalize("NFKC", _HALVES.sub(" ", text)).casefold()
    simplified: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return simplified.replace("\u2019", "'")


def _unmarked(text: str) -> str:
    if "<" in text:
        text = _REMARK.sub("", _CODE.sub(" ", text))
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return html.unescape(text) if "&" in text else text


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
