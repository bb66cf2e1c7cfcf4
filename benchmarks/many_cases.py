"""A record in PostgreSQL with very many cases in it, written by COPY: one in ten is open."""

import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from schemas import search_words
from schemas.enums import EventKind, Priority, Stage
from schemas.events import CUSTOMER, SYSTEM
from store import migrate, policies, schema_version
from store.database import Database

UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
_DUE = timedelta(days=5)
MARK = "zebrafish"
"""A word of one case in ten thousand."""
OLD = "typewriter"
"""A word of every second case of the oldest tenth, and of no other."""
SELDOM = "origami"
"""A word of one case in 250."""

_SENTENCES = (
    *(
        "付款以后应用就闪退",
        "登录时一直提示网络错误",
        "退款三天了还没有到账",
        "电池续航太差，半天就没电",
    ),
    *("希望增加夜间模式", "客服态度很好，问题解决得很快", "更新以后打不开，太影响工作了"),
    *("红包领不到，活动是骗人的吗", "验证码收不到", "怎么修改收货地址", "快递丢了没有人管"),
    *("界面很难找到设置", "价格比别家贵很多", "能不能支持导出表格", "字体太小，老人看不清楚"),
    "The app crashes every time I open the camera",
    "I was charged twice for one order and want a refund",
    "Please add a dark mode to the settings",
    "Your support answered quickly, thank you very much",
    "Login fails with a network error since the last update",
    "The parcel arrived damaged and nobody answers my mails",
    "How can I change my delivery address after paying?",
    "Battery drains within half a day since version 4",
)
_STAGES = (*[Stage.CLOSED] * 180, *[Stage.RESOLVING] * 8, *[Stage.PLANNING] * 9)
_RARE_STAGES = (Stage.CLARIFYING, Stage.AWAITING_CONFIRMATION, Stage.AWAITING_APPROVAL)
_CHANNELS = (*["web"] * 500, *["in_app"] * 300, *["email"] * 190, *["hotline"] * 9, "survey")
_CATEGORIES = (
    *("product_suggestion", "service_complaint", "malfunction", "malfunction", "usage_question"),
    "other",
)
_TEAMS = {
    "product_suggestion": "product",
    "service_complaint": "service",
    "malfunction": "engineering",
}
_CASES = (
    *("id", "channel", "locale", "stage", "category", "priority", "team", "owner", "cycle", "seq"),
    *("breached", "ended", "policy_version", "received_at", "started_at", "due_at", "closed_at"),
    "state",
)
_EVENTS = ("case_id", "seq", "at", "kind", "by", "cycle", "data")
_STATE = ("seq", "stage", "channel", "locale", "category", "priority", "team", "owner")
"""What the state of a case repeats."""
_MEMORY = "SET maintenance_work_mem = '512MB'"
_Tick = Callable[[int], None]


def texts_of(file: Path | None) -> tuple[str, ...]:
    """The texts of a file of feedback (JSON Lines), or our own sentences."""
    if file is None:
        return _SENTENCES
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["text"] for line in lines if line.strip())


def identity(number: int, texts: tuple[str, ...]) -> str:
    """What stands for a record that `write` has filled: the same gives the same record."""
    made_by = Path(__file__).read_bytes() + Path(search_words.__file__).read_bytes()
    return sha256(made_by + json.dumps([number, *texts, schema_version.HEAD]).encode()).hexdigest()


def write(url: str, number: int, texts: tuple[str, ...], tick: _Tick, seed: int = 1) -> None:
    """Write so many cases of three years; the index of words is made at the end. What was left of
    an earlier attempt is removed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    migrate.upgrade(url)
    database = Database(url)
    with database.writing() as session:
        version = policies.apply(session, policies.default_text())
    database.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX ix_search_words_tokens")
        numbers = iter(range(number))
        while some := list(itertools.islice(numbers, 20_000)):
            _copy(connection, some, number, version, texts, random.Random(seed + some[0]))
            tick(len(some))
        connection.execute(_MEMORY)
        connection.execute(
            "CREATE INDEX ix_search_words_tokens ON search_words USING gin (tokens)"
            " WITH (gin_pending_list_limit = 512)"
        )
        connection.execute("VACUUM ANALYZE")


def _copy(
    connection: "psycopg.Connection[tuple[object, ...]]",
    numbers: list[int],
    of: int,
    version: str,
    texts: tuple[str, ...],
    chance: random.Random,
) -> None:
    names = {n: f"{n // 100000:05}-{n % 100000:05}" for n in numbers}
    came = {n: UNTIL - YEARS + YEARS * (n / of) for n in numbers}
    said = {n: _text(n, of, texts, chance) for n in numbers}
    cases = [_case(names[n], came[n], version, chance) for n in numbers]
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"COPY cases ({', '.join(_CASES)}) FROM STDIN") as copy:
            for case in cases:
                copy.write_row([case[name] for name in _CASES])
        with cursor.copy(f"COPY events ({', '.join(_EVENTS)}) FROM STDIN") as copy:
            for row in itertools.chain.from_iterable(map(_events, cases)):
                copy.write_row(row)
        with cursor.copy("COPY submissions (case_id, text) FROM STDIN") as copy:
            for n in numbers:
                copy.write_row((names[n], said[n]))
        with cursor.copy(
            "COPY search_words (case_id, received_at, words, tokens) FROM STDIN"
        ) as copy:
            for n in numbers:
                words = search_words.written([names[n], said[n]])
                copy.write_row((names[n], came[n], words, search_words.tokens(words)))


def _case(name: str, received: datetime, version: str, chance: random.Random) -> dict[str, Any]:
    category, stage = chance.choice(_CATEGORIES), chance.choice((*_STAGES, *_RARE_STAGES))
    is_closed = stage is Stage.CLOSED
    case = {
        "id": name,
        "channel": chance.choice(_CHANNELS),
        "locale": chance.choice(("zh", "en")),
        "stage": stage.value,
        "category": category,
        "priority": chance.choice(list(Priority)).value,
        "team": _TEAMS.get(category, "support"),
        "owner": chance.choice((None, *(f"agent{n}" for n in range(40)))),
        "cycle": 1,
        "seq": 3,
        "breached": chance.random() < 0.01,
        "ended": is_closed,
        "policy_version": version,
        "received_at": received,
        "started_at": received,
        "due_at": None if is_closed else UNTIL + chance.random() * _DUE,
        "closed_at": received + _DUE if is_closed else None,
    }
    known = {key: case[key] for key in _STATE} | {"case_id": name, "reachable": True}
    return case | {"state": json.dumps(known)}


def _events(case: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """What happened to a case that is still open: it came in, was analyzed and perhaps taken."""
    if case["closed_at"]:
        return
    at, given = case["received_at"], {key: case[key] for key in ("category", "priority")}
    came = {**given, "channel": case["channel"], "locale": case["locale"], "reachable": True}
    routed = {**given, "team": case["team"], "certain": True}
    yield (case["id"], 1, at, EventKind.RECEIVED.value, CUSTOMER, 1, json.dumps(came))
    yield (case["id"], 2, at, EventKind.ANALYZED.value, SYSTEM, 1, json.dumps(routed))
    if case["owner"]:
        yield (case["id"], 3, at, EventKind.TAKEN.value, case["owner"], 1, "{}")


def _text(n: int, of: int, texts: tuple[str, ...], chance: random.Random) -> str:
    said = [chance.choice(texts) for _ in range(chance.choice((1, 1, 2, 3)))]
    said.append(f"ORD-{n * 7919 % of:07}")
    if n % 10_000 == 77:
        said.append(MARK)
    if n % 250 == 3:
        said.append(SELDOM)
    if n < of // 10 and n % 2:
        said.append(OLD)
    return " ".join(said)
