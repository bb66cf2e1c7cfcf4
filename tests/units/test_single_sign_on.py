"""Single sign-on with a real OpenID provider in a process of its own."""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from store.database import Database
from store.identity_changes import Changes
from tests.units.cli_shell import unused_port
from tests.units.desk import Browser, Desk

VERIFIED = {"email": "Mei@Example.com", "email_verified": True}


class Elsewhere:
    """The provider, as a browser meets it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def knows(self, sub: str, **claims: Any) -> None:
        httpx.put(f"{self.address}/users/{sub}", json=claims).raise_for_status()

    async def consents(self, url: str, sub: str) -> str:
        """Where the provider sends the browser back to, once its user has consented."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(url, data={"sub": sub})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"].removeprefix("http://desk.test")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    port = unused_port()
    command = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield Elsewhere(_answering(f"http://127.0.0.1:{port}"))
        finally:
            process.kill()


def _answering(address: str) -> str:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{address}/.well-known/openid-configuration").raise_for_status()
        except httpx.HTTPError:
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        else:
            return address


@pytest.fixture
def desk(database: Database, elsewhere: Elsewhere) -> Desk:
    made = Desk(
        database,
        oidc_issuer=elsewhere.address,
        oidc_client_id="huiyin",
        oidc_client_secret=SecretStr("a secret"),
    )
    made.let_in(password=None)
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        yield browser


async def asked(browser: Browser, path: str = "/login/single") -> str:
    answer = await browser.get(path)
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_who_is_known_elsewhere_by_a_verified_address_signs_in(
    browser: Browser, elsewhere: Elsewhere, desk: Desk
) -> None:
    elsewhere.knows("17", **VERIFIED)
    assert "/login/single?next=/desk" in (await browser.get("/login")).text

    url = await asked(browser, "/login/single?next=/account")
    answer = await browser.get(await elsewhere.consents(url, "17"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "mei@example.com" in (await browser.get("/account")).text
    assert [row.login for row in await desk.people.open_sessions("mei")] == ["mei"]


async def test_an_address_that_was_given_to_somebody_else_lets_that_person_not_in(
    browser: Browser, elsewhere: Elsewhere, desk: Desk, database: Database
) -> None:
    elsewhere.knows("17", **VERIFIED)
    elsewhere.knows("20", **VERIFIED)
    await browser.get(await elsewhere.consents(await asked(browser), "17"))
    elsewhere.knows("17", email="mei.wang@example.com", email_verified=True)

    async with desk.browser() as other:
        refused = await other.get(await elsewhere.consents(await asked(other), "20"))
        assert (refused.status_code, other.session) == (403, None)
        assert "huiyin user unbind" in refused.text
        same = await other.get(await elsewhere.consents(await asked(other), "17"))
        assert (same.status_code, bool(other.session)) == (303, True), (
            "another address, same person"
        )

    assert desk.people.accounts.unbind("mei")
    answer = await browser.get(await elsewhere.consents(await asked(browser), "20"))
    assert answer.status_code == 303
    changes = [each.what for each in Changes(database).of_accounts("mei")]
    assert changes[-3:] == ["bound", "unbound", "bound"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "mei@example.com"},
        {"email": "mei@example.com", "email_verified": False},
        {"email": "mei@example.com", "email_verified": "true"},
        {"email_verified": True},
        {"email": ["mei@example.com"], "email_verified": True},
    ],
)
async def test_an_address_that_is_not_verified_lets_nobody_in(
    browser: Browser, elsewhere: Elsewhere, claims: dict[str, Any]
) -> None:
    elsewhere.knows("18", **claims)

    answer = await browser.get(await elsewhere.consents(await asked(browser), "18"))

    assert answer.status_code == 403
    assert not browser.session


async def test_who_has_no_account_here_gets_none(
    browser: Browser, elsewhere: Elsewhere, desk: Desk
) -> None:
    elsewhere.knows("19", email="max@example.com", email_verified=True)
    answer = await browser.get(await elsewhere.consents(await asked(browser), "19"))
    assert answer.status_code == 403
    assert [row.login for row in desk.people.accounts.listed()] == ["mei"]

    elsewhere.knows("17", **VERIFIED)
    desk.people.accounts.disable("mei", desk.clock())
    answer = await browser.get(await elsewhere.consents(await asked(browser), "17"))
    assert (answer.status_code, browser.session) == (403, None)


async def test_the_question_is_bound_to_the_answer(browser: Browser) -> None:
    query = parse_qs(urlsplit(await asked(browser)).query)

    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert query["redirect_uri"] == ["http://desk.test/login/single/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name][0]) >= 20
    kept = browser.client.cookies["huiyin-single"].strip('"').partition(".")[0]
    signed = json.loads(base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4)))
    _, state, nonce, verifier, *_ = signed
    assert ([state], [nonce]) == (query["state"], query["nonce"])
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert digest.rstrip(b"=").decode() == query["code_challenge"][0]
    again = parse_qs(urlsplit(await asked(browser)).query)
    assert not {query[n][0] for n in ("state", "nonce")} & {again[n][0] for n in ("state", "nonce")}


async def test_an_answer_counts_once_and_in_its_own_browser(
    desk: Desk, browser: Browser, elsewhere: Elsewhere
) -> None:
    elsewhere.knows("17", **VERIFIED)
    back = await elsewhere.consents(await asked(browser), "17")
    async with desk.browser() as other:
        assert (await other.get(back)).status_code == 403, "it has asked nothing"
        await asked(other)
        assert (await other.get(back)).status_code == 403, "it has asked something else"
        assert not other.session
    assert (await browser.get(back)).status_code == 303
    await browser.send("/desk", "/logout")
    assert (await browser.get(back)).status_code == 403


async def test_an_answer_to_another_question_of_the_same_browser_is_refused(
    browser: Browser, elsewhere: Elsewhere
) -> None:
    """The state fits, but the token was made for another nonce: a code that was slipped in."""
    elsewhere.knows("17", **VERIFIED)
    stolen = await elsewhere.consents(await asked(browser), "17")
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    state = parse_qs(urlsplit(await asked(browser)).query)["state"][0]

    answer = await browser.get(f"/login/single/back?code={code}&state={state}")

    assert (answer.status_code, browser.session) == (403, None)


@pytest.mark.parametrize(
    "back",
    [
        "/login/single/back",
        "/login/single/back?error=access_denied",
        "/login/single/back?code=x&state=y",
    ],
)
async def test_an_answer_without_a_question_is_refused(browser: Browser, back: str) -> None:
    assert (await browser.get(back)).status_code == 403


async def test_a_code_that_the_provider_does_not_know_is_refused(browser: Browser) -> None:
    state = parse_qs(urlsplit(await asked(browser)).query)["state"][0]

    answer = await browser.get(f"/login/single/back?code=made-up&state={state}")

    assert (answer.status_code, browser.session) == (403, None)


async def test_single_sign_on_leads_nowhere_else(browser: Browser, elsewhere: Elsewhere) -> None:
    elsewhere.knows("17", **VERIFIED)
    url = await asked(browser, "/login/single?next=//evil.example")

    answer = await browser.get(await elsewhere.consents(url, "17"))

    assert answer.headers["location"] == "/desk"


async def test_a_provider_that_is_away_is_said_in_words(database: Database) -> None:
    desk = Desk(database, oidc_issuer=f"http://127.0.0.1:{unused_port()}", oidc_client_id="huiyin")
    async with desk.browser() as browser:
        answer = await browser.get("/login/single")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


async def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    database: Database, elsewhere: Elsewhere
) -> None:
    other = elsewhere.address.replace("127.0.0.1", "localhost") + "/"
    desk = Desk(database, oidc_issuer=other, oidc_client_id="huiyin")
    async with desk.browser() as browser:
        assert (await browser.get("/login/single")).status_code == 503


async def test_without_a_provider_there_is_no_single_sign_on(database: Database) -> None:
    async with Desk(database).browser() as browser:
        assert "/login/single" not in (await browser.get("/login")).text
        assert (await browser.get("/login/single")).status_code == 404
