"""Files that customers send with the public form, and with what they say on the page of a case."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from activities.correspondence import Correspondence
from schemas.enums import DecisionKind, EventKind, Locale, Template
from schemas.errors import RecordUnavailable
from schemas.events import CUSTOMER
from schemas.files import Attachment
from schemas.state import MailRef
from starter.web.portal.words import WORDS
from starter.web.words import WORDS as OF_PAGE
from store.casebook import CaseBook
from tests.units.portal_house import SIGNER, Portal, hidden, send
from tests.units.portal_walk import Cases

EN = WORDS[Locale.EN]
PAGE = OF_PAGE[Locale.EN]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(1000)
NOTE = b"1008"
Files = list[tuple[str, tuple[str, bytes]]]


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


def chosen(**files: bytes) -> Files:
    return [("files", (name.replace("_", "."), content)) for name, content in files.items()]


async def attach(client: AsyncClient, path: str, files: Files, **fields: str) -> Response:
    """Open a form and send it with files, as a browser does."""
    page = await client.get(path)
    return await client.post(path, data={"nonce": hidden(page), **fields}, files=files)


def kept(portal: Portal) -> list[str]:
    """The names of all bytes that are left on the disk."""
    folder = portal.attachments.path("00").parents[1]
    return sorted(file.name for file in folder.glob("*/*"))


def files_of(portal: Portal, n: int = 0) -> list[Attachment]:
    return sorted(portal.cases()[n].attachments, key=lambda file: file.name)


FORM = "/feedback?lang=en"
WITH_ALL = chosen(shot_png=PICTURE, log_txt=NOTE)


async def test_files_go_with_the_form_and_come_back_as_downloads(portal: Portal) -> None:
    async with portal.visited() as client:
        sent = await attach(client, FORM, WITH_ALL, channel="web", text="1001")
        assert sent.status_code == 303
        (case,) = portal.cases()
        page = await client.get(f"{Cases(portal, Locale.EN).link(case.state.case_id)}?lang=en")
        assert "shot.png (1 KB)" in page.text
        assert "log.txt (4 bytes)" in page.text
        address = re.findall(r'href="\./([^"]+)">shot', page.text)[0]
        file = await client.get(f"/c/{address}")
    first, second = files_of(portal)
    assert [(each.event_seq, each.by) for each in (first, second)] == [(1, CUSTOMER)] * 2
    assert file.content == PICTURE
    assert file.headers["content-disposition"].startswith("attachment;")


async def test_a_form_without_files_is_sent_as_before(portal: Portal) -> None:
    async with portal.visited() as client:
        empty: Files = [("files", ("", b""))]  # as browsers send a field that is left alone
        sent = await attach(client, FORM, empty, channel="web", text="1001")
    assert (sent.status_code, files_of(portal)) == (303, [])


async def test_the_same_form_sent_twice_brings_its_files_once(portal: Portal) -> None:
    async with portal.visited() as client:
        page = await client.get(FORM)
        fields = {"nonce": hidden(page), "channel": "web", "text": "1001"}
        for files in (WITH_ALL, WITH_ALL, chosen(later_txt=b"1009")):
            assert (await client.post(FORM, data=fields, files=files)).status_code == 303
    assert [file.name for file in files_of(portal)] == ["later.txt", "log.txt", "shot.png"]
    assert len(kept(portal)) == 3


async def test_the_same_bytes_of_two_cases_are_stored_once(portal: Portal) -> None:
    async with portal.visited() as client:
        for text in ("1001", "1002"):
            await attach(client, FORM, chosen(shot_png=PICTURE), channel="web", text=text)
    assert len(files_of(portal, 0) + files_of(portal, 1)) == 2
    assert len(kept(portal)) == 1


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        (chosen(good_txt=NOTE, large_txt=b"1" * 3001), "file_too_large"),
        (chosen(good_txt=NOTE, empty_txt=b""), "file_empty"),
        (chosen(good_txt=NOTE, run_exe=b"MZ\x00\x01"), "file_kind"),
        (chosen(good_txt=NOTE, page_svg=b"<svg>\x00</svg>"), "file_kind"),
        ([("files", (f"{n}.txt", NOTE)) for n in range(6)], "too_many_files"),
    ],
)
async def test_what_is_wrong_with_a_file_is_said_and_nothing_is_kept(
    portal: Portal, files: Files, wrong: str
) -> None:
    async with portal.visited() as client:
        answer = await attach(client, FORM, files, channel="web", text="1001")
    name, blanks = files[-1][1][0], portal.attaching.blanks(Locale.EN)
    assert answer.status_code == 422
    assert EN[wrong].format(**{**blanks, "name": name}) in answer.text
    assert "1001</textarea>" in answer.text
    assert EN["files_again"] in answer.text
    assert (portal.cases(), kept(portal)) == ([], [])


async def test_a_mistake_elsewhere_keeps_no_file(portal: Portal) -> None:
    async with portal.visited() as client:
        answer = await attach(client, FORM, WITH_ALL, channel="web", text="1001", contact="no")
    assert (answer.status_code, EN["files_again"] in answer.text) == (422, True)
    assert (portal.cases(), kept(portal)) == ([], [])


async def test_when_nothing_can_be_recorded_no_file_is_left(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RecordUnavailable

    monkeypatch.setattr(portal.gateway, "submit", fail)
    async with portal.visited() as client:
        answer = await attach(client, FORM, WITH_ALL, channel="web", text="1001")
    assert (answer.status_code, "1001</textarea>" in answer.text) == (503, True)
    assert (EN["files_again"] in answer.text, kept(portal)) == (True, [])


async def test_what_is_no_form_is_shown_a_form(portal: Portal) -> None:
    async with portal.visited() as client:
        broken = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await client.post(FORM, content=b"--y", headers=broken)
        much: Any = [("files", ("1.txt", b"1" * 3000)) for _ in range(30)]
        refused = await client.post(FORM, data={"channel": "web"}, files=much)
        huge = await client.post(FORM, data={"text": "x" * 2_000_000}, files=chosen(a_txt=NOTE))
    assert (answer.status_code, 'name="text"' in answer.text) == (200, True)
    assert (refused.status_code, huge.status_code, kept(portal)) == (413, 413, [])


async def test_where_no_files_are_taken_there_is_no_field(tmp_path: Path) -> None:
    portal = Portal(tmp_path, most_files=0)
    async with portal.visited() as client:
        page = await client.get(FORM)
        assert '<input type="file"' not in page.text
        assert "multipart" not in page.text
        assert (await send(client, FORM, text="1001")).status_code == 303
        refused = await attach(client, FORM, chosen(a_txt=NOTE), channel="web", text="1002")
    assert (refused.status_code, kept(portal)) == (422, [])


# ── The page of a case ───────────────────────────────────────────────────────────────────────────


async def test_an_answer_takes_a_file_along(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    cases.carry_out(case, DecisionKind.CLARIFY, text="2003")
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        wrong = await attach(client, link, chosen(run_exe=b"MZ\x00\x01"), answer="3001")
        assert (wrong.status_code, "3001</textarea>" in wrong.text) == (422, True)
        assert (EN["files_again"] in wrong.text, kept(portal)) == (True, [])
        fields = {"nonce": hidden(wrong), "answer": "3001"}
        for _ in range(2):
            done = await client.post(link, data=fields, files=chosen(shot_png=PICTURE))
            assert done.status_code == 303
        page = await client.get(link)
    assert page.text.count("shot.png (1 KB)") == 1
    assert [(file.name, file.by) for file in files_of(portal)] == [("shot.png", CUSTOMER)]


async def test_not_solved_takes_a_file_along(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.resolved()
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        fields = {"solved": "no", "comment": "3001"}
        assert (await attach(client, link, WITH_ALL, **fields)).status_code == 303
    assert [file.name for file in files_of(portal)] == ["log.txt", "shot.png"]


async def test_what_comes_after_the_end_takes_its_file_to_the_new_case(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.over()
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        assert (await attach(client, link, WITH_ALL, answer="3001")).status_code == 303
    old, new = portal.cases()
    assert (old.attachments, len(new.attachments)) == ((), 2)


async def test_a_second_answer_adds_its_files_as_a_further_message(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.resolved()
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        nonces = [hidden(await client.get(link)) for _ in range(2)]
        answers = [
            await client.post(link, data={"nonce": nonce, "solved": "yes"}, files=files)
            for nonce, files in zip(nonces, (chosen(a_txt=NOTE), WITH_ALL), strict=True)
        ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [file.name for file in files_of(portal)] == ["a.txt", "shot.png"]  # the note was there
    assert (portal.cases()[0].events[-1].kind, len(kept(portal))) == (EventKind.WROTE, 2)


async def test_an_answer_sent_again_with_other_files_loses_none(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    cases.carry_out(case, DecisionKind.CLARIFY, text="2003")
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        fields = {"nonce": hidden(await client.get(link)), "answer": "3001"}
        for files in (chosen(a_txt=NOTE), chosen(shot_png=PICTURE)):
            assert (await client.post(link, data=fields, files=files)).status_code == 303
    assert [file.name for file in files_of(portal)] == ["a.txt", "shot.png"]


async def test_a_solved_after_the_end_keeps_its_files(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.resolved()
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        fields = {"nonce": hidden(await client.get(link)), "solved": "yes"}
        cases.carry_out(case, DecisionKind.WITHDRAW)
        assert (await client.post(link, data=fields, files=WITH_ALL)).status_code == 303
        page = await client.get(link)
    kinds = [event.kind for event in portal.cases()[0].events[-2:]]
    assert kinds == [EventKind.RATED, EventKind.WROTE]
    assert "shot.png" in page.text


async def test_files_that_cannot_be_kept_are_said_to_be_lost(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    async with portal.visited() as client:
        link = f"{cases.link(case)}?lang=en"
        answer = await client.post(link, data={"nonce": "1", "answer": "1"}, files=WITH_ALL)
    assert (answer.status_code, PAGE["files_not_kept"] in answer.text) == (409, True)
    assert (files_of(portal), kept(portal)) == ([], [])


# ── What a case's people send ────────────────────────────────────────────────────────────────────


def attached(portal: Portal, cases: Cases, case: str, kind: DecisionKind, name: str) -> str:
    """The id of a file that goes with a decision of staff."""
    file = portal.attachments.keep(BytesIO(name.encode()), name, None, portal.attaching.limits)
    cases.carry_out(case, kind, text="2002", files=(file.id,))
    return file.id


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (DecisionKind.CLARIFY, True),
        (DecisionKind.PROGRESS, True),
        (DecisionKind.RESOLVE, True),
        (DecisionKind.PROPOSE, False),
    ],
)
async def test_files_reach_the_customer_with_what_the_customer_is_told(
    portal: Portal, kind: DecisionKind, *, given: bool
) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    if kind is DecisionKind.RESOLVE:
        cases.carry_out(case, DecisionKind.PROPOSE, text="2001")
    file = attached(portal, cases, case, kind, "guide.txt")
    async with portal.visited() as client:
        page = await client.get(f"{cases.link(case)}?lang=en")
        got = await client.get(f"{cases.link(case)}/files/{file}")
    assert ("guide.txt (9 bytes)" in page.text, PAGE["files_given"] in page.text) == (given, given)
    assert (got.status_code, got.content == b"guide.txt") == (200 if given else 404, given)


async def test_the_file_of_a_note_stays_inside(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    file = portal.attachments.keep(BytesIO(NOTE), "inner.txt", None, portal.attaching.limits)
    await portal.gateway.note(case, "2004", "li", files=(file.id,))
    async with portal.visited() as client:
        page = await client.get(f"{cases.link(case)}?lang=en")
        got = await client.get(f"{cases.link(case)}/files/{file.id}")
    assert ("inner.txt" in page.text, got.status_code) == (False, 404)


@pytest.mark.parametrize("name", ["guide.txt", None])
async def test_the_mail_says_that_there_are_files(portal: Portal, name: str | None) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.new()
    if name:
        attached(portal, cases, case, DecisionKind.PROGRESS, name)
    else:
        cases.carry_out(case, DecisionKind.PROGRESS, text="2002")
    writer = Correspondence(SIGNER, "http://portal.test", "1@2.example", None)
    ref = MailRef(case_id=case, template=Template.PROGRESS, cycle=1)
    with CaseBook(portal.database).look(case) as opened:
        content = writer.envelope(opened, ref, opened.events[-1].seq).content
    mail = BytesParser(EmailMessage, policy=default).parsebytes(content)
    text, html = (part.get_content() for part in mail.iter_parts())
    said = "There are files for you on the page that this link opens."
    assert (said in text, said in html) == (bool(name), bool(name))


async def test_a_link_that_is_not_believed_is_refused_before_anything_is_read(
    portal: Portal,
) -> None:
    async with portal.visited() as client:
        huge = {"text": "x" * 2_000_000}
        assert (await client.post("/c/altered", data=huge)).status_code == 404
