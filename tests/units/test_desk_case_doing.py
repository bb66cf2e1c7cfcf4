"""What can be done on the page of a case, and what is kept when it cannot."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from activities import ledger
from activities.erasure import Cause, Eraser, Order
from schemas.access import AccessRole
from schemas.enums import EventKind, Locale, Refusal, Stage
from schemas.errors import EngineUnavailable, RecordUnavailable
from schemas.files import FileLimits
from starter.web.attaching import Attaching
from starter.web.desk import case as case_room
from starter.web.desk.case.forms import NOTE, PUBLISH, STANDARD, UNPUBLISH
from starter.web.desk.words.case import WORDS
from starter.web.desk.words.frame import WORDS as FRAME
from store.attachments import Attachments
from store.casebook import CaseBook
from store.database import Database
from store.erasures import Erasures
from tests.stories import START
from tests.units.case_page import (
    NAME,
    K,
    at,
    decided,
    does,
    element,
    form_of,
    offered,
    submitted,
)
from tests.units.desk import Browser, Desk, hidden_of


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        yield browser


async def test_who_proposed_is_not_offered_to_approve(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await decided(desk, case, K.PROPOSE, texts={"text": "换新"})
    assert "approve" not in offered((await browser.get(at(case))).text)

    async with desk.browser() as other:
        await other.sign_in("zhang")
        page = (await other.get(at(case))).text
        assert {"approve", "reject"} <= set(offered(page))
        assert "waits for" in element(page, "proposal")
        answer = await does(other, case, "reject", reason="太贵")

    assert answer.status_code == 303
    assert desk.gateway.look(case).state.stage is Stage.PLANNING
    told = element((await browser.get(at(case))).text, "proposal")
    assert "Rejected by zhang:" in told
    assert "太贵" in told
    assert "to come" not in told


async def test_a_case_is_worked_off(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, priority="low")
    for name, fields in (
        ("take", {}),
        ("clarify", {"question": "哪个型号？"}),
        ("reply", {"text": "X12"}),
        ("task", {"text": "查日志", "team": "product"}),
        ("note", {"text": "像是旧版本"}),
        ("done-T1", {"text": "查过了"}),
        ("progress", {"text": "正在处理"}),
        ("propose", {"text": "重装", "kind": "workaround", "hotfix": "true"}),
        ("resolve", {"summary": "请重装"}),
        ("confirm", {"solved": "true", "rating": "5"}),
    ):
        answer = await does(browser, case, name, **fields)
        assert answer.status_code == 303, (name, answer.text)
        page = (await browser.get(answer.headers["location"])).text
        assert "Done:" in element(page, "told") or name == "done-T1"

    state = desk.gateway.look(case).state
    assert (state.stage, state.outcome) == (Stage.CLOSED, "confirmed")
    page = (await browser.get(at(case))).text
    for words in ("哪个型号？", "X12", "查日志", "查过了", "像是旧版本", "正在处理", "请重装"):
        assert words in page


async def test_a_remedy_has_an_amount(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)

    wrong = await does(browser, case, "propose", text="赔", kind="remedy", amount="much")
    assert wrong.status_code == 422
    assert "is not an amount" in wrong.text
    assert ">\n赔</textarea>" in wrong.text
    fields = {"text": "赔", "kind": "remedy", "remedy": "voucher", "amount": "80.5"}
    await does(browser, case, "propose", **fields)

    assert "CNY 80.50" in element((await browser.get(at(case))).text, "proposal")


async def test_a_standard_solution_goes_out_at_once(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, category="usage_question", priority="low")
    async with desk.browser() as other:
        desk.let_in("mei")
        await other.sign_in("mei")
        page = (await other.get(at(case))).text
        (key, *_) = re.findall(r'<option value="(\w+)"', page[page.index('id="standard-s') :])
        await does(other, case, "standard", standard=key)

    assert desk.gateway.look(case).state.stage is Stage.AWAITING_CONFIRMATION


async def test_a_conflict_shows_both_and_can_be_sent_anyway(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, priority="low")
    page = (await browser.get(at(case))).text
    await decided(desk, case, K.TRIAGE, "zhang", {"problem": "旧版本"}, priority="medium")

    sent = {**form_of(page, "clarify"), "question": "哪个型号？", "do": "send"}
    answer = await browser.post(at(case), **sent)

    assert answer.status_code == 409
    assert "旧版本" in element(answer.text, "trouble")
    assert ">\n哪个型号？</textarea>" in answer.text
    assert desk.gateway.look(case).state.stage is not Stage.CLARIFYING
    again = {**form_of(answer.text, "clarify"), "question": "哪个型号？", "do": "send"}
    assert "Send it anyway" in answer.text
    assert (await browser.post(at(case), **again)).status_code == 303
    assert desk.gateway.look(case).state.stage is Stage.CLARIFYING


async def test_words_for_a_form_that_is_gone_are_not_lost(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, priority="low")
    page = (await browser.get(at(case))).text
    await decided(desk, case, K.WITHDRAW, "zhang")

    sent = {**form_of(page, "clarify"), "question": "哪个型号？", "do": "send"}
    await browser.post(at(case), **sent)

    later = (await browser.get(at(case))).text
    assert "哪个型号？" in element(later, "left-clarify")
    await browser.post(at(case), **{**sent, "do": "discard"})
    assert "哪个型号？" not in (await browser.get(at(case))).text


@pytest.mark.parametrize("where", ["account", "case"])
async def test_the_record_away_nothing_typed_is_lost(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    case = await submitted(desk)
    sent = {**form_of((await browser.get(at(case))).text, "note"), "text": "<b>像</b>是旧版本"}
    owner, name = (desk.people, "account") if where == "account" else (desk.gateway, "view")
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, _gone)
        answer = await browser.post(at(case), **sent, do="send")
    assert answer.status_code == 503
    assert "nothing was recorded" in answer.text
    assert ">\n&lt;b&gt;像&lt;/b&gt;是旧版本</textarea>" in answer.text

    again = {**hidden_of(answer), "text": sent["text"]}
    for _ in range(2):
        assert (await browser.post(at(case), **again)).status_code == 303
    notes = [e for e in desk.gateway.look(case).events if e.kind is EventKind.NOTED]
    assert [e.texts["text"] for e in notes] == ["<b>像</b>是旧版本"]


async def _gone(*_: Any) -> Any:
    raise RecordUnavailable("away")


async def test_signed_out_nothing_typed_is_lost_and_nothing_is_sent_by_another_site(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    sent = {**form_of((await browser.get(at(case))).text, "clarify"), "question": "哪个型号？"}
    sent["do"] = "send"
    async with desk.browser() as stranger:
        signed_out = await stranger.post(at(case), **sent)
        await stranger.sign_in("zhang")
        stale = await stranger.post(at(case), **sent)
        taking = await stranger.post(f"/desk/take/{case}", **sent)

    assert (signed_out.status_code, stale.status_code) == (401, 403)
    for answer in (signed_out, stale):
        assert "readonly>\n哪个型号？</textarea>" in answer.text
        assert "<button" not in answer.text
        assert case not in answer.text.replace(at(case), "")
    assert taking.status_code == 403
    assert desk.gateway.look(case).state.stage is not Stage.CLARIFYING


async def test_who_is_signed_out_comes_back_to_a_page(desk: Desk) -> None:
    async with desk.browser() as stranger:
        answer = await stranger.post("/desk/take/7KQ2M-9XD3H", seen="1")
        assert answer.headers["location"] == "/login?next=/desk"


async def test_a_voice_leaves_no_draft(desk: Desk) -> None:
    case = await submitted(desk)
    await decided(desk, case, K.PROPOSE, texts={"text": "换新"})
    async with desk.browser() as browser:
        await browser.sign_in("zhang")
        form = form_of((await browser.get(at(case))).text, "approve")
        assert (await browser.post(f"{at(case)}/draft", **form)).status_code == 204
    assert desk.room.case.drafts.of("zhang", case) == {}


async def test_a_draft_is_kept_until_it_is_sent(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    form = form_of((await browser.get(at(case))).text, "note")
    answer = await browser.post(f"{at(case)}/draft", **form, text="像是旧")
    assert answer.status_code == 204

    async with desk.browser() as phone:
        await phone.sign_in("li")
        assert ">\n像是旧</textarea>" in (await phone.get(at(case))).text
        await does(phone, case, "note", text="像是旧版本")
    async with desk.browser() as other:
        await other.sign_in("zhang")
        await browser.post(f"{at(case)}/draft", **form, text="只有我看")
        assert "只有我看" not in (await other.get(at(case))).text

    await browser.post(f"{at(case)}/draft", **form, text=" ")
    page = (await browser.get(at(case))).text
    assert "像是旧</textarea>" not in page
    assert "只有我看" not in page


async def test_a_draft_of_another_site_or_form_is_not_kept(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    form = form_of((await browser.get(at(case))).text, "note")
    for wrong in ({"csrf": "x"}, {"form": "nothing"}, {"form": "done-x"}):
        answer = await browser.post(f"{at(case)}/draft", **{**form, "text": "秘密", **wrong})
        assert answer.status_code in (403, 404)
    assert "秘密" not in (await browser.get(at(case))).text


async def test_what_is_only_recorded_says_so_and_a_refusal_is_told(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk, priority="low")
    direct = desk.gateway._connect
    desk.gateway._connect = _away
    answer = await does(browser, case, "clarify", question="哪个型号？")
    page = (await browser.get(answer.headers["location"])).text
    assert "Recorded, will be carried out: ask the customer." in page
    assert "Recorded, will be carried out" in element(page, "told")

    desk.gateway._connect = direct
    desk.clock.go_on(minutes=5)
    with desk.gateway._book.open(case) as opened:
        (waiting,) = opened.pending()
    ledger_refuses(desk, case, waiting)
    await browser.sign_in("li")
    told = element((await browser.get(at(case))).text, "told")
    assert "What you decided was not accepted" in told
    assert "哪个型号？" in told


def ledger_refuses(desk: Desk, case: str, waiting: Any) -> None:
    with desk.gateway._book.open(case) as opened:
        ledger.refuse(opened, waiting, Refusal.NOT_NOW, desk.clock())


async def _away() -> Any:
    raise EngineUnavailable("away")


async def test_a_case_goes_onto_the_public_board_and_off(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    wrong = await does(browser, case, "publish", title="闪退", summary=f"{NAME} 说闪退")
    assert wrong.status_code == 422
    assert "holds the customer&#39;s name" in wrong.text

    await does(browser, case, "publish", title="闪退", summary="已修复")
    page = (await browser.get(at(case))).text
    assert "put on the public board" in page
    pressed = re.findall(r'data-key="([^"]+)"', page)
    assert len(pressed) == len(set(pressed))
    await does(browser, case, "unpublish")
    assert "unpublish" not in offered((await browser.get(at(case))).text)


async def test_files_come_with_words(database: Database, tmp_path: Path) -> None:
    kept = Attachments(database, tmp_path / "files", lambda: START, reserve=0)
    limits = FileLimits(most_bytes=1000, kinds=frozenset({"text"}), most_files=2)
    desk = Desk(database, Attaching(kept, limits))
    desk.let_in("li", teams=("engineering",))
    case = await submitted(desk)
    async with desk.browser() as browser:
        await browser.sign_in("li")
        answers = []
        for name, content in (("log.txt", b"a log"), ("x.exe", b"MZ\x00")):
            form = form_of((await browser.get(at(case))).text, "note")
            sent = {**form, "do": "send", "text": name}
            file = {"files": (name, content)}
            answers.append(await browser.client.post(at(case), data=sent, files=file))
        page = (await browser.get(at(case))).text

    assert [each.status_code for each in answers] == [303, 409]
    assert "choose them again" in answers[1].text
    (kept_file,) = desk.gateway.look(case).attachments
    assert f'/files/{kept_file.id}"><bdi>log.txt</bdi></a>' in element(page, "story")
    assert ">\nx.exe</textarea>" in page


@pytest.mark.parametrize("locale", Locale)
def test_every_word_is_there_in_every_language(locale: Locale) -> None:
    words = {**FRAME[locale], **WORDS[locale], "lang": ""}
    folder = Path(case_room.__file__).parents[2] / "templates/desk"
    used = {
        found
        for name in ("case.html", "case_parts.html", "case_judged.html", "case_similar.html")
        for found in re.findall(r"\bw\.(\w+)", (folder / name).read_text(encoding="utf-8"))
    }
    kinds = [*(kind.value for kind in K), NOTE, PUBLISH, UNPUBLISH, STANDARD]

    assert used <= set(words)
    assert {f"then_{kind}" for kind in kinds} <= set(words)
    assert set(WORDS[Locale.ZH]) == set(WORDS[Locale.EN])


async def test_erasing_reaches_drafts(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    form = form_of((await browser.get(at(case))).text, "note")
    await browser.post(f"{at(case)}/draft", **form, text="秘密")
    assert desk.room.case.drafts.of("li", case)
    eraser = Eraser(CaseBook(desk.database), Erasures(desk.database), (), desk.clock)
    eraser.erase([case], Order(by="root", cause=Cause.REQUEST, reason="asked", shell_user="root"))

    await browser.post(f"{at(case)}/draft", **form, text="秘密")

    assert desk.room.case.drafts.of("li", case) == {}
    assert "What the customer wrote was erased." in (await browser.get(at(case))).text
