"""One's own cases: asking tells nothing, the mail goes to the address only, the link is short."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import text

from activities.correspondence import Correspondence
from activities.notify import NoticeActivities
from activities.protocols import AddressRefused, Envelope, PostUnavailable
from rules.links import OWN_LINK_LIFE
from schemas.enums import Locale
from schemas.submissions import Submission
from starter.web.portal.words import WORDS
from store.digests import Digests
from tests.units.portal_house import SIGNER, Portal

EN = WORDS[Locale.EN]
MINE, OTHER = "wang.xiaoming@example.com", "somebody@else.example"


class Mailbag:
    """A postman who keeps what he is given, or fails."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.trouble: Exception | None = None

    async def send(self, letter: Envelope) -> None:
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)


class NoChat:
    async def send(self, address: str, title: str, text: str) -> None:
        raise AssertionError


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


@pytest.fixture
def bag() -> Mailbag:
    return Mailbag()


def teller(portal: Portal, bag: Mailbag) -> NoticeActivities:
    letters = Correspondence(SIGNER, "http://portal.test", "Huiyin <h@portal.test>", None)
    book = Digests(portal.database, portal.policy_text)
    return NoticeActivities(book, bag, NoChat(), letters, portal.now)


async def a_case(portal: Portal, contact: str) -> str:
    item = Submission(text="1001", contact=contact, locale=Locale.ZH)
    return (await portal.gateway.submit(item)).id


async def ask(portal: Portal, contact: str, lang: str = "en") -> str:
    async with portal.visited() as client:
        answer = await client.post(f"/mine?lang={lang}", data={"contact": contact})
        assert answer.status_code == 303
        assert contact not in answer.headers["location"]
        return (await client.get(str(answer.next_request.url) if answer.next_request else "")).text


def link_in(letter: Envelope) -> str:
    found = message_from_bytes(letter.content, policy=policy.default)
    body = found.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http://portal\.test(/mine/\S+)", body.get_content())
    return str(link)


def words(portal: Portal) -> list[str]:
    """Every address that the record keeps besides those of cases."""
    with portal.database.reading() as session:
        digests = session.connection().execute(text("SELECT * FROM digests")).all()
        links = session.connection().execute(text("SELECT address FROM own_links")).all()
    assert "@" not in str(digests)
    return [row[0] for row in links]


async def test_a_link_shows_the_cases_of_its_address_and_no_others(
    portal: Portal, bag: Mailbag
) -> None:
    mine = [await a_case(portal, MINE), await a_case(portal, "Wang.XiaoMing@EXAMPLE.com")]
    other = await a_case(portal, OTHER)
    assert EN["mine_asked"] in await ask(portal, "WANG.xiaoming@example.com")
    assert await teller(portal, bag).run() == 1
    (letter,) = bag.letters
    assert letter.recipient == MINE
    link = link_in(letter)
    assert MINE not in link
    async with portal.visited() as client:
        page = await client.get(f"{link}?lang=en")
        assert page.status_code == 200
        for case in mine:
            assert case in page.text
        assert other not in page.text
        first = page.text.split('<p><a href="')[1].split('"')[0].replace("&amp;", "&")
        assert (await client.get(str(page.url.join(first)))).status_code == 200


async def test_the_answer_is_the_same_whoever_asks(portal: Portal, bag: Mailbag) -> None:
    await a_case(portal, MINE)
    assert await ask(portal, MINE) == await ask(portal, OTHER)
    assert await teller(portal, bag).run() == 1
    assert [letter.recipient for letter in bag.letters] == [MINE]


@pytest.mark.parametrize(
    ("lang", "subject"), [("zh", "您的反馈：查看链接"), ("en", "Your feedback")]
)
async def test_the_mail_speaks_the_language_of_the_page(
    portal: Portal, bag: Mailbag, lang: str, subject: str
) -> None:
    await a_case(portal, MINE)
    await ask(portal, MINE, lang)
    await teller(portal, bag).run()
    found = message_from_bytes(bag.letters[0].content, policy=policy.default)
    assert found["Subject"].startswith(subject)


async def test_asking_often_mails_once(portal: Portal, bag: Mailbag) -> None:
    await a_case(portal, MINE)
    for _ in range(5):
        await ask(portal, MINE)
    await teller(portal, bag).run()
    assert len(bag.letters) == 1
    portal.clock += timedelta(minutes=6)
    await ask(portal, MINE)
    await teller(portal, bag).run()
    assert len(bag.letters) == 2


async def test_a_link_is_short_lived_and_its_address_is_forgotten(
    portal: Portal, bag: Mailbag
) -> None:
    await a_case(portal, MINE)
    await ask(portal, MINE)
    await teller(portal, bag).run()
    link = link_in(bag.letters[0])
    assert words(portal) == [MINE]
    portal.clock += OWN_LINK_LIFE
    await teller(portal, bag).run()
    assert words(portal) == []
    async with portal.visited() as client:
        page = await client.get(f"{link}?lang=en")
    assert (page.status_code, EN["own_over"] in page.text) == (404, True)


async def test_an_altered_link_is_believed_by_nobody(portal: Portal, bag: Mailbag) -> None:
    await a_case(portal, MINE)
    await ask(portal, MINE)
    await teller(portal, bag).run()
    link = link_in(bag.letters[0])
    nonce = SIGNER.nonce("x")
    async with portal.visited() as client:
        for wrong in (link[:-1], link[:-2] + "AA", f"/mine/{nonce}", "/mine/x"):
            assert (await client.get(wrong)).status_code == 404


async def test_while_mail_is_away_it_is_tried_again_as_the_same_mail(
    portal: Portal, bag: Mailbag
) -> None:
    await a_case(portal, MINE)
    await ask(portal, MINE)
    bag.trouble = PostUnavailable("away")
    assert await teller(portal, bag).run() == 0
    bag.trouble = None
    portal.clock += timedelta(minutes=3)
    assert await teller(portal, bag).run() == 1
    assert await teller(portal, bag).run() == 0
    found = message_from_bytes(bag.letters[0].content)
    assert found["Message-ID"].startswith("<digest.own-")


async def test_an_address_that_is_refused_is_not_tried_again(portal: Portal, bag: Mailbag) -> None:
    await a_case(portal, MINE)
    await ask(portal, MINE)
    bag.trouble = AddressRefused(550)
    assert await teller(portal, bag).run() == 0
    bag.trouble = None
    portal.clock += timedelta(minutes=3)
    assert await teller(portal, bag).run() == 0
    assert Digests(portal.database, portal.policy_text).troubles(portal.now()) == []


async def test_what_is_no_address_is_said_to_be_none(portal: Portal) -> None:
    async with portal.visited() as client:
        answer = await client.post("/mine?lang=en", data={"contact": "no address"})
        assert (answer.status_code, EN["bad_contact"] in answer.text) == (422, True)
        assert 'value="no address"' in answer.text
        assert (await client.post("/mine", data={"x": "y" * 2_000_000})).status_code == 413


async def test_one_place_cannot_ask_for_ever(tmp_path: Path) -> None:
    portal = Portal(tmp_path, limits={"feedback": "1/hour", "mine": "2/hour", "vote": "1/hour"})
    async with portal.visited() as client:
        data = {"contact": MINE}
        statuses = [(await client.post("/mine", data=data)).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
