"""How models are trained here, if the packages for it are installed."""

from collections.abc import Sequence
from importlib.util import find_spec

from activities.protocols import Trainer
from schemas.learning import Lesson, Trained

_NEEDED = "sklearn"


def trainer() -> Trainer | None:
    """What trains models; none where the packages for it are missing. It loads them late."""
    return _train if find_spec(_NEEDED) else None


def _train(lessons: Sequence[Lesson], present: bytes | None) -> Trained:
    raise NotImplementedError
