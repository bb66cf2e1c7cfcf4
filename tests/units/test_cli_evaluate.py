"""`huiyin analyze evaluate` and `train` on a machine where nothing runs and nothing was set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.model import Model
from analysis.training import build, sources
from schemas.learning import Lesson
from starter.cli import training
from tests.units.cli_shell import Shell

ROWS = """text,label,category,priority
闪退了，一打开就闪退,neg,malfunction,high
非常好用，五星好评,pos,other,low
How do I change my password?,neg,usage_question,low
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(tmp_path_factory.mktemp("data") / "none")
    yield made
    made.close()


def test_every_field_that_is_labelled_is_measured(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    fields = shell("analyze", "evaluate", str(file), "--json").json["fields"]

    assert set(fields) == {"sentiment, two classes", "category", "priority"}
    assert fields["category"]["all"]["rows"] == 3
    assert fields["category"]["all"]["accuracy"] == 1
    assert fields["category"]["all"]["confusion"]["malfunction"] == {"malfunction": 1}
    assert set(fields["category"]) == {"all", "en", "zh-Hans"}


def test_people_read_a_table(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    said = shell("analyze", "evaluate", str(file)).out

    assert "category" in said
    assert "malfunction" in said


@pytest.mark.parametrize("content", ["text\nhello\n", "", "label\npos\n", '{"text": 1'])
def test_a_file_without_labels_is_refused(shell: Shell, tmp_path: Path, content: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(content, encoding="utf-8")

    shell("analyze", "evaluate", str(file)).refused(2)


def test_what_is_no_model_and_no_folder_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")

    shell("analyze", "evaluate", str(file), "--model", str(file)).refused(2)
    shell("analyze", "evaluate", str(tmp_path / "none.csv")).refused(2)
    shell("analyze", "train", "--data", str(tmp_path / "none")).refused(2)


PAIRS = """a,b,label
付款以后应用就闪退,付款以後應用就閃退！,1
付款以后应用就闪退，请修复,付款以后应用就闪退,1
The app crashes after I pay,How do I change my address?,0
怎么修改收货地址,电池续航太差,0
好,好,1
no label,no label,
"""


def test_pairs_are_measured_at_the_thresholds_of_the_policy(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(PAIRS, encoding="utf-8")

    found = shell("analyze", "evaluate", str(file), "--json").json["likeness"]

    every = found["all"]
    assert (every["rows"], every["same"]) == (5, 3)
    linked, similar = every["at"]["link_above"], every["at"]["similar_above"]
    assert (linked["least"], linked["found"], linked["precision"]) == (0.92, 1, 1.0)
    assert linked["recall"] == pytest.approx(1 / 3)
    assert (similar["found"], similar["recall"]) == (2, pytest.approx(2 / 3))
    # What says too little is like nothing: only all pairs together find it.
    assert every["best"]["f1"] == pytest.approx(0.8)
    assert found["en"]["at"]["link_above"]["precision"] is None
    assert "link_above" in shell("analyze", "evaluate", str(file)).out


def test_a_file_of_pairs_without_labels_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("a,b,label\none,other,maybe\n", encoding="utf-8")

    assert "1 the same" in shell("analyze", "evaluate", str(file)).refused(2)


def small(lesson: str) -> build.Plan:
    """What little is learned from here, with what a person judged."""
    few = [each._replace(examples=each.examples[:20]) for each in build.plan(None).kept]
    judged = build.of_lesson(Lesson(lesson, category="other"))
    return build.Plan([*sources.own("en")[::8], judged], few, {}, words_only=True)


def test_models_that_are_trained_on_one_day_have_different_names() -> None:
    plans = (small("the blue bar again"), small("the red bar again"))
    names = [Model.load(training._built(plan)).name for plan in plans]

    assert len({*names, Model.load().name}) == 3
