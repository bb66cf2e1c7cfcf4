"""How models are trained here, if the packages for it are installed."""

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from activities.protocols import Trainer
from schemas.learning import Lesson, Trained

if TYPE_CHECKING:
    from analysis.model import Model
    from analysis.training.build import Plan

_NEEDED = "sklearn"
INSTALL = shlex.join([sys.executable, "-m", "pip", "install", "scikit-learn>=1.7"])
"""The command that makes training possible here."""
_NOISE = 0.01
"""A macro F1 that is lower by less than this is not worse: on some hundred rows it is chance."""


def trainer(data: Path | None) -> Trainer | None:
    """What trains models: anew, with a folder of labelled sets; without one by staying near the
    present model. None where the packages for it are missing. It loads them late."""
    if not find_spec(_NEEDED):
        return None
    return partial(_train, data) if data else _learn


def _learn(name: str, lessons: Sequence[Lesson], present: bytes | None) -> Trained:
    from analysis.training.learn import learn

    return learn(name, lessons, _readable(present))


def _train(data: Path, name: str, lessons: Sequence[Lesson], present: bytes | None) -> Trained:
    from analysis.model import Model
    from analysis.training import build

    plan = build.plan(data, lessons)
    content = plan.built(name, _nothing)
    trained = Model.load(content)
    before, after = (
        dict(_figures(each, plan)) for each in (Model.load(_readable(present)), trained)
    )
    changes = {key: (before[key], after[key]) for key in before}
    return Trained(content, trained.card, _is_worse(changes), changes)


def _readable(present: bytes | None) -> bytes | None:
    """None, which stands for the shipped model, for one of a version that read texts otherwise."""
    from analysis.weights import BadModel, read

    try:
        if present is not None:
            read(present)
    except BadModel:
        return None
    return present


def _figures(model: "Model", plan: "Plan") -> Iterator[tuple[str, float]]:
    from analysis.training import table

    for line in table.lines(model, plan.kept):
        yield f"{line.name} {line.field}", round(line.model.macro_f1, 4)


def _is_worse(changes: Mapping[str, tuple[float, float]]) -> bool:
    return any(after < before - _NOISE for before, after in changes.values())


def _nothing() -> None:
    """Nobody waits to see how far it is."""
