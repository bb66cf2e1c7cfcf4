"""The public board: only what staff wrote for everybody, and one vote each."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.enums import EventKind, Locale
from schemas.errors import Refused, UnknownCase
from schemas.submissions import Submission
from starter.board import PAGE, Revealing
from starter.web.portal.words import WORDS
from tests.units.portal_house import Portal

EN = WORDS[Locale.EN]
NAME, CONTACT, TEXT = "王小明", "wang.xiaoming@example.com", "总是闪退，电话 13912345678"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


async def a_case(portal: Portal, text: str = TEXT) -> str:
    item = Submission(text=text, name=NAME, contact=CONTACT, locale=Locale.ZH)
    return (await portal.gateway.submit(item)).id


async def published(portal: Portal, title: str = "4001", summary: str = "4002") -> tuple[str, int]:
    case = await a_case(portal)
    return case, portal.board.publish(case, title, summary, "li")


async def test_a_case_is_there_only_after_somebody_wrote_about_it(portal: Portal) -> None:
    case = await a_case(portal)
    async with portal.visited() as client:
        assert EN["board_empty"] in (await client.get("/board?lang=en")).text
        portal.board.publish(case, "Export to PDF", "It is in version 3.", "li")
        page = (await client.get("/board?lang=en")).text
    assert "Export to PDF" in page
    assert "It is in version 3." in page
    assert EN["board_looked_at"] in page
    for secret in (NAME, CONTACT, TEXT, case):
        assert secret not in page


async def test_taken_off_and_put_on_again_it_keeps_its_votes(portal: Portal) -> None:
    case, number = await published(portal)
    async with portal.visited() as client:
        await client.post(f"/board/{number}/vote")
        assert portal.board.unpublish(case, "li")
        assert not portal.board.unpublish(case, "li")
        assert "4001" not in (await client.get("/board")).text
        assert portal.board.publish(case, "4003", "4004", "li") == number
        page = (await client.get("/board?lang=en")).text
    assert "4003" in page
    assert "4001" not in page
    assert EN["votes"].format(n=1) in page
    view = portal.gateway.look(case)
    kinds = [event.kind for event in view.events[-3:]]
    assert kinds == [EventKind.PUBLISHED, EventKind.UNPUBLISHED, EventKind.PUBLISHED]
    assert view.events[-1].texts == {"title": "4003", "summary": "4004"}
    assert "4003" not in str([event.data for event in view.events])


@pytest.mark.parametrize(
    ("title", "summary", "what"),
    [
        ("王小明的问题", "4002", "name"),
        ("4001", f"Write to {CONTACT}", "address"),
        ("4001", "some.body@else.example", "address"),
        ("4001", "Call 139 1234 5678", "number"),
    ],
)
async def test_nothing_personal_can_be_put_there(
    portal: Portal, title: str, summary: str, what: str
) -> None:
    case = await a_case(portal)
    with pytest.raises(Revealing) as refused:
        portal.board.publish(case, title, summary, "li")
    assert refused.value.what == what
    assert portal.gateway.look(case).events[-1].kind is not EventKind.PUBLISHED
    portal.board.publish(case, "Since 2026-11-20", "Version 3.1, order 123456", "li")


async def test_only_staff_put_cases_there(portal: Portal) -> None:
    case = await a_case(portal)
    with pytest.raises(Refused):
        portal.board.publish(case, "1", "2", "nobody")
    with pytest.raises(Refused):
        portal.board.unpublish(case, "nobody")
    with pytest.raises(UnknownCase):
        portal.board.publish("00000-00000", "1", "2", "li")


async def test_nobody_votes_for_what_was_taken_off(portal: Portal) -> None:
    case, number = await published(portal)
    async with portal.visited() as client:
        assert portal.board.unpublish(case, "li")
        assert (await client.post(f"/board/{number}/vote")).status_code == 303
        portal.board.publish(case, "4003", "4004", "li")
        page = (await client.get("/board?lang=en")).text
        assert EN["votes"].format(n=0) in page
        await client.post(f"/board/{number}/vote")  # it took nothing away
        assert EN["votes"].format(n=1) in (await client.get("/board?lang=en")).text


# ── Votes ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_browser_votes_once_wherever_it_is(portal: Portal) -> None:
    _, number = await published(portal)
    async with portal.visited() as client:
        answer = await client.post(f"/board/{number}/vote?lang=en")
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "../../bo")
        cookies = dict(client.cookies)
        assert EN["voted"] in (await client.get("/board?lang=en")).text
    async with portal.visited("192.0.2.99") as elsewhere:
        elsewhere.cookies.update(cookies)
        await elsewhere.post(f"/board/{number}/vote?lang=en")
        page = (await elsewhere.get("/board?lang=en")).text
    assert EN["votes"].format(n=1) in page


async def test_an_address_votes_once_a_day_however_many_cookies_it_throws_away(
    portal: Portal,
) -> None:
    _, number = await published(portal)
    for day in range(2):
        for _ in range(3):
            async with portal.visited() as client:
                await client.post(f"/board/{number}/vote")
        portal.clock += timedelta(days=1)
        entries, _, _ = await portal.board.page(None, None)
        assert entries[0].votes == day + 1


async def test_an_altered_cookie_is_nobody(portal: Portal) -> None:
    _, number = await published(portal)
    async with portal.visited() as client:
        client.cookies.set("huiyin-voter", "altered")
        assert (await client.post(f"/board/{number}/vote")).status_code == 303
        assert {cookie.value for cookie in client.cookies.jar} > {"altered"}


async def test_another_site_votes_in_nobodys_name(portal: Portal) -> None:
    _, number = await published(portal)
    async with portal.visited() as client:
        for site, status in (("cross-site", 403), ("same-origin", 303)):
            own = {"Sec-Fetch-Site": site}
            answer = await client.post(f"/board/{number}/vote", headers=own)
            assert answer.status_code == status
    entries, _, _ = await portal.board.page(None, None)
    assert entries[0].votes == 1


async def test_looking_leaves_no_cookie_and_no_vote(portal: Portal) -> None:
    _, number = await published(portal)
    async with portal.visited() as client:
        for _ in range(3):
            page = await client.get("/board")
            assert "set-cookie" not in page.headers
            assert (await client.get(f"/board/{number}/vote")).status_code == 405
    entries, _, _ = await portal.board.page(None, None)
    assert entries[0].votes == 0


@pytest.mark.parametrize("number", ["0", "999", "x", "-1", "99999999999999999999", "1e3"])
async def test_a_vote_for_nothing_is_no_trouble(portal: Portal, number: str) -> None:
    async with portal.visited() as client:
        assert (await client.post(f"/board/{number}/vote")).status_code in (303, 404)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


async def test_every_entry_is_on_one_page_the_latest_first(portal: Portal) -> None:
    for n in range(PAGE + 3):
        await published(portal, title=f"<{n}>")
    async with portal.visited() as client:
        first = await client.get("/board?lang=en")
        assert EN["board_more"] in first.text
        before = first.text.split("?before=")[-1].split("&")[0]
        await published(portal, title="<new>")
        second = await client.get(f"/board?before={before}&lang=en")
        assert EN["board_more"] not in second.text
    found = [n for page in (first, second) for n in range(PAGE + 3) if f"&lt;{n}&gt;" in page.text]
    assert sorted(found) == list(range(PAGE + 3))
    assert "&lt;new&gt;" not in second.text


@pytest.mark.parametrize("before", ["x", "-1", "", "99999999999999999999999", "9" * 5000])
async def test_a_wrong_place_begins_anywhere_but_does_not_fail(portal: Portal, before: str) -> None:
    await published(portal)
    async with portal.visited() as client:
        assert (await client.get(f"/board?before={before}")).status_code == 200


async def test_a_company_need_not_have_a_board(tmp_path: Path) -> None:
    portal = Portal(tmp_path, board=False)
    async with portal.visited() as client:
        assert (await client.get("/board")).status_code == 404
        assert "board" not in (await client.get("/?lang=en")).text
