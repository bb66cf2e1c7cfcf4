"""In which language, and in which script, a text is written."""

import re
from functools import cache
from operator import ne
from typing import NamedTuple

from opencc import OpenCC

from analysis import tongues
from schemas.enums import Language
from schemas.submissions import MAX_TEXT

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA_HANGUL = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uac00-\ud7a3\u1100-\u11ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_LONGEST = 4000
_LEAST = 0.2
"""The share of the letters from which on a text is Chinese: a word of English has more letters."""
_WORD = 2
"""So many Chinese characters are a word, beside which Latin letters may all be names."""
_SURE, _LIKELY, _GUESS = 0.99, 0.9, 0.6


class Heard(NamedTuple):
    """A language, and how sure that is."""

    language: Language
    confidence: float


def language(text: str) -> Heard:
    """The language of a text as it was written, not of what `plain` makes of it."""
    text = _ADDRESS.sub(" ", text[: min(_LONGEST, MAX_TEXT)])
    letters = len(_LETTER.findall(text))
    if not letters:
        return Heard(Language.OTHER, _LIKELY)
    han, foreign = len(_HAN.findall(text)), len(_KANA_HANGUL.findall(text))
    if foreign > han / 4 and foreign >= letters * _LEAST / 2:
        return Heard(Language.OTHER, _SURE)
    if han >= letters * _LEAST or (han >= _WORD and tongues.votes(text) == (0, 0)):
        return _script(text)
    if len(_LATIN.findall(text)) + han < letters / 2:
        return Heard(Language.OTHER, _SURE)
    return _latin(text)


def _script(text: str) -> Heard:
    """By how many characters each conversion would change; of neither, or of as many, by the words
    and the quotation marks that only one of the two uses."""
    text = "".join(_HAN.findall(text))
    traditional, simplified = _changed("t2s", text), _changed("s2t", text)
    if traditional == simplified:
        regional = tongues.regional(text)
        return Heard(Language.HANT if regional else Language.HANS, _GUESS)
    sure = _SURE if abs(traditional - simplified) > 1 else _LIKELY
    return Heard(Language.HANT if traditional > simplified else Language.HANS, sure)


def _changed(way: str, text: str) -> int:
    return sum(map(ne, text, _converter(way).convert(text)))


def _latin(text: str) -> Heard:
    english, other = tongues.votes(text)
    if other > english:
        return Heard(Language.OTHER, _LIKELY)
    return Heard(Language.EN, _SURE if english else _GUESS)


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)
