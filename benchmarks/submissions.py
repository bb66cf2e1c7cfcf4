"""`python -m benchmarks.submissions`: submissions per second over HTTP, in turns with the floor."""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks import front, stand
from engine import embedded
from schemas.settings import Settings

PRODUCT = "/api/v1/feedback"
CLIENTS = (1, 8, 32)
_WARM_UP = 20
_READY_SECONDS = 60
_numbers = itertools.count()
_UNLIMITED = {"HUIYIN_LIMIT_KEY": "1000000/minute", "HUIYIN_LIMIT_ADDRESS": "1000000/minute"}


async def round_of(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], many: int, at_once: int
) -> tuple[float, list[float]]:
    """Send so many items, so many at once; how many a second, and the seconds of each."""
    took: list[float] = []
    left = iter(range(many))

    async def one() -> None:
        for _ in left:
            item = {"text": f"付款以后应用就闪退 {next(_numbers)}"}
            began = time.perf_counter()
            answer = await client.post(url, json=item, headers=headers)
            answer.raise_for_status()
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    return many / (time.perf_counter() - began), took


async def run(console: Console, settings: Settings, port: int, many: int, rounds: int) -> None:
    """Measure floor and product in turns, and print the figures."""
    headers = {"Authorization": f"Bearer {_key()}"}
    urls = {
        "floor": (f"http://127.0.0.1:{port}{front.FLOOR}", {}),
        "product": (f"http://127.0.0.1:{settings.web_port}{PRODUCT}", headers),
    }
    table = Table("clients", "", "per second", "p50 ms", "p99 ms", "ratio")
    # Shorter than the server's, or it closes a connection at the moment when it is used again.
    limits = httpx.Limits(max_connections=max(CLIENTS), keepalive_expiry=1)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        for url, with_key in urls.values():
            await _until_serving(client, url)
            await round_of(client, url, with_key, _WARM_UP, 4)
        for at_once in CLIENTS:
            rates, took = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
            for _, (name, (url, with_key)) in itertools.product(range(rounds), urls.items()):
                rate, seconds = await round_of(client, url, with_key, many, at_once)
                rates[name].append(rate)
                took[name] += seconds
            _add(table, at_once, rates, took)
    console.print(table)


def _add(
    table: Table, at_once: int, rates: Mapping[str, list[float]], took: Mapping[str, list[float]]
) -> None:
    pairs = zip(rates["product"], rates["floor"], strict=True)
    ratio = f"{statistics.median(a / b for a, b in pairs):.2f}"
    for name in rates:
        hundredths = statistics.quantiles(took[name], n=100, method="inclusive")
        times = (f"{1000 * hundredths[49]:.1f}", f"{1000 * hundredths[98]:.1f}")
        rate = f"{statistics.median(rates[name]):.1f}"
        table.add_row(str(at_once), name, rate, *times, ratio if name == "product" else "")


def _key() -> str:
    command = [sys.executable, "-m", "starter.main", "key", "add", "bench", "--role", "intake"]
    made = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True)
    return str(json.loads(made.stdout)["key"])


async def _until_serving(client: httpx.AsyncClient, url: str) -> None:
    give_up_at = time.monotonic() + _READY_SECONDS
    while time.monotonic() < give_up_at:
        try:
            await client.get(url)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=300, help="items of each round")
    parser.add_argument("--rounds", type=int, default=3, help="turns of floor and product")
    args = parser.parse_args()
    with stand.stand() as settings:
        asyncio.run(asyncio.wait_for(embedded.until_serving(settings), 60))
        port, folder = stand.free_port(), str(settings.data_dir)
        os.environ.update(_UNLIMITED)
        parts = [
            stand.start([sys.executable, "-m", "benchmarks.front", str(port)], folder),
            stand.start([sys.executable, "-m", "starter.main", "web"], folder),
        ]
        try:
            asyncio.run(run(Console(), settings, port, args.items, args.rounds))
        finally:
            for part in parts:
                part.kill()
                part.wait()


if __name__ == "__main__":
    main()
