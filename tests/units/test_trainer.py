"""A model of a version that read texts otherwise is no ground to learn on, nor a reason to fail."""

from dataclasses import replace

from analysis.model import Model
from analysis.signs import TONES
from analysis.weights import read, shipped, write
from schemas.learning import Lesson
from worker.trainer import trainer


def earlier() -> bytes:
    """A model that knows fewer signs than this version."""
    weights = read(shipped())
    return write(replace(weights, of_signs=weights.of_signs[: TONES.start]))


def test_it_learns_from_the_shipped_model_where_the_present_one_cannot_be_read() -> None:
    teach = trainer(None)
    assert teach is not None
    lesson = Lesson("充值卡上的号码刮花了", category="malfunction")
    trained = teach("learnt-anew", [lesson], earlier())
    assert Model.load(trained.content).name == "learnt-anew"
