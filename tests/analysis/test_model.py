"""The built-in model: sensible, calm, the same each time, and it says why."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from analysis import encoder
from analysis.model import Model
from analysis.plain import plain
from analysis.unlearned import Judgement
from analysis.weights import BadModel, coarse, read, shipped, write
from schemas.enums import Aspect, Priority, Sentiment

SHIPPED = ("huiyin.npz", "huiyin-words.npz")


def judged(text: str) -> Judgement:
    return Model.load().judge(plain(text))


def best(shares: dict[str, float]) -> str:
    return max(shares, key=lambda key: shares[key])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("我的软件总是闪退,太影响工作了", "malfunction"),
        ("點了付款沒有反應，一直轉圈", "malfunction"),
        ("The app crashes every time I open the camera", "malfunction"),
        ("建议增加深色模式，晚上看着太刺眼", "product_suggestion"),
        ("Please add an option to export the list as a spreadsheet", "product_suggestion"),
        ("客服态度太差，打了三次电话没人管", "service_complaint"),
        ("请问怎么修改绑定的手机号？", "usage_question"),
        ("How do I change the email address of my account?", "usage_question"),
        ("非常好用，五星好评", "other"),
    ],
)
def test_it_knows_what_a_plain_case_is(text: str, category: str) -> None:
    assert best(judged(text).category) == category


def test_it_hears_the_mood() -> None:
    bad, good = judged("垃圾，再也不用了，气死我了"), judged("I love it, great work, thank you!")
    assert bad.score < 0 < good.score
    assert max(bad.sentiment, key=lambda each: bad.sentiment[each]) is Sentiment.NEGATIVE
    assert max(good.sentiment, key=lambda each: good.sentiment[each]) is Sentiment.POSITIVE


@pytest.mark.parametrize(
    "text",
    [
        "好用，就是太贵了",
        "真棒，又扣了我两次钱",
        "Thanks for nothing",
    ],
)
def test_praise_beside_trouble_is_no_praise(text: str) -> None:
    assert judged(text).sentiment[Sentiment.POSITIVE] < 0.4


@pytest.mark.parametrize(
    ("text", "praises"),
    [
        ("Great update, it runs smoothly now. Love it.", True),
        ("太好了，又更新了，又打不开了", False),
        ("太好了，更新以后快多了", True),
    ],
)
def test_mockery_is_told_from_praise(text: str, praises: bool) -> None:
    assert (judged(text).score > 0) is praises


@pytest.mark.parametrize(
    ("text", "is_spam"),
    [
        ("We help brands like yours rank higher, may I send you our price list?", True),
        ("专业代办各类证件，先办后付，需要的加我", True),
        ("為什麼一直收到你們的廣告信，退訂了還是寄", False),
        ("I still get promotional mails although I unsubscribed twice", False),
    ],
)
def test_who_complains_of_advertising_does_not_advertise(text: str, is_spam: bool) -> None:
    assert (judged(text).spam >= 0.5) is is_spam


def test_it_knows_advertising_and_what_is_urgent() -> None:
    assert judged("低息贷款当天放款，加微信 abc12345 咨询").spam > 0.9
    assert judged("退款三天了还没到账，客服也不理人").spam < 0.1
    urgent = judged("转账成功但对方没收到钱，两万块不见了！").priority
    assert max(urgent, key=lambda each: urgent[each]) is Priority.HIGH


@pytest.mark.parametrize(
    "text", ["", " ", "好", "?!?!", "\U0001f621" * 50, "a" * 5000, "闪退" * 2500, "\ud800", "0"]
)
def test_any_text_has_calm_shares(text: str) -> None:
    found = Model.load().judge(text)
    for shares in (found.category, found.priority, found.sentiment, found.module):
        assert sum(shares.values()) == pytest.approx(1, abs=1e-3)
    assert -1 <= found.score <= 1
    assert 0 <= found.spam <= 1


def test_it_rests_on_words_of_the_text() -> None:
    text = plain("更新以后一打开就闪退，建议修复")
    words = Model.load().judge(text).words[Aspect.CATEGORY]
    assert words
    assert all(word in text for word in words)
    assert any("闪退" in word for word in words)


def test_no_number_and_no_particle_is_a_reason() -> None:
    found = Model.load().judge(plain("打我电话13800138000，就是太慢了，and that is it")).words
    shown = {word for words in found.values() for word in words}
    assert not any(char.isdigit() for word in shown for char in word)
    assert shown.isdisjoint({"that", "就是太", "是太", "that is it"})


def test_the_same_text_is_judged_alike() -> None:
    assert judged("打不开 app") == judged("打不开 app")


def test_it_answers_without_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_encoder", lambda: None)
    model = Model(read(shipped()))
    assert best(model.judge("更新以后一打开就闪退").category) == "malfunction"
    assert best(model.judge("请问怎么修改手机号?").category) == "usage_question"


def test_a_file_holds_the_same_model() -> None:
    content = shipped()
    again = Model.load(write(read(content)))
    assert again.judge("闪退") == Model.load(content).judge("闪退")


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 half a file"])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(BadModel):
        Model.load(content)


def test_a_model_of_another_shape_is_refused() -> None:
    weights = read(shipped())
    with pytest.raises(BadModel, match="of_signs"):
        Model.load(write(replace(weights, of_signs=weights.of_signs[1:])))


def test_coarse_weights_are_nearly_the_exact_ones() -> None:
    exact = np.array([[1.0, -0.2], [-0.5, 0.1]], dtype=np.float32)
    steps, scale = coarse(exact)
    assert steps * scale == pytest.approx(exact, abs=0.005)


def test_the_two_shipped_models_have_different_names() -> None:
    """With the encoder of sentences and without it other answers are given."""
    folder = files("analysis") / "models"
    names = [read((folder / each).read_bytes()).card["name"] for each in SHIPPED]
    assert len(set(names)) == len(SHIPPED)
