"""A person's own account."""

from collections.abc import AsyncIterator

import pyotp
import pytest

from schemas.access import AccessRole
from starter.identity import passwords, second
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
        await browser.sign_in()
        yield browser


def code(desk: Desk, secret: str, steps: int = 0) -> str:
    return str(pyotp.TOTP(secret).at(int(desk.clock().timestamp()) + 30 * steps))


async def enrolled(desk: Desk, browser: Browser) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    shown = await browser.get("/account/codes")
    hidden = hidden_of(shown)
    _, _, secret = desk.app_signer.read_nonce(hidden["offer"])
    done = await browser.post(
        "/account/codes", **hidden, password=PASSWORD, code=code(desk, str(secret))
    )
    assert done.status_code == 200
    kept = done.text.split('class="said">')[1].split("</p>")[0].split()
    assert len(kept) == second.RECOVERY_CODES
    return str(secret), kept


# ── Password ─────────────────────────────────────────────────────────────────────────────────────


async def test_another_password_ends_every_other_session(desk: Desk, browser: Browser) -> None:
    token = browser.session
    async with desk.browser() as other:
        await other.sign_in()
        answer = await browser.send(
            "/account", "/account/password", password=PASSWORD, new=NEW, again=NEW
        )
        assert answer.headers["location"] == "/account?done=password"
        assert (await other.get("/desk")).status_code == 303
        assert (await other.sign_in()).status_code == 403
        assert (await other.sign_in(password=NEW)).status_code == 303
    assert browser.session != token, "the token of before is over too"
    assert "The password is changed" in (await browser.get("/account?done=password")).text


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "wrong password", "new": NEW, "again": NEW},
        {"password": PASSWORD, "new": "short", "again": "short"},
        {"password": PASSWORD, "new": NEW, "again": NEW + "x"},
        {"password": "", "new": NEW, "again": NEW},
        {},
    ],
)
async def test_a_password_is_not_changed_by_mistake(
    browser: Browser, fields: dict[str, str]
) -> None:
    answer = await browser.send("/account", "/account/password", **fields)

    assert answer.status_code == 422
    await browser.send("/desk", "/logout")
    assert (await browser.sign_in()).status_code == 303


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("short", "password_length"),
        ("aaaabbbbccccdddd", "password_easy"),
        ("123456789012", "password_easy"),
        ("qwertyqwerty", "password_easy"),
        ("Mei@Example.com", "password_easy"),
        (PASSWORD, None),
        ("正确的马和电池，一共十二个字", None),
    ],
)
def test_what_is_easy_to_guess_is_no_password(password: str, weakness: str | None) -> None:
    assert passwords.weakness(password, "mei", "mei@example.com") == weakness


async def test_the_present_password_cannot_be_guessed_from_a_session(browser: Browser) -> None:
    for _ in range(10):
        await browser.send("/account", "/account/password", password="wrong", new=NEW, again=NEW)

    answer = await browser.send(
        "/account", "/account/password", password=PASSWORD, new=NEW, again=NEW
    )

    assert answer.status_code == 422
    assert "Too many failures" in answer.text


# ── One-time codes ───────────────────────────────────────────────────────────────────────────────


async def test_with_one_time_codes_a_password_is_not_enough(desk: Desk, browser: Browser) -> None:
    secret, _ = await enrolled(desk, browser)
    await browser.send("/desk", "/logout")
    desk.clock.go_on(minutes=1)

    assert (await browser.sign_in()).status_code == 403
    assert (await browser.sign_in(code="000000")).status_code == 403
    assert (await browser.sign_in(password="wrong", code=code(desk, secret))).status_code == 403
    right = code(desk, secret)
    assert (await browser.sign_in(code=f"{right[:3]} {right[3:]}")).status_code == 303
    await browser.send("/desk", "/logout")
    assert (await browser.sign_in(code=right)).status_code == 403, "a code is used once"
    desk.clock.go_on(seconds=30)
    assert (await browser.sign_in(code=code(desk, secret))).status_code == 303


async def test_the_code_of_the_enrolment_is_used_up(desk: Desk, browser: Browser) -> None:
    secret, _ = await enrolled(desk, browser)
    await browser.send("/desk", "/logout")

    assert (await browser.sign_in(code=code(desk, secret))).status_code == 403


@pytest.mark.parametrize(("steps", "status"), [(-2, 403), (-1, 303), (1, 303), (2, 403)])
async def test_clocks_of_phones_may_be_a_little_wrong(
    desk: Desk, browser: Browser, steps: int, status: int
) -> None:
    secret, _ = await enrolled(desk, browser)
    await browser.send("/desk", "/logout")
    desk.clock.go_on(minutes=5)

    assert (await browser.sign_in(code=code(desk, secret, steps))).status_code == status


async def test_a_recovery_code_works_once(desk: Desk, browser: Browser) -> None:
    _, kept = await enrolled(desk, browser)
    await browser.send("/desk", "/logout")

    assert (await browser.sign_in(code=kept[0].upper().replace("-", " "))).status_code == 303
    assert "left: 9" in (await browser.get("/account")).text
    await browser.send("/desk", "/logout")
    assert (await browser.sign_in(code=kept[0])).status_code == 403
    assert (await browser.sign_in(code=kept[1])).status_code == 303


async def test_codes_begin_only_with_a_right_code_and_the_password(
    desk: Desk, browser: Browser
) -> None:
    hidden = hidden_of(await browser.get("/account/codes"))
    _, _, secret = desk.app_signer.read_nonce(hidden["offer"])
    right = code(desk, str(secret))
    for fields in (
        {"password": PASSWORD, "code": "000000"},
        {"password": PASSWORD, "code": "一二三四五六"},
        {"password": "wrong", "code": right},
    ):
        assert (await browser.post("/account/codes", **{**hidden, **fields})).status_code == 422
    made_up = {**hidden, "offer": hidden["csrf"], "password": PASSWORD, "code": right}
    assert (await browser.post("/account/codes", **made_up)).status_code == 403
    account = desk.people.accounts.find("mei")
    assert account
    assert account.second is None


async def test_codes_end_by_password(desk: Desk, browser: Browser) -> None:
    await enrolled(desk, browser)
    off = "/account/codes/off"

    assert (await browser.send("/account", off, password="wrong")).status_code == 422
    assert (await browser.send("/account", off, password=PASSWORD)).status_code == 303

    await browser.send("/desk", "/logout")
    assert (await browser.sign_in()).status_code == 303


async def test_nothing_that_lets_in_is_in_the_record(desk: Desk, browser: Browser) -> None:
    secret, kept = await enrolled(desk, browser)
    link = desk.people.invited("mei")
    record = repr(
        [
            rows(desk.database, "SELECT * FROM accounts"),
            rows(desk.database, "SELECT * FROM sessions"),
            rows(desk.database, "SELECT * FROM recovery_codes"),
            rows(desk.database, "SELECT * FROM sign_in_attempts"),
        ]
    )

    for each in (secret, PASSWORD, str(link), str(browser.session), *kept):
        assert each not in record
        assert each.replace("-", "") not in record
    assert "$argon2id$" in record


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_person_ends_sessions_elsewhere(desk: Desk, browser: Browser) -> None:
    async with desk.browser() as phone, desk.browser() as library:
        await phone.sign_in()
        await library.sign_in()
        page = (await browser.get("/account")).text
        assert page.count("Firefox") == 5, "three sessions, and a form for each other one"
        ids = {row.id for row in await desk.people.open_sessions("mei")}
        first = hidden_of(await browser.get("/account"))["session"]
        assert first in ids

        await browser.send("/account", "/account/sessions", session=first)
        assert len(await desk.people.open_sessions("mei")) == 2
        await browser.send("/account", "/account/sessions")
        assert (await phone.get("/desk")).status_code == 303
        assert (await library.get("/desk")).status_code == 303
    assert (await browser.get("/desk")).status_code == 200


async def test_nobody_ends_the_session_of_another(desk: Desk, browser: Browser) -> None:
    desk.let_in("max", AccessRole.ADMINISTRATOR)
    async with desk.browser() as other:
        await other.sign_in("max")
        (session,) = await desk.people.open_sessions("max")

        await browser.send("/account", "/account/sessions", session=session.id)

        assert (await other.get("/desk")).status_code == 200
