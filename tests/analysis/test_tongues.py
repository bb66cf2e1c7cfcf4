"""The language of a text, and its script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import language
from schemas.enums import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的软件总是闪退", Language.HANS),
        ("我的軟體總是閃退", Language.HANT),
        ("皇后和頭髮都在後面", Language.HANT),
        ("皇后和头发都在后面", Language.HANS),
        ("app闪退了", Language.HANS),
        ("iPhone 15 Pro Max 闪退", Language.HANS),
        ("App 一直 crash,更新到 v3.2 就這樣", Language.HANT),
        ("好好食呀，下次再嚟", Language.HANT),
        ("太好了", Language.HANS),
        ("The app crashes", Language.EN),
        ("ok", Language.EN),
        ("It's naïve to charge for this", Language.EN),
        ("Just had 麻辣烫 delivered and it was cold when it came to my door", Language.EN),
        ("see https://example.com/%E4%BD%A0 for what I mean", Language.EN),
        ("La aplicación no funciona desde ayer", Language.OTHER),
        ("Die App funktioniert nicht mehr", Language.OTHER),
        ("ça ne marche pas du tout", Language.OTHER),
        ("приложение не работает", Language.OTHER),
        ("アプリが落ちます。助けてください", Language.OTHER),
        ("앱이 자꾸 꺼져요", Language.OTHER),
        ("تطبيق رائع", Language.OTHER),
        ("🙂", Language.OTHER),
        ("12345 !?", Language.OTHER),
        ("", Language.OTHER),
    ],
)
def test_language(text: str, expected: Language) -> None:
    assert language(text).language is expected


@given(st.text(st.characters()))
def test_every_text_has_one(text: str) -> None:
    heard = language(text)

    assert heard.language in Language
    assert 0 < heard.confidence < 1


@given(
    st.text(
        "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么",
        min_size=8,
    )
)
def test_each_script_is_told_from_the_other(text: str) -> None:
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert(text)
    told_apart = sum(a != b for a, b in zip(text, traditional, strict=True))
    if told_apart > 2 and OpenCC("t2s").convert(text) == text:
        assert language(text).language is Language.HANS
        assert language(traditional).language is Language.HANT
