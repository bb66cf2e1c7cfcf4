"""The page of a case: what is shown, to whom, and what can be done with it."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from activities import ledger
from activities.erasure import Cause, Eraser, Order
from schemas.access import AccessRole
from schemas.enums import DecisionKind, EventKind, Locale, Refusal, Stage, Template
from schemas.errors import EngineUnavailable
from schemas.files import FileLimits
from schemas.submissions import Submission
from schemas.updates import Point
from starter.web.attaching import Attaching
from starter.web.desk import case as case_room
from starter.web.desk.case.forms import NOTE, PUBLISH, STANDARD, UNPUBLISH
from starter.web.desk.words.case import WORDS
from starter.web.desk.words.case_events import MAILS, POINTS
from starter.web.desk.words.frame import WORDS as FRAME
from store.attachments import Attachments
from store.casebook import CaseBook
from store.database import Database
from store.erasures import Erasures
from tests.stores.cases import decision
from tests.stories import START
from tests.units.desk import Browser, Desk

PHONE, NAME, ADDRESS = "13912345678", "王小明", "wang.xiaoming@example.com"
TEXT = f"付款以后闪退，我的电话是 {PHONE}"
K = DecisionKind


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """One kind is enough for the page: what it asks of the record is tested with the record."""
    file = tmp_path / "record.sqlite3"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


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


async def submitted(desk: Desk, **fields: str) -> str:
    usual = {"text": TEXT, "category": "malfunction", "priority": "high"}
    item = {**usual, "name": NAME, "contact": ADDRESS, **fields}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def decided(
    desk: Desk, case: str, kind: K, by: str = "li", texts: Any = None, **choice: Any
) -> None:
    seq = desk.gateway.look(case).state.seq
    await desk.gateway.decide(decision(case, kind, by, f"request-{seq}", texts, **choice))


def at(case: str) -> str:
    return f"/desk/cases/{case}"


def form_of(page: str, name: str) -> dict[str, str]:
    """What the form of an action sends by itself."""
    part = page[page.index(f'id="do-{name}"') :]
    part = part[: part.index("</form>")]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', part)
    return {key: unescape(value) for key, value in found}


async def does(browser: Browser, case: str, name: str, **fields: str) -> Response:
    """Look at the page, and send a form of it."""
    page = (await browser.get(at(case))).text
    sent = {**form_of(page, name), **fields, "do": "send"}
    return await browser.post(at(case), **sent)


def offered(page: str) -> list[str]:
    return re.findall(r'id="do-([\w-]+)"', page)


def element(page: str, name: str) -> str:
    part = page[page.index(f'id="{name}"') :]
    return part[: part.index("</section>")]


async def test_the_customers_words_come_first_and_masked(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)

    page = (await browser.get(at(case))).text

    assert "付款以后闪退" in element(page, "said")
    assert NAME in page  # who works on it needs the name
    assert PHONE not in page
    assert ADDRESS not in page
    assert page.index('id="said"') < page.index('id="actions"') < page.index('id="story"')


async def test_only_what_is_allowed_is_offered_with_what_follows(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    assert {"take", "assign", "triage", "clarify", "propose", "note"} <= set(offered(page))
    assert not {"approve", "reject", "resolve", "confirm", "reopen", "calm"} & set(offered(page))
    assert "emergency" not in offered(page)  # of others than the owner, only a lead

    await decided(desk, case, K.TRIAGE, priority="low")
    await decided(desk, case, K.PROPOSE, texts={"text": "换新"}, solution="answer")
    page = (await browser.get(at(case))).text
    assert "resolve" in offered(page)
    assert "starts the 7 days for confirmation" in page


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


async def test_versions_of_a_proposal_are_compared(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await decided(desk, case, K.PROPOSE, texts={"text": "换一台新的"})
    await decided(desk, case, K.REJECT, "zhang", {"reason": "太贵"})
    await decided(desk, case, K.PROPOSE, texts={"text": "修一台旧的"})

    proposal = element((await browser.get(at(case))).text, "proposal")

    assert "<ins>修</ins>" in proposal
    assert "<del>新</del>" in proposal


async def test_one_click_corrects_and_can_be_undone(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    chip = page[page.index('name="priority" value="low"') - 700 :]
    chip = chip[chip.rindex("<form", 0, chip.index('name="priority" value="low"')) :]
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', chip[: chip.index("</form>")])

    answer = await browser.post(at(case), **dict(found))
    assert desk.gateway.look(case).state.priority == "low"
    told = element((await browser.get(answer.headers["location"])).text, "told")
    undo = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', told))
    for _ in range(2):
        await browser.post(at(case), **undo)

    view = desk.gateway.look(case)
    assert view.state.priority == "high"
    assert [e.kind for e in view.events].count(EventKind.TRIAGED) == 2


async def test_what_nobody_had_before_is_not_given_back(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    first = await does(browser, case, "take")
    assert "Undo" not in (await browser.get(first.headers["location"])).text

    async with desk.browser() as other:
        await other.sign_in("zhang")
        second = await does(other, case, "take")
        told = element((await other.get(second.headers["location"])).text, "told")
        undo = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', told))
        await other.post(at(case), **undo)

    assert desk.gateway.look(case).state.owner == "li"


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


async def test_somebody_else_is_seen_for_a_minute(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    csrf = form_of((await browser.get(at(case))).text, "note")["csrf"]
    assert (await browser.post(f"{at(case)}/presence", csrf=csrf)).json()["others"] == []

    async with desk.browser() as other:
        await other.sign_in("zhang")
        page = (await other.get(at(case))).text
        assert "li is looking at this case, too" in page
        desk.clock.go_on(seconds=61)
        assert "looking at this case" not in (await other.get(at(case))).text
        csrf_of_other = form_of(page, "note")["csrf"]
        await other.post(f"{at(case)}/presence", csrf=csrf_of_other)
        here = await browser.post(f"{at(case)}/presence", csrf=csrf)
        await other.post(f"{at(case)}/presence", csrf=csrf_of_other, left="1")
        gone = await browser.post(f"{at(case)}/presence", csrf=csrf)
    assert (here.json()["others"], gone.json()["others"]) == (["zhang"], [])


async def test_personal_data_is_shown_once_with_a_reason(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    csrf = form_of(page, "note")["csrf"]

    none = await browser.post(at(case), csrf=csrf, form="unmask", do="unmask", reason=" ")
    whole = await browser.post(at(case), csrf=csrf, form="unmask", do="unmask", reason="回电")

    assert none.status_code == 422
    assert PHONE not in none.text
    assert PHONE in whole.text
    assert ADDRESS in whole.text
    assert "data-live" not in whole.text
    later = (await browser.get(at(case))).text
    assert PHONE not in later
    assert "personal data looked at" in element(later, "story")
    assert "回电" in element(later, "story")


async def test_other_cases_of_the_customer_are_listed(desk: Desk, browser: Browser) -> None:
    case, other = await submitted(desk), await submitted(desk, text="还有一个问题")
    strangers = await submitted(desk, contact="else@example.com", text="别人的问题")
    unseen = await submitted(desk, category="product_suggestion", text="深色模式")

    customer = element((await browser.get(at(case))).text, "customer")

    assert other in customer
    assert strangers not in customer
    assert unseen not in customer


async def test_similar_cases_share_rare_words(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    like = await submitted(desk, text="昨天付款以后又闪退了", contact="b@example.com")
    unlike = await submitted(desk, text="电池续航太差", contact="c@example.com")

    assert like not in (await browser.get(at(case))).text
    customer = element((await browser.get(f"{at(case)}?similar=1")).text, "customer")

    assert like in customer
    assert "闪退" in customer
    assert unlike not in customer


async def test_clocks_explain_themselves(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, priority="low")
    await decided(desk, case, K.CLARIFY, texts={"question": "哪个型号？"})
    desk.clock.go_on(hours=5)
    await browser.sign_in("li")

    clocks = element((await browser.get(at(case))).text, "clocks")

    assert "14 days, day and night" in clocks
    assert "not counted: waiting for the customer" in clocks
    assert "5 h" in clocks


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


async def test_auditors_read_and_decide_nothing(desk: Desk) -> None:
    case = await submitted(desk)
    desk.let_in("audit", AccessRole.AUDITOR, ())
    desk.let_in("root", AccessRole.ADMINISTRATOR, ())
    for login in ("audit", "root"):
        async with desk.browser() as other:
            await other.sign_in(login)
            page = (await other.get(at(case))).text
            assert offered(page) == ["unmask"]
            assert NAME not in page
            assert "decide nothing" in page
            csrf = re.findall(r'data-csrf="([^"]+)"', page)[0]
            form = {"csrf": csrf, "form": "take", "request": "request-0001", "do": "send"}
            assert (await other.post(at(case), **form)).status_code == 403
    assert desk.gateway.look(case).state.owner is None


async def test_another_team_sees_nothing_and_does_nothing(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    csrf = form_of((await browser.get(at(case))).text, "note")["csrf"]
    other = await submitted(desk, category="product_suggestion")
    fields = {"csrf": csrf, "form": "take", "request": "request-0001", "do": "send"}

    assert (await browser.get(at(other))).status_code == 404
    for path in (at(other), f"{at(other)}/draft", f"{at(other)}/presence"):
        assert (await browser.post(path, **fields)).status_code == 404
    assert (await browser.get("/desk/cases/nothing")).status_code == 404


async def test_text_full_of_markup_is_shown_as_text(desk: Desk, browser: Browser) -> None:
    evil = "<script>alert(1)</script> \u202e</textarea>evil 🎉"
    case = await submitted(desk, text=evil, name="<b>王</b>")
    await decided(desk, case, K.PROPOSE, texts={"text": evil})
    form = form_of((await browser.get(at(case))).text, "note")
    await browser.post(f"{at(case)}/draft", **form, text=evil)

    page = (await browser.get(at(case))).text

    assert page.count("&lt;script&gt;alert(1)") >= 4
    assert "<script>alert" not in page
    assert "<b>王" not in page
    assert "style=" not in page


async def test_a_case_goes_onto_the_public_board_and_off(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    wrong = await does(browser, case, "publish", title="闪退", summary=f"{NAME} 说闪退")
    assert wrong.status_code == 422
    assert "holds the customer&#39;s name" in wrong.text

    await does(browser, case, "publish", title="闪退", summary="已修复")
    assert "put on the public board" in (await browser.get(at(case))).text
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
        fields = {**form_of((await browser.get(at(case))).text, "note"), "do": "send"}
        for name, content in (("log.txt", b"a log"), ("x.exe", b"MZ\x00")):
            file = {"files": (name, content)}
            answer = await browser.client.post(at(case), data={**fields, "text": name}, files=file)
            fields |= form_of((await browser.get(at(case))).text, "note")

        page = (await browser.get(at(case))).text

    assert answer.status_code == 409
    assert "choose them again" in answer.text
    (file,) = desk.gateway.look(case).attachments
    assert f'/files/{file.id}">log.txt</a>' in element(page, "story")
    assert ">\nx.exe</textarea>" in page


@pytest.mark.parametrize("locale", Locale)
def test_every_word_is_there_in_every_language(locale: Locale) -> None:
    words = {**FRAME[locale], **WORDS[locale], "lang": ""}
    folder = Path(case_room.__file__).parents[2] / "templates/desk"
    used = {
        found
        for name in ("case.html", "case_parts.html")
        for found in re.findall(r"\bw\.(\w+)", (folder / name).read_text(encoding="utf-8"))
    }
    kinds = [*(kind.value for kind in K), NOTE, PUBLISH, UNPUBLISH, STANDARD]

    assert used <= set(words)
    assert {f"then_{kind}" for kind in kinds} <= set(words)
    assert set(WORDS[Locale.ZH]) == set(WORDS[Locale.EN])


def test_every_mail_and_every_point_has_a_name() -> None:
    assert set(MAILS) == set(Template)
    assert set(POINTS) == set(Point)


async def test_the_page_is_said_in_chinese(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await browser.send("/desk", "/desk/preferences", locale="zh")

    page = (await browser.get(at(case))).text

    assert "客户说的话" in page
    assert "由您负责，其他人会看到。" in page


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
