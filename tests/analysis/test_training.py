"""Training: from labelled texts to weights, and learning from people."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from analysis import weights
from analysis.model import Model
from analysis.plain import plain
from analysis.signs import NAMES
from analysis.taught import taught
from analysis.training import build, sources
from analysis.training.examples import example, key_of
from analysis.training.fit import Lesson, Rows, fit, nothing
from analysis.training.learn import learn
from analysis.training.lessons import QUESTIONS
from analysis.training.tempering import temperature
from analysis.training.train import weighed
from schemas import learning
from schemas.enums import Aspect, Sentiment

ALL_CATEGORIES = {
    "malfunction",
    "product_suggestion",
    "service_complaint",
    "usage_question",
    "other",
}


def test_the_corpus_is_labelled_throughout() -> None:
    corpus = [each for name in sources.OWN for each in sources.own(name)]
    assert len(corpus) >= 2000
    assert {each.category for each in corpus} == ALL_CATEGORIES
    assert {each.language for each in corpus} == {"zh-Hans", "zh-Hant", "en"}
    assert all(each.priority and each.sentiment and each.spam is not None for each in corpus)


def test_nothing_held_back_is_in_the_corpus() -> None:
    corpus = {each.key for name in sources.OWN for each in sources.own(name)}
    assert corpus.isdisjoint(each.key for each in sources.own(sources.HELD_OUT))


def test_the_corpus_holds_enough_of_what_is_rare() -> None:
    corpus = [each for name in sources.OWN for each in sources.own(name)]
    assert sum(bool(each.spam) for each in corpus) >= 250
    assert sum(each.priority == "high" for each in corpus) >= 400
    assert len({each.key for each in corpus}) > 0.99 * len(corpus)


def test_how_much_the_meaning_weighs_is_up_to_the_question() -> None:
    dense = np.zeros((2, len(NAMES) + 1), dtype=np.float32)
    dense[:, -1] = 1, -1
    rows = Rows(csr_matrix(np.zeros((2, 1), dtype=np.float32)), dense)
    lesson = Lesson(np.array([0, 1]), np.ones(2, dtype=np.float32))
    much, little = (
        weighed(rows, lesson, nothing(rows, 2), QUESTIONS[0]._replace(meaning=share))
        for share in (1.0, 0.3)
    )
    for found in (much, little):
        assert found.logits(rows).argmax(axis=1).tolist() == [0, 1]
    assert abs(little.of_dense[-1]).max() < abs(much.of_dense[-1]).max()


def test_labels_hold_no_text() -> None:
    lines = (Path(str(sources.CORPUS)) / "zh_alipay_labels.tsv").read_text().splitlines()
    assert len(lines) > 2000
    assert all(line.isascii() and len(line.split("\t")) == 6 for line in lines)


def test_what_only_measures_is_never_learned() -> None:
    learned = " ".join(source.file for source in sources.SOURCES)
    assert not any(name in learned for name in ("airline", "lcqmc", "bq", "quora", "labelled"))


def test_sets_without_a_licence_can_be_left_out(tmp_path: Path) -> None:
    for source in sources.SOURCES:
        rows = "text,label,category,split\nhello,pos,other,train\n"
        (tmp_path / source.file).write_text(rows if "spam" not in source.file else "text,label\n")
    (tmp_path / "zh_alipay_unlabelled.csv").write_text("text\n")
    (tmp_path / "zh_cat_alipay_labelled.csv").write_text("text\n")
    every, licensed = (build.plan(tmp_path, only_licensed=only) for only in (False, True))
    assert sources.NONE_STATED in every.licences.values()
    assert sources.NONE_STATED not in licensed.licences.values()
    assert "en_cat_pan" not in {each.source for each in licensed.examples}


def test_a_key_never_changes() -> None:
    assert key_of("Hello, 世界!") == key_of("hello 世界") == "9e83b014808bec99"


def test_a_wrong_label_is_refused() -> None:
    with pytest.raises(ValueError, match="bug"):
        example({"text": "x", "category": "bug"}, "here")


def test_a_fit_learns_and_stays_near_what_is_known() -> None:
    pieces = csr_matrix(np.eye(2, dtype=np.float32))
    rows = Rows(pieces, np.zeros((2, 1), dtype=np.float32))
    lesson = Lesson(np.array([0, 1]), np.ones(2, dtype=np.float32))
    learned = fit(rows, lesson, nothing(rows, 2), 100)
    assert learned.logits(rows).argmax(axis=1).tolist() == [0, 1]
    turned = Lesson(np.array([1, 0]), np.ones(2, dtype=np.float32))
    assert fit(rows, turned, learned, 1e-6).of_pieces == pytest.approx(learned.of_pieces, abs=1e-3)
    assert fit(rows, turned, learned, 1e3).logits(rows).argmax(axis=1).tolist() == [1, 0]


def test_who_is_too_sure_is_cooled_down() -> None:
    logits = np.array([[4.0, 0.0]] * 10, dtype=np.float32)
    truth = np.array([0] * 7 + [1] * 3)
    heat = temperature(logits, truth, np.ones(10, dtype=np.float32))
    assert heat == pytest.approx(4 / np.log(7 / 3), rel=0.05)


@pytest.mark.timeout(300)
def test_it_learns_what_people_correct_and_says_what_changed() -> None:
    text = "小蓝条又来了，烦死了"
    lessons = [learning.Lesson(text, category="product_suggestion")]
    before = Model.load().judge(plain(text)).category["product_suggestion"]
    trained = learn("ours", lessons, None)
    after = Model.load(trained.content).judge(plain(text)).category["product_suggestion"]
    assert after > before
    assert set(trained.changes) == {"category", "priority", "sentiment", "spam"}
    assert Model.load(trained.content).name == "ours"
    assert not trained.is_worse


@pytest.mark.parametrize("lessons", [0, 2])
def test_what_is_trained_on_the_corpus_alone_can_be_read(lessons: int) -> None:
    corpus = sources.own("en")[::8]
    judged = [learning.Lesson(f"the blue bar again {n}", category="other") for n in range(lessons)]
    few = [each._replace(examples=each.examples[:20]) for each in build.plan(None).kept]
    plan = build.Plan([*corpus, *map(build.of_lesson, judged)], few, {}, words_only=True)

    model = Model.load(plan.built("ours", lambda: None))

    shares = model.judge("the app crashes").category
    assert set(shares) == ALL_CATEGORIES
    assert sum(shares.values()) == pytest.approx(1, abs=1e-4)


def test_models_of_one_day_that_differ_have_different_names() -> None:
    first = weights.read(weights.shipped())
    other = replace(first, bias=first.bias + 1)
    contents = [weights.write(each) for each in (first, other)]
    shipped = Model.load().name

    names = [Model.load(build.marked(content)).name for content in contents]

    assert len({shipped, *names}) == 3
    assert all(name.startswith(f"{shipped}-") and len(name) <= 60 for name in names)
    assert names[0] == Model.load(build.marked(contents[0])).name
    marked = weights.read(build.marked(contents[1]))
    for part in ("of_pieces", "of_signs", "of_meaning", "rarity", "scale", "bias", "bias_alone"):
        assert (getattr(marked, part) == getattr(other, part)).all()


def test_what_was_judged_stands_beside_what_two_models_say() -> None:
    text = "The app crashes whenever I open it"
    lesson = learning.Lesson(text, category="other", sentiment=Sentiment.NEGATIVE, spam=False)
    shipped = Model.load()

    found = list(taught([("7KQ2M-9XD3H", lesson)], shipped, shipped))

    assert [each.aspect for each in found] == [Aspect.CATEGORY, Aspect.SENTIMENT, Aspect.SPAM]
    category, mood, spam = found
    assert (category.before, category.was_known) == ("malfunction", False)
    assert (mood.judged, mood.after, mood.is_known) == ("negative", "negative", True)
    assert (spam.judged, spam.after, spam.is_known) == (False, False, True)
