"""A record in PostgreSQL with very many cases in it, written by COPY: one in ten is open."""

import itertools
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import lives
from benchmarks.lives import Life
from schemas import search_words
from schemas.enums import Priority, Stage
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
_OPEN_STAGES = (
    *(*[Stage.RESOLVING] * 8, *[Stage.PLANNING] * 9),
    *(Stage.CLARIFYING, Stage.AWAITING_CONFIRMATION, Stage.AWAITING_APPROVAL),
)
_LATELY, _OPEN_LATELY, _OPEN_LONG = 0.2, 0.48, 0.005
"""Of the latest fifth about half are open, of the others hardly any."""
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
    *("id", "channel", "locale", "stage", "outcome", "category", "priority", "team", "owner"),
    *("cycle", "seq", "breached", "ended", "policy_version", "received_at", "started_at"),
    *("due_at", "closed_at", "confidential", "state"),
)
_BESIDE: tuple[tuple[str, str, Callable[[Life], Iterable[tuple[object, ...]]]], ...] = (
    ("events", "case_id, seq, at, kind, by, cycle, data", Life.event_rows),
    ("event_texts", "case_id, seq, texts", Life.text_rows),
    ("turns", "case_id, who, what", Life.turn_rows),
)
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
    files = (__file__, lives.__file__, search_words.__file__)
    made_by = b"".join(Path(each).read_bytes() for each in files)
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
    written = [_case(names[n], 1 - n / of, came[n], chance) for n in numbers]
    with connection.transaction(), connection.cursor() as cursor:
        # What is written here fits together: to look at each key again would take minutes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(f"COPY cases ({', '.join(_CASES)}) FROM STDIN") as copy:
            for life in written:
                row = _row(life, version, chance)
                copy.write_row([{**life.columns(), **row}[name] for name in _CASES])
        for table, columns, rows in _BESIDE:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in itertools.chain.from_iterable(map(rows, written)):
                    copy.write_row(line)
        with cursor.copy("COPY submissions (case_id, text) FROM STDIN") as copy:
            for n in numbers:
                copy.write_row((names[n], said[n]))
        with cursor.copy(
            "COPY search_words (case_id, received_at, words, tokens) FROM STDIN"
        ) as copy:
            for n in numbers:
                words = search_words.written([names[n], said[n]])
                copy.write_row((names[n], came[n], words, search_words.tokens(words)))


def _case(name: str, age: float, received: datetime, chance: random.Random) -> Life:
    """A case that came so long ago; `age` is 1 for the oldest."""
    category = chance.choice(_CATEGORIES)
    is_open = chance.random() < (_OPEN_LATELY if age < _LATELY else _OPEN_LONG)
    return Life(
        case_id=name,
        stage=chance.choice(_OPEN_STAGES) if is_open else Stage.CLOSED,
        received=received,
        channel=chance.choice(_CHANNELS),
        locale=chance.choice(("zh", "en")),
        category=category,
        priority=chance.choice(list(Priority)).value,
        team=_TEAMS.get(category, "support"),
        owner=chance.choice((None, *(f"agent{n}" for n in range(40)))),
        approvers=(f"agent{chance.randrange(400)}", f"agent{400 + chance.randrange(400)}"),
    )


def _row(life: Life, version: str, chance: random.Random) -> dict[str, Any]:
    """A case as its row holds it, without what its state says."""
    is_closed = life.stage is Stage.CLOSED
    return {
        "confidential": chance.random() < 0.05,
        "breached": chance.random() < 0.01,
        "policy_version": version,
        "received_at": life.received,
        "started_at": life.received,
        "due_at": None if is_closed else UNTIL + chance.random() * _DUE,
    }


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
