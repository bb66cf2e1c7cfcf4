"""Limits, addresses behind proxies, files given out, readiness and figures, over HTTP."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from rules.links import Signer
from schemas.access import AccessRole, Caller, Kind
from schemas.enums import DecisionKind
from schemas.errors import EngineUnavailable, Misconfigured
from schemas.events import CUSTOMER
from schemas.settings import Settings
from starter.gateway import Gateway
from starter.web import files, uploads, watching
from starter.web.addresses import counted, networks, origin
from starter.web.form import TooLarge
from starter.web.limits import Limits, RateLimits
from store.tables import Case
from tests.plain import PLAIN_TEXT
from tests.stores.cases import CONTACT, accept, analyzed_case, decision
from tests.stories import START
from worker.installation import Installation, now

LIMITS = {"key": "3/minute", "address": "5/minute", "form": "2/minute", "denied": "2/minute"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
SIGNER = Signer(["k" * 40])


class Keys:
    """Knows keys that are called as their owner's role."""

    async def by_key(self, key: str) -> Caller | None:
        role, _, team = key.partition("-")
        if role not in set(AccessRole):
            return None
        teams = frozenset({team}) if team else None
        return Caller(kind=Kind.KEY, name="k", role=AccessRole(role), teams=teams)

    async def by_session(self, token: str) -> Caller | None:
        return await self.by_key(token)


async def not_there() -> Any:
    raise EngineUnavailable("it does not answer")


async def there() -> None: ...


class Engine:
    """Temporal as it is seen from here, and how often it was asked."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.asked = 0

    async def alive(self) -> None:
        self.asked += 1
        if self.away:
            await not_there()

    async def pollers(self) -> dict[str, int]:
        await self.alive()
        return {"workflows": 2, "activities": 1}


def limited(**changes: str) -> TestClient:
    app = FastAPI()
    app.add_middleware(RateLimits, limits=Limits({**LIMITS, **changes}))
    for path in ("/api/v1/feedback", "/healthz", "/readyz", "/metrics"):
        app.add_api_route(path, there, methods=["GET"])
    for path in ("/feedback", "/desk/x"):
        app.add_api_route(path, there, methods=["GET", "POST"])
    return TestClient(app)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────


def test_a_key_that_asks_too_often_is_told_when_to_come_again() -> None:
    client = limited()
    answers = [client.get("/api/v1/feedback", headers=bearer("a")) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert answers[-1].json()["type"] == "/api/v1/problems/too_many"
    assert client.get("/api/v1/feedback", headers=bearer("b")).status_code == 200


@pytest.mark.parametrize("name", ["huiyin", "__Host-huiyin"])
def test_a_session_is_limited_like_a_key(name: str) -> None:
    client = limited()
    mine, others = {"Cookie": f"{name}=one"}, {"Cookie": f"{name}=two"}
    found = [client.get("/api/v1/feedback", headers=mine).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    assert client.get("/api/v1/feedback", headers=others).status_code == 200


def test_an_office_behind_one_address_works_at_the_desk() -> None:
    client = limited(desk="7/minute")
    people = [{"Cookie": f"huiyin={n}"} for n in range(3)]
    found = [client.post("/desk/x", headers=each).status_code for each in people * 2]
    assert found == [200] * 6  # as forms of an address, they would be too many
    assert client.post("/desk/x").status_code == 200  # signed out: one of the address
    assert client.post("/desk/x", headers=people[0]).status_code == 200
    assert client.get("/desk/x", headers={"Cookie": "huiyin=invented"}).status_code == 429


def test_keys_that_are_invented_do_not_lead_around_the_limit_of_an_address() -> None:
    client = limited()
    found = [client.get("/api/v1/feedback", headers=bearer(f"{n}")).status_code for n in range(6)]
    assert found == [200] * 5 + [429]
    statuses = [client.get(p).status_code for p in ("/healthz", "/readyz", "/metrics")]
    assert statuses == [200, 200, 429]


def test_a_page_says_it_in_plain_words() -> None:
    client = limited()
    found = [client.post("/feedback") for _ in range(3)]
    assert [each.status_code for each in found] == [200, 200, 429]
    assert "操作太频繁" in found[-1].text
    assert "Too often" in found[-1].text
    assert client.get("/feedback").status_code == 200


def test_whoever_is_not_believed_again_and_again_is_not_asked_any_more() -> None:
    app = FastAPI()
    app.state.identity = Keys()
    app.add_middleware(RateLimits, limits=Limits(LIMITS))

    async def denied() -> Any:
        return PlainTextResponse("no", 401)

    app.add_api_route("/api/v1/feedback", denied)
    app.add_api_route("/c/token", there)
    client = TestClient(app)
    found = [client.get("/api/v1/feedback", headers=bearer(str(n))).status_code for n in range(3)]
    assert found == [401, 401, 429]
    assert client.get("/c/token").status_code == 200


def test_a_wrong_limit_is_named() -> None:
    with pytest.raises(Misconfigured, match="HUIYIN_LIMIT_KEY"):
        Limits.of(Settings(limit_key="often"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
    ],
)
def test_only_our_proxies_are_believed(peer: str, forwarded: list[str], found: str) -> None:
    assert origin(peer, forwarded, networks("10.0.0.0/8, 192.0.2.1")) == found


def test_one_sixth_version_network_is_one_visitor() -> None:
    assert counted("2001:db8:1:2:3::4") == counted("2001:db8:1:2:ffff::1")
    assert counted("2001:db8:1:2::4") != counted("2001:db8:1:3::4")
    assert counted("::ffff:203.0.113.9") == "203.0.113.9"
    with pytest.raises(Misconfigured, match="HUIYIN_TRUSTED_PROXIES"):
        networks("10.0.0.0/99")


# ── Files, readiness, figures ────────────────────────────────────────────────────────────────────


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        data_dir=tmp_path, database_url=database_url, metrics_token=SecretStr("token-of-metrics")
    )
    found = Installation(settings)
    yield found
    found.database.close()


def served(installation: Installation, engine: Engine | None = None) -> TestClient:
    app = FastAPI()
    app.state.identity = Keys()
    gateway = Gateway(
        installation.database, PLAIN_TEXT, SIGNER, "http://here", not_there, installation.now
    )
    app.include_router(files.router(gateway, SIGNER, installation.attachments))
    app.include_router(watching.router(installation, engine or Engine()))
    return TestClient(app)


def kept(installation: Installation, case: str, by: str) -> str:
    attachments = installation.attachments
    limits = installation.settings.file_limits
    file = attachments.keep(io.BytesIO(PNG), "图 1.png", "text/html", limits)
    attachments.link(case, [file.id], by)
    return file.id


def test_a_file_is_a_download_for_those_who_see_the_case(installation: Installation) -> None:
    case = analyzed_case(installation.database, category="malfunction")
    file, client = kept(installation, case, CUSTOMER), served(installation)
    answer = client.get(f"/files/{file}", headers=bearer("agent-engineering"))

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"_ 1.png\"; filename*=UTF-8''%E5%9B%BE%201.png"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    statuses = {
        key: client.get(f"/files/{file}", headers=bearer(key)).status_code
        for key in ("auditor", "agent-service", "intake", "nobody")
    }
    assert statuses == {"auditor": 403, "agent-service": 404, "intake": 404, "nobody": 401}
    assert client.get(f"/files/{file}").status_code == 401
    assert client.get("/files/..%2F..%2Fsecret.key", headers=bearer("auditor")).status_code == 404


def test_a_customer_has_only_what_the_customer_sent(installation: Installation) -> None:
    case = analyzed_case(installation.database)
    sent, internal = kept(installation, case, CUSTOMER), kept(installation, case, "li")
    other = kept(installation, analyzed_case(installation.database, 2), CUSTOMER)
    client, token = served(installation), SIGNER.case_token(case, CONTACT, now())

    found = [client.get(f"/c/{token}/files/{f}").status_code for f in (sent, internal, other)]
    assert found == [200, 404, 404]
    assert client.get(f"/c/{token}x/files/{sent}").status_code == 404


def test_ready_says_which_part_is_not(installation: Installation) -> None:
    assert served(installation).get("/readyz").json()["status"] == "ok"
    answer = served(installation, Engine(away=True)).get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"record": "ok", "temporal": "unreachable"}


def test_however_many_ask_whether_it_is_ready_hardly_anything_is_asked(
    installation: Installation,
) -> None:
    engine = Engine()
    client = served(installation, engine)
    assert {client.get("/readyz").status_code for _ in range(20)} == {200}
    assert engine.asked == 1


def test_a_record_of_another_version_is_not_ready(installation: Installation) -> None:
    with installation.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = served(installation).get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"record": "other version", "temporal": "ok"}


def test_a_record_that_is_away_is_named_and_nothing_else(tmp_path: Path) -> None:
    url = "postgresql://huiyin:a-secret@127.0.0.1:1/record"
    away = Installation(Settings(data_dir=tmp_path, database_url=url))
    app = FastAPI()
    app.include_router(watching.router(away, Engine()))
    answer = TestClient(app).get("/readyz")

    assert answer.json()["parts"] == {"record": "unreachable", "temporal": "ok"}
    assert "secret" not in answer.text


def test_figures_are_for_those_who_may_see_them(installation: Installation) -> None:
    database = installation.database
    case = analyzed_case(database)
    accept(database, decision(case, DecisionKind.TAKE), START)
    client = served(installation)

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=bearer("agent")).status_code == 403
    assert client.get("/metrics", headers=bearer("auditor")).status_code == 200
    text = client.get("/metrics", headers=bearer("token-of-metrics")).text
    assert 'huiyin_cases{stage="planning"} 1.0' in text
    assert 'huiyin_cases{stage="closed"} 0.0' in text
    assert "huiyin_decisions_waiting 1.0" in text
    assert "huiyin_workers_alive 0.0" in text
    assert 'huiyin_pollers{work="workflows"} 2.0' in text
    assert "huiyin_temporal_up 1.0" in text
    oldest = next(each for each in text.splitlines() if each.startswith("huiyin_decisions_oldest"))
    assert float(oldest.split()[1]) > 0


def test_figures_are_those_of_the_record(installation: Installation) -> None:
    for number, minutes in ((1, -5), (2, 5), (3, 50), (4, 70), (5, None)):
        case = analyzed_case(installation.database, number)
        with installation.database.writing() as session:
            row = session.get_one(Case, case)
            row.due_at = now() + timedelta(minutes=minutes) if minutes else None
            row.breached, row.ended = number in (1, 3, 4), number == 4
            session.add(row)
    client = served(installation, Engine(away=True))
    text = client.get("/metrics", headers=bearer("auditor")).text

    for line in (
        "huiyin_cases_due_within_hour 2.0",
        "huiyin_cases_late 1.0",
        "huiyin_cases_overdue 2.0",
        'huiyin_mails{status="unsent"} 5.0',
        "huiyin_temporal_up 0.0",
    ):
        assert line in text.splitlines(), text
    assert "huiyin_pollers{" not in text


# ── Uploads ──────────────────────────────────────────────────────────────────────────────────────


def uploading(**limits: int) -> TestClient:
    app = FastAPI()
    allowed = Settings().file_limits.model_copy(update=limits)

    async def post(request: Request) -> dict[str, Any]:
        try:
            async with uploads.read(request, allowed) as sent:
                names = [each.filename for each in sent.files]
                return {"fields": sent.fields, "files": names}
        except (TooLarge, uploads.Unreadable) as error:
            return {"trouble": type(error).__name__}

    app.add_api_route("/", post, methods=["POST"])
    return TestClient(app)


def test_a_form_with_files_is_read_within_its_bounds() -> None:
    client = uploading(most_bytes=1000, most_files=2)
    read = client.post("/", data={"text": "你好"}, files={"file": ("a.png", PNG)}).json()
    assert read == {"fields": {"text": "你好"}, "files": ["a.png"]}

    three = [("file", (f"{n}.png", PNG)) for n in range(3)]
    large = {"file": ("a", b"x" * (1 << 21))}
    assert client.post("/", files=three).json() == {"trouble": "TooLarge"}
    assert client.post("/", files=large).json() == {"trouble": "TooLarge"}
    assert client.post("/", content=endless()).json() == {"trouble": "Unreadable"}
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/", content=endless(), headers=multipart).json()["trouble"]
    assert client.post("/", content=b"x", headers=multipart).json() == {"trouble": "Unreadable"}


def endless() -> Iterator[bytes]:
    """Without a length, and longer than is allowed."""
    yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    for _ in range(100):
        yield b"a" * (1 << 16)
