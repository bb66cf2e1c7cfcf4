"""The settings of people, keys, teams, absences and channels."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from rules.access import MAY
from schemas.access import AccessRole
from schemas.submissions import Submission
from starter.web.desk.settings.rooms import ROOMS
from store.database import Database
from tests.stories import START
from tests.units.desk import Browser, Desk

PEOPLE, KEYS = "/desk/settings/people", "/desk/settings/keys"
ABSENCES = "/desk/settings/absences"
NEW = {"address": "Wu@example.com", "login": "", "role": "agent", "team-support": "1"}


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("root", AccessRole.ADMINISTRATOR, ())
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    made.let_in("mei", AccessRole.AGENT, ("engineering",))
    return made


@pytest.fixture
async def admin(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        desk.seat(browser, "root")
        yield browser


@pytest.fixture
async def lead(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        desk.seat(browser, "zhang")
        yield browser


@pytest.mark.parametrize("role", [AccessRole.AGENT, AccessRole.ADMINISTRATOR])
async def test_the_index_names_what_may_be_opened(desk: Desk, role: AccessRole) -> None:
    desk.let_in("somebody", role, ("support",))
    async with desk.browser() as browser:
        desk.seat(browser, "somebody")
        page = (await browser.get("/desk/settings")).text

    for room in ROOMS:
        assert (f'href="{room.path}"' in page) is (role in MAY[room.permission])


# People


async def test_somebody_is_let_in_by_a_link_that_works(desk: Desk, admin: Browser) -> None:
    page = (await admin.send(PEOPLE, **NEW)).text

    (link,) = re.findall(r"http://desk\.test(/invite/[\w-]+)", page)
    account = desk.people.accounts.find("wu")
    assert account is not None
    assert (account.address, account.role, account.teams) == ("wu@example.com", "agent", "support")
    async with desk.browser() as other:
        assert (await other.get(link)).status_code == 200
    assert "/invite/" not in (await admin.get(PEOPLE)).text


WRONG_PEOPLE: list[tuple[dict[str, str], str]] = [
    ({"address": "nothing"}, "valid e-mail address"),
    ({"address": "mei@example.com", "login": "wu"}, "already"),
    ({"login": "mei"}, "already"),
    ({"login": "Wu Li"}, "lower-case letters"),
    ({"login": "customer"}, "means somebody else"),
    ({"role": "king"}, "choose a role"),
    ({"team-none": "1"}, "no such team"),
]


async def test_what_is_wrong_with_a_person_is_said(desk: Desk, admin: Browser) -> None:
    before = len(desk.people.accounts.listed())
    for changed, why in WRONG_PEOPLE:
        answer = await admin.send(PEOPLE, **{**NEW, **changed})
        assert answer.status_code == 422
        assert why in answer.text
    assert len(desk.people.accounts.listed()) == before


async def test_role_and_teams_are_changed(desk: Desk, admin: Browser) -> None:
    given = {"do": "change", "role": "lead", "team-product": "1", "team-support": "1"}
    answer = await admin.send(PEOPLE, f"{PEOPLE}/mei", **given)

    assert answer.headers["location"] == f"{PEOPLE}?done=changed"
    account = desk.people.accounts.find("mei")
    assert account
    assert (account.role, account.teams) == ("lead", "support,product")


async def test_who_is_shut_out_is_out_until_let_in_again(desk: Desk, admin: Browser) -> None:
    async with desk.browser() as other:
        desk.seat(other, "mei")
        await admin.send(PEOPLE, f"{PEOPLE}/mei", do="disable")
        assert (await other.get("/desk")).headers["location"].startswith("/login")
        assert (await admin.send(PEOPLE, f"{PEOPLE}/mei", do="invite")).status_code == 409

        await admin.send(PEOPLE, f"{PEOPLE}/mei", do="enable")
        desk.seat(other, "mei")
        assert (await other.get("/desk")).status_code == 200


@pytest.mark.parametrize("form", [{"do": "disable"}, {"do": "change", "role": "agent"}])
async def test_the_last_administrator_stays(
    desk: Desk, admin: Browser, form: dict[str, str]
) -> None:
    answer = await admin.send(PEOPLE, f"{PEOPLE}/root", **form)

    assert "the last administrator" in answer.text
    assert [each.login for each in desk.people.accounts.administrators()] == ["root"]


async def test_codes_are_forgotten(desk: Desk, admin: Browser) -> None:
    desk.people.accounts.set_second("mei", "sealed", 1, ["code"])

    await admin.send(PEOPLE, f"{PEOPLE}/mei", do="forget")

    account = desk.people.accounts.find("mei")
    assert account
    assert account.second is None


@pytest.mark.parametrize(("login", "do"), [("nobody", "invite"), ("mei", "promote")])
async def test_what_is_not_there_is_missing(admin: Browser, login: str, do: str) -> None:
    assert (await admin.send(PEOPLE, f"{PEOPLE}/{login}", do=do)).status_code == 404


# Keys


async def test_a_key_is_shown_once_and_lets_a_system_in(desk: Desk, admin: Browser) -> None:
    given = {"name": "crm", "role": "intake", "expires": "2027-03-05"}
    page = unescape((await admin.send(KEYS, **given)).text)

    (key,) = set(re.findall(r"hy_\w+_[\w-]{43}", page))
    assert f'curl "http://desk.test/api/v1/feedback" -H "Authorization: Bearer {key}"' in page
    caller = await desk.people.by_key(key)
    assert caller
    assert (caller.name, caller.role, caller.teams) == ("crm", AccessRole.INTAKE, None)
    (row,) = desk.people.keys.listed()
    assert row.expires_at
    assert row.expires_at.isoformat() == "2027-03-05T15:59:00+00:00"
    assert key not in (await admin.get(KEYS)).text


async def test_a_revoked_key_lets_nobody_in(desk: Desk, admin: Browser) -> None:
    page = (await admin.send(KEYS, name="crm", role="intake")).text
    key = re.findall(r"hy_\w+_[\w-]{43}", page)[0]
    (row,) = desk.people.keys.listed()

    answer = await admin.send(KEYS, f"{KEYS}/{row.id}")

    assert answer.headers["location"] == f"{KEYS}?done=revoked"
    assert await desk.people.by_key(key) is None
    assert "revoked" in (await admin.get(KEYS)).text


WRONG_KEYS: list[tuple[dict[str, str], str]] = [
    ({"name": "zhang"}, "is a person already"),
    ({"name": "system"}, "means somebody else"),
    ({"name": "C R M"}, "lower-case letters"),
    ({"expires": "soon"}, "a day like"),
    ({"expires": "2020-01-01"}, "is past"),
]


async def test_what_is_wrong_with_a_key_is_said(desk: Desk, admin: Browser) -> None:
    for changed, why in WRONG_KEYS:
        answer = await admin.send(KEYS, **{"name": "crm", "role": "intake", **changed})
        assert answer.status_code == 422
        assert why in answer.text
    assert desk.people.keys.listed() == []


# Absences


def days(begin: int, end: int) -> dict[str, str]:
    """Days after the beginning, as a form sends them."""
    first, back = (START + timedelta(days=each) for each in (begin, end))
    return {"starts": first.date().isoformat(), "ends": back.date().isoformat()}


async def test_a_lead_notes_an_absence_and_takes_it_back(desk: Desk, lead: Browser) -> None:
    given = {"login": "mei", "deputy": "zhang", **days(0, 3)}
    answer = await lead.send(ABSENCES, **given)

    assert answer.headers["location"] == f"{ABSENCES}?done=added"
    (row,) = desk.room.absences.listed(None)
    assert (row.login, row.deputy, row.by) == ("mei", "zhang", "zhang")
    page = (await lead.get(ABSENCES)).text
    assert "away now" in page
    assert "zhang stands in" in page

    await lead.send(ABSENCES, f"{ABSENCES}/{row.id}")
    assert desk.room.absences.listed(START) == []


WRONG_ABSENCES: list[tuple[dict[str, str], str]] = [
    ({"login": "chen"}, "for whom you lead"),
    ({"deputy": "nobody"}, "nobody of this name"),
    ({"deputy": "mei"}, "own deputy"),
    ({"starts": "tomorrow"}, "like 2027-03-05"),
    (days(4, 2), "must be after"),
    (days(-9, -3), "is past"),
    (days(6, 9), "noted as away"),
]


async def test_what_is_wrong_with_an_absence_is_said(desk: Desk, lead: Browser) -> None:
    usual = {"login": "mei", "deputy": "zhang"}
    await lead.send(ABSENCES, **usual, **days(5, 7))
    for changed, why in WRONG_ABSENCES:
        answer = await lead.send(ABSENCES, **{**usual, **days(1, 2), **changed})
        assert answer.status_code in (409, 422)
        assert why in answer.text
    assert len(desk.room.absences.listed(None)) == 1


async def test_nobody_takes_back_what_is_not_theirs(desk: Desk, lead: Browser) -> None:
    await lead.send(ABSENCES, login="zhang", deputy="", **days(1, 2))
    (row,) = desk.room.absences.listed(None)
    async with desk.browser() as other:
        desk.seat(other, "mei")
        assert "zhang" in (await other.get(ABSENCES)).text
        for number in (str(row.id), "999", "x"):
            assert (await other.send(ABSENCES, f"{ABSENCES}/{number}")).status_code == 404
    assert len(desk.room.absences.listed(START)) == 1


# Teams and channels


async def test_teams_show_people_and_counts(desk: Desk, lead: Browser) -> None:
    item = {"text": "闪退", "category": "malfunction", "priority": "high", "channel": "chat"}
    await desk.gateway.submit(Submission.model_validate(item))

    page = (await lead.get("/desk/settings/teams")).text

    begin = page.index('id="team-engineering"')
    engineering = page[begin : page.index("</section>", begin)]
    assert "1 open" in engineering
    assert "mei" in engineering
    product = page[page.index('id="team-product"') :]
    assert " open" not in product[: product.index("</section>")]


async def test_channels_show_their_form_and_count(desk: Desk, lead: Browser) -> None:
    item = {"text": "闪退", "category": "malfunction", "channel": "web"}
    await desk.gateway.submit(Submission.model_validate(item))

    page = unescape((await lead.get("/desk/settings/channels")).text)

    web = page[page.index('id="channel-web"') :]
    web = web[: web.index("</section>")]
    assert "1 open" in web
    assert "http://desk.test/feedback?channel=web" in web
    assert '<script src="http://desk.test/widget.js" data-channel="web"' in web
    offline = page[page.index('id="channel-offline"') :]
    assert "no public form" in offline[: offline.index("</section>")]


@pytest.mark.parametrize("path", [room.path for room in ROOMS])
async def test_every_room_speaks_chinese(desk: Desk, path: str) -> None:
    async with desk.browser() as browser:
        desk.seat(browser, "root")
        await browser.send("/desk", "/desk/preferences", locale="zh")
        page = await browser.get(path)

    assert page.status_code == 200
    assert 'lang="zh-CN"' in page.text
