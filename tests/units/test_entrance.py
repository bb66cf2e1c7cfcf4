"""Signing in and out."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest

from schemas.access import AccessRole
from schemas.accounts import IDLE, SESSION_LIFE
from starter.identity import people, tokens
from starter.identity.people import FAILURES_OF_LOGIN
from store.attempts import WINDOW
from store.database import Database
from tests.stores.cases import rows
from tests.units.desk import PASSWORD, Browser, Desk, hidden_of

NEW = "another long password"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in()
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        yield browser


# ── In and out ───────────────────────────────────────────────────────────────────────────────────


async def test_nobody_sees_the_desk_before_signing_in(browser: Browser) -> None:
    for path in ("/desk", "/account", "/account/codes"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}")


async def test_a_person_signs_in_and_comes_where_he_wanted_to(browser: Browser) -> None:
    answer = await browser.send("/login?next=/account", "/login", name="mei", password=PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "mei@example.com" in (await browser.get("/account")).text
    again = await browser.get("/login")
    assert again.headers["location"] == "/desk"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil", "/desk@evil", "javascript:1"]
)
async def test_signing_in_leads_nowhere_else(browser: Browser, elsewhere: str) -> None:
    answer = await browser.send("/login", name="mei", password=PASSWORD, next=elsewhere)

    assert answer.headers["location"] == "/desk"


async def test_the_cookie_is_for_this_site_and_no_script(desk: Desk, browser: Browser) -> None:
    answer = await browser.sign_in()

    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if "huiyin=" in each]
    assert cookie.startswith("huiyin=")
    for part in (
        "HttpOnly",
        "Path=/",
        "SameSite=lax",
        f"Max-Age={int(SESSION_LIFE.total_seconds())}",
    ):
        assert part in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie


async def test_by_https_the_cookie_is_for_exactly_this_host(database: Database) -> None:
    desk = Desk(database, public_url="https://desk.test")
    desk.let_in()
    async with desk.browser() as browser:
        answer = await browser.sign_in()
        cookies = answer.headers.get_list("set-cookie")
        (cookie,) = [each for each in cookies if each.startswith("__Host-huiyin=")]
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert (await browser.get("/desk")).status_code == 200


async def test_all_of_it_may_lie_under_a_path(database: Database) -> None:
    """Every link, form and answer leads on under the public address."""
    desk = Desk(database, public_url="https://desk.test/huiyin/")
    desk.let_in()
    async with desk.browser() as browser:
        assert (await browser.get("/desk")).headers["location"] == "/huiyin/login?next=/desk"
        signed_in = await browser.sign_in()
        assert signed_in.headers["location"] == "/huiyin/desk"
        for path in ("/desk", "/account", "/account/codes"):
            shown = await browser.get(path)
            assert shown.status_code == 200
            led = re.findall(r'(?:href|action)="([^"]+)"', shown.text)
            assert led
            assert all(each.startswith(("/huiyin/", "otpauth:", "#", "data:")) for each in led)
        assert (await browser.send("/account", "/logout")).headers["location"] == "/huiyin/login"
        assert (await browser.get("/desk")).status_code == 303


async def test_a_session_is_kept_as_a_hash_only(desk: Desk, browser: Browser) -> None:
    await browser.sign_in()

    assert browser.session
    kept = repr(rows(desk.database, "SELECT * FROM sessions"))
    assert tokens.digest(browser.session) in kept
    assert browser.session not in kept


async def test_signing_in_gives_a_new_token_and_ends_the_one_before(
    desk: Desk, browser: Browser
) -> None:
    browser.client.cookies.set("huiyin", "a token that somebody else chose", domain="desk.test")
    await browser.sign_in()
    first = browser.session
    assert first
    assert first != "a token that somebody else chose"
    token = browser.session
    shown = await browser.get("/account")
    csrf = hidden_of(shown)["csrf"]

    await browser.post("/login", csrf=csrf, name="mei", password=PASSWORD)

    assert browser.session != token
    assert await desk.people.by_session(first) is None
    assert browser.session
    assert await desk.people.by_session(browser.session)


async def test_signing_out_ends_the_session_itself(desk: Desk, browser: Browser) -> None:
    await browser.sign_in()
    token = browser.session
    assert token

    await browser.send("/desk", "/logout")

    assert await desk.people.by_session(token) is None
    assert not browser.session


@pytest.mark.parametrize(("span", "over"), [(IDLE, True), (IDLE / 2, False)])
async def test_an_idle_session_ends(desk: Desk, browser: Browser, span: object, over: bool) -> None:
    await browser.sign_in()
    desk.clock.at += span

    answer = await browser.get("/desk")

    assert (answer.status_code == 303) is over


async def test_who_is_disabled_is_out_at_once(desk: Desk, browser: Browser) -> None:
    await browser.sign_in()
    desk.people.accounts.disable("mei", desk.clock())

    assert (await browser.get("/desk")).status_code == 303
    assert (await browser.sign_in()).status_code == 403


# ── What is not believed ─────────────────────────────────────────────────────────────────────────


async def test_another_role_counts_at_once(desk: Desk, browser: Browser) -> None:
    await browser.sign_in()
    token = browser.session or ""
    desk.people.accounts.change("mei", AccessRole.AUDITOR)
    caller = await desk.people.by_session(token)
    assert caller
    assert (caller.role, caller.teams) == (AccessRole.AUDITOR, None)

    desk.people.accounts.change("mei", AccessRole.LEAD, ["product"])
    caller = await desk.people.by_session(token)
    assert caller
    assert (caller.role, caller.teams) == (AccessRole.LEAD, frozenset({"product"}))


async def test_a_refusal_says_the_same_whatever_the_reason(desk: Desk) -> None:
    desk.let_in("new", password=None)
    desk.let_in("gone")
    desk.people.accounts.disable("gone", desk.clock())
    answers = set()
    for name, password in (
        ("mei", "wrong password 1"),
        ("nobody", PASSWORD),
        ("new", PASSWORD),
        ("gone", PASSWORD),
        ("", ""),
        ("mei", PASSWORD + "x" * 1000),
        ("mei'--", "' OR 1=1 --"),
    ):
        async with desk.browser() as browser:
            answer = await browser.sign_in(name, password)
            csrf = hidden_of(answer)["csrf"]
            answers.add((answer.status_code, answer.text.replace(csrf, "")))
            assert not browser.session
    assert len(answers) == 1
    assert {code for code, _ in answers} == {403}


async def test_a_refusal_takes_as_long_whoever_is_named(desk: Desk) -> None:
    """The work is the same: one argon2 each. Without it, the unknown would cost a tenth."""
    desk.let_in("new", password=None)

    async def took(name: str) -> float:
        spans = []
        for _ in range(5):
            async with desk.browser(name) as browser:
                shown = hidden_of(await browser.get("/login"))
                began = time.process_time()
                await browser.post("/login", **shown, name=name, password="wrong password 1")
                spans.append(time.process_time() - began)
        return min(spans)

    known, unknown, without = [await took(name) for name in ("mei", "nobody", "new")]

    assert unknown > known / 2
    assert without > known / 2


async def test_one_login_is_refused_after_many_failures_and_comes_back(desk: Desk) -> None:
    for number in range(FAILURES_OF_LOGIN):
        async with desk.browser(f"192.0.2.{number}") as browser:
            assert (await browser.sign_in(password="wrong")).status_code == 403
    async with desk.browser("198.51.100.1") as browser:
        refused = await browser.sign_in("mei@example.com")
        assert refused.status_code == 429, "also with the right password, also by the address"
        assert 0 < int(refused.headers["retry-after"]) <= WINDOW.total_seconds() + 1
        assert not browser.session
        desk.clock.at += WINDOW
        assert (await browser.sign_in()).status_code == 303


async def test_a_login_that_there_is_not_is_refused_as_often(desk: Desk) -> None:
    async with desk.browser() as browser:
        answers = [await browser.sign_in("nobody", "wrong") for _ in range(FAILURES_OF_LOGIN + 1)]
    codes = [answer.status_code for answer in answers]
    assert codes == [403] * FAILURES_OF_LOGIN + [429]


async def test_one_address_is_refused_after_many_failures(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FAILURES_FROM_ADDRESS", 4)
    async with desk.browser() as browser:
        for number in range(4):
            assert (await browser.sign_in(f"nobody{number}")).status_code == 403
        assert (await browser.sign_in("mei")).status_code == 429
    async with desk.browser("198.51.100.1") as browser:
        assert (await browser.sign_in("other")).status_code == 403


async def test_whoever_has_many_addresses_of_one_network_is_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FAILURES_FROM_ADDRESS", 3)
    statuses = []
    for number in range(4):
        async with desk.browser(f"2001:db8::{number}") as browser:
            statuses.append((await browser.sign_in(f"nobody{number}")).status_code)
    assert statuses == [403, 403, 403, 429]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_many_tries_at_once_are_not_more_tries(desk: Desk) -> None:
    async def attempt(number: int) -> int:
        async with desk.browser(f"192.0.2.{number}") as browser:
            return (await browser.sign_in(password="wrong")).status_code

    codes = await asyncio.gather(*map(attempt, range(FAILURES_OF_LOGIN + 6)))

    assert sorted(codes) == [403] * FAILURES_OF_LOGIN + [429] * 6


async def test_who_fails_on_purpose_keeps_nobody_from_the_own_browser(desk: Desk) -> None:
    async with desk.browser("192.0.2.7") as own, desk.browser("192.0.2.7") as another:
        await own.sign_in()
        for _ in range(FAILURES_OF_LOGIN):
            await another.sign_in(password="a wrong password")
        assert (await another.sign_in()).status_code == 429
        for name in ("mei", "mei@example.com"):
            await own.send("/account", "/logout")
            assert (await own.sign_in(name)).status_code == 303


async def test_a_browser_that_is_known_counts_its_own_failures(desk: Desk) -> None:
    desk.let_in("wei")
    async with desk.browser() as browser, desk.browser("192.0.2.8") as elsewhere:
        await browser.sign_in()
        await browser.send("/account", "/logout")
        for _ in range(FAILURES_OF_LOGIN):
            await browser.sign_in(password="a wrong password")
        assert (await browser.sign_in()).status_code == 429
        assert (await elsewhere.sign_in()).status_code == 303
        # What a browser keeps is for one login, and nobody can make it.
        known = browser.client.cookies["huiyin-browser"]
        made_up = desk.app_signer.nonce("single", "wei", "a browser")
        async with desk.browser("192.0.2.9") as third:
            for number in range(FAILURES_OF_LOGIN):
                cookie = (known, known[:-2], made_up)[number % 3]
                third.client.cookies.set("huiyin-browser", cookie, domain="desk.test")
                await third.sign_in("wei", "a wrong password")
            assert (await third.sign_in("wei")).status_code == 429


async def test_the_link_to_set_a_password_makes_the_browser_known(desk: Desk) -> None:
    token = await desk.people.invite("mei")
    async with desk.browser() as another, desk.browser() as own:
        for _ in range(FAILURES_OF_LOGIN):
            await another.sign_in(password="a wrong password")
        await own.send(f"/invite/{token}", new=NEW, again=NEW)
        assert (await own.sign_in(password=NEW)).status_code == 303


async def test_failures_count_in_every_process(desk: Desk, database: Database) -> None:
    other = Desk(database)
    for number in range(FAILURES_OF_LOGIN):
        async with (desk, other)[number % 2].browser() as browser:
            await browser.sign_in(password="wrong")
    async with other.browser() as browser:
        assert (await browser.sign_in()).status_code == 429


async def test_signing_in_rightly_is_never_too_often(desk: Desk) -> None:
    async with desk.browser() as browser:
        for _ in range(FAILURES_OF_LOGIN + 2):
            assert (await browser.sign_in()).status_code == 303
            await browser.send("/desk", "/logout")


# ── Forms ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/login", "/logout", "/account/password", "/account/codes"])
async def test_a_form_of_another_site_is_refused(desk: Desk, browser: Browser, path: str) -> None:
    async with desk.browser() as other:
        foreign = hidden_of(await other.get("/login"))
    await browser.get("/login")

    for fields in ({}, {"csrf": ""}, {"csrf": "made.up"}, foreign):
        answer = await browser.post(path, **{**fields, "name": "mei", "password": PASSWORD})
        assert answer.status_code == 403
        assert not browser.session


async def test_a_form_of_before_signing_in_is_worth_nothing_after(browser: Browser) -> None:
    before = hidden_of(await browser.get("/login"))
    await browser.sign_in()

    assert (await browser.post("/logout", **before)).status_code == 403
    assert (await browser.get("/desk")).status_code == 200


async def test_a_huge_form_is_refused(browser: Browser) -> None:
    answer = await browser.send("/login", name="x" * (1 << 20), password="")
    assert answer.status_code == 413


async def test_every_page_is_kept_by_nobody_and_runs_nothing(desk: Desk, browser: Browser) -> None:
    link = desk.people.invited("mei")
    pages = [await browser.get("/login"), await browser.get(f"/invite/{link}")]
    await browser.sign_in()
    pages += [await browser.get(path) for path in ("/account", "/account/codes")]
    for page in pages:
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script" not in page.text
