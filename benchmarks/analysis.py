"""`python -m benchmarks.analysis`: the ear on one core, beside a bare TF-IDF linear model."""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from analysis.training import sources
from analysis.training.examples import Example
from store import policies

ITEM_SECONDS, START_SECONDS = 0.020, 1.0
"""To reach: the 99th percentile of an item, and by how much a worker starts later."""
LENGTH = 500
_LOADED = """
import os, time
import psutil
me, began = psutil.Process(), time.perf_counter()
empty = me.memory_info().rss
import numpy
numpy_at, began = me.memory_info().rss, time.perf_counter()
from analysis.model import Model
model = Model.load()
model_s, model_at = time.perf_counter() - began, me.memory_info().rss
from analysis import encoder
encoder.warm()
print(model_s, time.perf_counter() - began, model_at - numpy_at, me.memory_info().rss - empty)
"""

Answer = Callable[[str], object]


class Loaded(NamedTuple):
    """Seconds and bytes that it takes to be ready in a process of its own."""

    model: float
    everything: float
    model_bytes: float
    bytes: float


def texts(count: int) -> list[str]:
    """Items of 500 characters, made of the held-back corpus."""
    chance = random.Random(0)
    kept = [each.text for each in sources.own(sources.HELD_OUT)]
    return [_long(kept, chance) for _ in range(count)]


def _long(kept: Sequence[str], chance: random.Random) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < LENGTH:
        parts.append(chance.choice(kept))
    return " ".join(parts)[:LENGTH]


def bare(examples: Sequence[Example]) -> Answer:
    """TF-IDF of one to three characters and one linear answer: the least that could be done."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    counted = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2)
    counts = counted.fit_transform([each.text for each in examples])
    model = LinearSVC(random_state=0).fit(counts, [each.category for each in examples])
    return lambda text: model.predict(counted.transform([text]))


def ours() -> Iterator[tuple[str, Answer]]:
    """The model alone, and the whole analysis."""
    from analysis.analyst import Analyst
    from analysis.model import Model
    from analysis.plain import plain

    model, policy = Model.load(), policies.parse(policies.default_text())
    analyst = Analyst(model)
    yield "model", lambda text: model.judge(plain(text))
    yield "whole analysis", lambda text: analyst(text, policy)


def seconds(answer: Answer, items: Sequence[str], what: str) -> list[float]:
    """What each item takes of the core, whatever else runs there; after a few that warm up."""
    for item in items[:20]:
        answer(item)
    taken = []
    for item in track(items, what, console=Console(stderr=True), transient=True):
        began = time.process_time()
        answer(item)
        taken.append(time.process_time() - began)
    return taken


def loaded() -> Loaded:
    """What a new process needs until it can answer."""
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED], check=True, capture_output=True, text=True
    )
    return Loaded(*map(float, ran.stdout.split()))


def show(console: Console, figures: dict[str, list[float]], ready: Loaded) -> None:
    """Print everything beside its target."""
    table = Table("one core, items of 500 characters", "items/s", "p50 ms", "p99 ms", "to reach")
    for name, taken in figures.items():
        p99 = statistics.quantiles(taken, n=100)[98]
        reach = f"p99 <= {ITEM_SECONDS * 1000:.0f} ms" if name == "whole analysis" else ""
        rate, half = len(taken) / sum(taken), statistics.median(taken)
        table.add_row(name, f"{rate:.0f}", f"{half * 1000:.1f}", f"{p99 * 1000:.1f}", reach)
    console.print(table)
    console.print(
        f"loading: model {ready.model:.2f} s, with the sentence encoder {ready.everything:.2f} s"
        f" (to reach: {START_SECONDS:.0f} s)"
    )
    console.print(
        f"memory: model {ready.model_bytes / 1e6:.0f} MB, everything {ready.bytes / 1e6:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=500)
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what is loaded apart, too
    items = texts(args.items)
    learned = [each for name in sources.OWN for each in sources.own(name)]
    answers = {"bare TF-IDF, category only": bare(learned), **dict(ours())}
    figures = {name: seconds(answer, items, name) for name, answer in answers.items()}
    show(Console(), figures, loaded())


if __name__ == "__main__":
    main()
