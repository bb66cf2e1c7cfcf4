"""How a text sounds: the list is sound itself, and what is denied counts the other way."""

import tomllib
from importlib.resources import files

import pytest

from analysis.plain import plain
from analysis.tones import NAMES, tones


def heard(text: str) -> dict[str, float]:
    return dict(zip(NAMES, tones(plain(text)), strict=True))


def lists() -> dict[str, dict[str, list[str]]]:
    text = (files("analysis") / "words" / "tones.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("房间干净，服务热情", "房间有异味，服务冷漠"),
        ("味道鲜美，分量足", "又咸又腻，难吃"),
        ("Flavorful food, attentive staff", "Bland food, rude staff"),
        ("Sturdy and comfortable", "Flimsy and overpriced"),
    ],
)
def test_praise_and_blame_are_told_apart(good: str, bad: str) -> None:
    assert heard(good)["balance"] > 0 > heard(bad)["balance"]


def test_what_is_denied_counts_the_other_way() -> None:
    assert heard("不好吃")["balance"] < 0 < heard("好吃")["balance"]
    assert heard("not worth it")["balance"] < 0 < heard("worth it")["balance"]


def test_both_scripts_and_widths_sound_alike() -> None:
    assert heard("服務熱情，房間乾淨") == heard("服务热情,房间干净")


def test_the_last_word_is_known_apart() -> None:
    turned = heard("环境很好，服务热情，就是太吵，隔音差")
    assert turned["first_word"] > 0 > turned["last_word"]


@pytest.mark.parametrize("text", ["", "。", "12345", "😀😀", "好" * 5000, "great " * 3000])
def test_any_text_is_heard(text: str) -> None:
    assert all(-1 <= each <= 1 for each in tones(plain(text)))


@pytest.mark.parametrize("text", ["一直没有退款", "钱没到账", "closed without warning"])
def test_what_did_not_come_is_no_praise(text: str) -> None:
    assert heard(text)["balance"] <= 0


def test_every_word_is_heard_where_it_stands_alone() -> None:
    for name, sign in (("praise", 1), ("blame", -1)):
        words = [word for topic in lists()[name].values() for word in topic]
        assert [word for word in words if sign * heard(word)["balance"] <= 0] == []


def test_no_word_is_on_both_lists_or_twice() -> None:
    words = [word for tone in lists().values() for topic in tone.values() for word in topic]
    assert sorted(words) == sorted(set(words))
    assert [word for word in words if word != plain(word)] == []
