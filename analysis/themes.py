"""What a text is about: the same theme under one name, however people put it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import TypeAdapter

from analysis.spotting import Spot, Words
from schemas.bounds import Key
from schemas.listening import Topic

Topics = Mapping[str, Topic]


class Theme(NamedTuple):
    """A theme that is talked of, and the places where it is."""

    key: str
    spots: tuple[Spot, ...]


class Themes:
    """The themes of one policy, and the general ones that it does not name itself."""

    def __init__(self, own: Topics) -> None:
        self._topics = {key: Words(topic.words) for key, topic in {**general(), **own}.items()}

    def of(self, text: str) -> list[Theme]:
        """The themes of a plain text, the first that is named first."""
        found = ((key, tuple(words.spots(text))) for key, words in self._topics.items())
        named = [Theme(key, spots) for key, spots in found if spots]
        return sorted(named, key=lambda theme: (min(each.start for each in theme.spots), theme.key))


@cache
def general() -> Topics:
    """The themes that customers of most companies talk about, with what they call them."""
    text = (files("analysis") / "words" / "themes.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[Key, Topic]).validate_python(tomllib.loads(text))
