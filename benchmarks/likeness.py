"""How fast, and how well, cases that are alike are found among 100,000; on one core.

The crowd is made up, and the pairs are the corpus's own: `python -m benchmarks.likeness PAIRS`
reads lines of JSON with `a`, `b` and `kind`, and with a second file (a text a line) takes that as
the crowd instead.
"""

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from analysis.likeness import likeness, sketch
from analysis.nearest import Nearest
from analysis.plain import plain

CROWD, SHORTLIST, FIRST = 100_000, 200, 5
_THINGS = "登录 付款 退款 发票 闪退 客服 广告 会员 地图 订单 login payment refund crash order"
_SAYINGS = (
    "{a}的时候{b}不见了，第{n}次了",
    "{b}一直不行，{a}也是，{n}天了",
    "the {a} page loses my {b} after {n} tries",
    "why does {a} need {b} {n} times",
)


def made_up(many: int) -> list[str]:
    """Texts that nobody wrote, each another."""
    chance, things = random.Random(1), _THINGS.split()
    return [
        chance.choice(_SAYINGS).format(a=chance.choice(things), b=chance.choice(things), n=n)
        for n in range(many)
    ]


class Crowd:
    """Sketches in memory, as a process of the product has their signs."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.sketches = [made.content for text in texts if (made := sketch(plain(text)))]
        self.nearest = Nearest()
        self.nearest.add(enumerate(self.sketches))

    def ask(self, text: str) -> list[int]:
        """The likest first."""
        made = sketch(plain(text))
        if made is None:
            return []
        near = self.nearest.find(made.content, SHORTLIST)
        scores = likeness(made.content, [self.sketches[each] for each in near])
        return [near[at] for at in np.argsort(-scores)[:FIRST]]


def measured(crowd: Crowd, texts: Sequence[str]) -> Iterator[float]:
    """Milliseconds for each question: the sketch, the signs of all, the vectors of the nearest."""
    for text in texts:
        begun = time.perf_counter()
        crowd.ask(text)
        yield (time.perf_counter() - begun) * 1000


def recall(crowd: Crowd, pairs: Sequence[dict[str, str]]) -> dict[str, float]:
    """Of each kind of pair, how often the other is among the first five."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for at, pair in enumerate(pairs, start=len(crowd.sketches) - len(pairs)):
        hits[pair["kind"]].append(at in crowd.ask(pair["a"]))
    return {kind: sum(each) / len(each) for kind, each in hits.items()}


def main(pairs_file: str | None = None, crowd_file: str | None = None) -> None:
    """Write the figures to stdout."""
    lines = Path(pairs_file).read_text(encoding="utf-8").splitlines() if pairs_file else []
    pairs = [json.loads(line) for line in lines]
    texts = Path(crowd_file).read_text(encoding="utf-8").splitlines() if crowd_file else []
    texts = (texts + made_up(CROWD))[:CROWD]
    begun = time.perf_counter()
    crowd = Crowd([*texts, *(pair["b"] for pair in pairs)])
    seconds = time.perf_counter() - begun
    print(f"{len(crowd.sketches)} sketches in {seconds:.0f} s")
    spans = sorted(measured(crowd, [pair["a"] for pair in pairs] or texts[:300]))
    p50, p99 = spans[len(spans) // 2], spans[int(len(spans) * 0.99)]
    print(f"asked: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    for kind, share in recall(crowd, pairs).items():
        print(f"R@{FIRST} {kind}: {share:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
