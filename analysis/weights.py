"""A model as a file: numbers and a card, nothing that could run."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.encoder import SIZE, is_installed
from analysis.features import Vector
from analysis.heads import Head
from analysis.signs import NAMES
from schemas.errors import BadInput

FORMAT = 1
_STEPS, _LEAST_STEP = 127, 1e-12
_BROKEN = (KeyError, ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile)


class BadModel(BadInput):
    """The file holds no model that this version can use."""


@dataclass(frozen=True)
class Weights:
    """What each piece, sign and direction of meaning says for each answer: a column an answer."""

    card: Mapping[str, Any]
    heads: tuple[Head, ...]
    pieces: Mapping[str, int]
    rarity: Vector
    """Of each piece: rare ones tell more."""
    of_pieces: NDArray[np.int8]
    scale: Vector
    """What one step of `of_pieces` is worth, for each column."""
    of_signs: Vector
    of_meaning: Vector
    bias: Vector
    bias_alone: Vector
    """Where only words are known, not the meaning."""


def coarse(of_pieces: Vector) -> tuple[NDArray[np.int8], Vector]:
    """Weights of pieces in 255 steps, and what a step is worth in each column."""
    scale = (np.abs(of_pieces).max(axis=0) / _STEPS + _LEAST_STEP).astype(np.float32)
    return np.round(of_pieces / scale).astype(np.int8), scale


def shipped() -> bytes:
    """The content of the file of the model that is shipped for what is installed here."""
    name = "huiyin.npz" if is_installed() else "huiyin-words.npz"
    return (files("analysis") / "models" / name).read_bytes()


def write(weights: Weights) -> bytes:
    """The content of a file that holds these weights; the same for the same weights."""
    file = BytesIO()
    np.savez_compressed(
        file,
        card=_text(json.dumps({**weights.card, "format": FORMAT}, ensure_ascii=False)),
        heads=_text(json.dumps([head._asdict() for head in weights.heads])),
        pieces=_text("\n".join(weights.pieces)),
        rarity=weights.rarity.astype(np.float16),
        of_pieces=weights.of_pieces,
        scale=weights.scale,
        of_signs=weights.of_signs.astype(np.float16),
        of_meaning=weights.of_meaning.astype(np.float16),
        bias=weights.bias,
        bias_alone=weights.bias_alone,
    )
    return file.getvalue()


def read(content: bytes) -> Weights:
    """The weights in the content of a file. Raises BadModel."""
    try:
        with np.load(BytesIO(content), allow_pickle=False) as file:
            weights = _weights(dict(file))
    except _BROKEN as broken:
        raise BadModel(f"no model of this version: {broken}") from broken
    _check(weights)
    return weights


def _weights(file: Mapping[str, NDArray[Any]]) -> Weights:
    keys = _string(file["pieces"]).split("\n")
    floats = {
        name: file[name].astype(np.float32)
        for name in ("rarity", "scale", "of_signs", "of_meaning", "bias", "bias_alone")
    }
    heads = tuple(
        Head(**{**given, "classes": tuple(given["classes"])})
        for given in json.loads(_string(file["heads"]))
    )
    return Weights(
        card=json.loads(_string(file["card"])),
        heads=heads,
        pieces={key: at for at, key in enumerate(keys)},
        of_pieces=file["of_pieces"],
        **floats,
    )


def _check(weights: Weights) -> None:
    columns = max(head.stop for head in weights.heads)
    wanted: Sequence[tuple[str, tuple[int, ...]]] = (
        ("rarity", (len(weights.pieces),)),
        ("of_pieces", (len(weights.pieces), columns)),
        ("of_signs", (len(NAMES), columns)),
        ("of_meaning", (SIZE, columns)),
        ("bias", (columns,)),
        ("bias_alone", (columns,)),
    )
    wrong = [name for name, shape in wanted if getattr(weights, name).shape != shape]
    if wrong or weights.card.get("format") != FORMAT:
        raise BadModel(f"no model of this version: {', '.join(wrong) or 'format'}")


def _text(value: str) -> NDArray[np.uint8]:
    return np.frombuffer(value.encode(), dtype=np.uint8)


def _string(value: NDArray[Any]) -> str:
    return bytes(value.astype(np.uint8)).decode()
