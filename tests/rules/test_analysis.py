"""The keyword analysis: it never fails, and says what the words of the policy say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.analysis import analyze, language
from schemas.enums import Locale, Priority, Sentiment
from schemas.keywords import Hint
from schemas.policy import Policy
from tests.stories import POLICY

RULES = POLICY.analysis
WORDS = [
    word
    for hint in (*RULES.categories, *RULES.priorities, *RULES.sentiments)
    for word in hint.words
]
TEXTS = st.text() | st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=8).map(" ".join)

EXAMPLES = [
    # domain.md, A2
    ("我的软件总是闪退,太影响工作了", "malfunction", Priority.HIGH, Sentiment.NEGATIVE),
    ("客服态度太差,我要投诉", "service_complaint", Priority.MEDIUM, Sentiment.NEGATIVE),
    ("建议增加夜间模式,期待改进", "product_suggestion", Priority.LOW, Sentiment.NEUTRAL),
    ("请问怎么修改头像?", "usage_question", Priority.LOW, Sentiment.NEUTRAL),
    ("The app crashes and my payment is lost", "malfunction", Priority.HIGH, Sentiment.NEUTRAL),
    (
        "Please add a dark mode, I love this app",
        "product_suggestion",
        Priority.LOW,
        Sentiment.POSITIVE,
    ),
    ("Worst customer service ever", "service_complaint", Priority.LOW, Sentiment.NEGATIVE),
    ("How do I change my name", "usage_question", Priority.LOW, Sentiment.NEUTRAL),
    ("HOW DO I CHANGE MY NAME", "usage_question", Priority.LOW, Sentiment.NEUTRAL),
    ("lorem ipsum", "other", Priority.LOW, Sentiment.NEUTRAL),
    ("", "other", Priority.LOW, Sentiment.NEUTRAL),
    ("🙂", "other", Priority.LOW, Sentiment.NEUTRAL),
]


def counted(text: str, hints: tuple[Hint, ...]) -> Counter[str]:
    """How many of its words a text has, for each meaning that has any."""
    found: Counter[str] = Counter()
    for hint in hints:
        for word in hint.words:
            if word.casefold() in text.casefold():
                found[hint.means] += 1
    return found


@given(TEXTS)
def test_it_never_fails(text: str) -> None:
    found = analyze(text, POLICY)

    assert found.category in POLICY.categories
    assert 0 <= found.confidence <= 1
    assert all(
        word.casefold() in text.casefold() for reason in found.reasons for word in reason.words
    )


@given(TEXTS)
def test_most_words_win(text: str) -> None:
    found = analyze(text, POLICY)
    categories = counted(text, RULES.categories)
    moods = counted(text, RULES.sentiments)

    if categories:
        assert categories[found.category] == max(categories.values())
        assert found.confidence == pytest.approx(categories[found.category] / categories.total())
        assert len(found.reasons[0].words) == categories[found.category]
    else:
        assert found.category == RULES.fallback_category
        assert found.confidence < 0.5
    assert moods[found.sentiment] == max(moods.values(), default=0)


@given(TEXTS)
def test_the_highest_priority_that_any_word_speaks_for(text: str) -> None:
    spoken_for = counted(text, RULES.priorities)
    expected = next((p for p in Priority if p in spoken_for), RULES.fallback_priority)

    assert analyze(text, POLICY).priority is expected


def with_categories(*hints: Hint) -> Policy:
    rules = RULES.model_copy(update={"categories": hints})
    return POLICY.model_copy(update={"analysis": rules})


def test_a_meaning_may_have_several_lists_of_words() -> None:
    policy = with_categories(
        Hint(means="malfunction", words=("crash",)), Hint(means="malfunction", words=("闪退",))
    )

    assert analyze("it will crash", policy).category == "malfunction"
    assert analyze("总是闪退", policy).category == "malfunction"


@pytest.mark.parametrize(("text", "category", "priority", "sentiment"), EXAMPLES)
def test_examples(text: str, category: str, priority: Priority, sentiment: Sentiment) -> None:
    found = analyze(text, POLICY)

    assert (found.category, found.priority, found.sentiment) == (category, priority, sentiment)


# ── Language ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的软件总是闪退", Locale.ZH),
        ("app闪退了", Locale.ZH),
        ("iPhone 15 上的 app 闪退", Locale.ZH),
        ("The app crashes", Locale.EN),
        ("abcd我", Locale.ZH),
        ("abcde我", Locale.EN),
        ("㐀㐁", Locale.ZH),
        ("", Locale.EN),
        ("12345 !?", Locale.EN),
        ("🙂", Locale.EN),
    ],
)
def test_language(text: str, expected: Locale) -> None:
    assert language(text) is expected


@given(st.text())
def test_every_text_has_a_language(text: str) -> None:
    assert language(text) in Locale
