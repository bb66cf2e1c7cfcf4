"""The public form: what is sent becomes a case once, whatever is pressed twice or left out."""

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.enums import Locale, Stage, Template
from schemas.errors import RecordUnavailable
from schemas.submissions import MAX_TEXT
from starter.web.portal.words import WORDS
from tests.units.portal_house import ORIGIN, SECRET, Portal, hidden, send

EN = WORDS[Locale.EN]


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


async def test_what_is_sent_is_a_case_with_a_link(portal: Portal) -> None:
    fields = {"text": "总是闪退", "contact": "wang@example.com", "name": "王小明"}
    async with portal.visited() as client:
        answer = await send(client, **fields, category="malfunction")
        assert answer.status_code == 303
        assert "王" not in answer.headers["location"]
        assert "example.com" not in answer.headers["location"]
        thanks = await client.get(str(answer.next_request.url) if answer.next_request else "")
        (case,) = portal.cases()
        assert case.state.case_id in thanks.text
        assert WORDS[Locale.ZH]["sent_mailed"] in thanks.text
        link = thanks.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        assert (await client.get(str(thanks.url.join(link)))).status_code == 200
    kept = (case.text, case.contact, case.name, case.state.category, case.state.channel)
    assert kept == ("总是闪退", "wang@example.com", "王小明", "malfunction", "web")


async def test_only_the_text_is_needed(portal: Portal) -> None:
    async with portal.visited() as client:
        answer = await send(client, "/feedback?lang=en", text="It crashes")
        thanks = await client.get(str(answer.next_request.url) if answer.next_request else "")
    (case,) = portal.cases()
    assert (case.contact, case.name, case.state.locale) == (None, None, Locale.EN)
    assert EN["sent_mailed"] not in thanks.text


async def test_each_channel_has_its_form(portal: Portal) -> None:
    async with portal.visited() as client:
        page = await client.get("/feedback?channel=in_app&lang=zh")
        assert "应用内反馈" in page.text
        assert "登录用户在应用里留言" in page.text
        await send(client, "/feedback?channel=in_app&lang=zh", text="1001")
        assert (await client.get("/feedback?channel=hotline")).status_code == 404
        assert (await client.get("/feedback?channel=no%20such")).status_code == 404
        posted = await client.post("/feedback", data={"channel": "hotline", "text": "1002"})
        assert posted.status_code == 404
    assert [case.state.channel for case in portal.cases()] == ["in_app"]


async def test_sending_again_by_reload_makes_no_second_case(portal: Portal) -> None:
    async with portal.visited() as client:
        page = await client.get("/feedback")
        fields = {"nonce": hidden(page), "channel": "web", "text": "1001"}
        answers = [await client.post("/feedback", data=fields) for _ in range(3)]
        assert len({answer.headers["location"] for answer in answers}) == 1
        other = await client.post("/feedback", data={**fields, "text": "1002"})
        assert other.headers["location"] != answers[0].headers["location"]
    assert sorted(case.text for case in portal.cases()) == ["1001", "1002"]


async def test_an_old_form_is_shown_anew_with_what_was_typed(portal: Portal) -> None:
    async with portal.visited() as client:
        page = await client.get("/feedback?lang=en")
        portal.clock += timedelta(days=3)
        fields = {"channel": "web", "text": "1001", "contact": "a@example.com"}
        old = {"nonce": hidden(page), **fields}
        stale = await client.post("/feedback?lang=en", data=old)
        assert (stale.status_code, EN["stale_form"] in stale.text) == (409, True)
        assert "1001</textarea>" in stale.text
        assert 'value="a@example.com"' in stale.text
        again = {"nonce": hidden(stale), **fields}
        assert (await client.post("/feedback?lang=en", data=again)).status_code == 303
        altered = {"nonce": "altered", **fields}
        assert (await client.post("/feedback?lang=en", data=altered)).status_code == 409


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": " \r\n "}, "missing_text"),
        ({"text": "x" * (MAX_TEXT + 1)}, "long_text"),
        ({"text": "1001", "contact": "no address"}, "bad_contact"),
        ({"text": "1001", "name": "x" * 201}, "bad_name"),
        ({"text": "1001", "category": "no_such"}, "bad_category"),
        ({"text": "1001", "website": "http://spam.example"}, "trap"),
    ],
)
async def test_a_form_that_is_wrong_keeps_what_was_typed(
    portal: Portal, fields: dict[str, str], wrong: str
) -> None:
    async with portal.visited() as client:
        answer = await send(client, "/feedback?lang=en", **fields)
    assert answer.status_code == 422
    assert EN[wrong].format(limit=MAX_TEXT) in answer.text
    assert fields["text"].strip() in answer.text
    assert portal.cases() == []


async def test_what_fell_into_the_trap_can_still_be_sent(portal: Portal) -> None:
    """A browser that fills in everything must not cost a customer's words."""
    async with portal.visited() as client:
        page = await send(client, "/feedback?lang=en", text="1001", website="x")
        assert 'class="trap"' not in page.text
        fields = {"nonce": hidden(page), "channel": "web", "text": "1001", "website": ""}
        assert (await client.post("/feedback?lang=en", data=fields)).status_code == 303


async def test_consent_may_need_a_tick(tmp_path: Path) -> None:
    consent = {"zh": "同意书", "en": "what is agreed to"}
    portal = Portal(tmp_path, consent=consent, consent_box=True)
    async with portal.visited() as client:
        assert "同意书" in (await client.get("/feedback?lang=zh")).text
        without = await send(client, "/feedback?lang=en", text="1001")
        assert (without.status_code, EN["missing_consent"] in without.text) == (422, True)
        assert (await send(client, text="1001", consent="yes")).status_code == 303


async def test_one_address_cannot_flood(tmp_path: Path) -> None:
    portal = Portal(tmp_path, limits={"feedback": "2 per hour", "mine": "1/hour", "vote": "1/hour"})
    async with portal.visited() as client:
        statuses = [(await send(client, text=f"{n}")).status_code for n in range(2)]
        refused = await send(client, "/feedback?lang=en", text="1003")
    async with portal.visited("192.0.2.8") as other:
        statuses.append((await send(other, text="1004")).status_code)
    assert statuses == [303, 303, 303]
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert EN["too_often"] in refused.text
    assert "1003</textarea>" in refused.text


async def test_nobody_is_flooded_with_acknowledgements(tmp_path: Path) -> None:
    portal = Portal(tmp_path, limits={"contact": "2/hour"})
    to = ["a@example.com", "A+1@example.com", "a+2@example.com", "b@example.com", ""]
    async with portal.visited() as client:
        for contact in to:
            portal.clock += timedelta(minutes=1)
            sent = await send(client, "/feedback?lang=en", text="1001", contact=contact)
            page = await client.get("/feedback/" + sent.headers["location"].split("feedback/")[1])
            mailed = [view.state.unsent != () for view in portal.cases()][-1]
            assert (EN["sent_mailed"] in page.text) == mailed
            assert "/c/" in page.text
    unsent = [[mail.template for mail in view.state.unsent] for view in portal.cases()]
    assert unsent == [[Template.ACKNOWLEDGEMENT]] * 2 + [[]] + [[Template.ACKNOWLEDGEMENT], []]
    late = portal.cases()[2]
    assert (late.state.stage, late.state.reachable) == (Stage.ACKNOWLEDGED, True)


async def test_of_ipv6_a_whole_network_counts_as_one_place(tmp_path: Path) -> None:
    portal = Portal(tmp_path, limits={"feedback": "1/hour", "mine": "1/hour", "vote": "1/hour"})
    statuses = []
    for address in ("2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"):
        async with portal.visited(address) as client:
            statuses.append((await send(client, text="1001")).status_code)
    assert statuses == [303, 429, 303]


async def test_when_nothing_can_be_recorded_nothing_is_lost(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with portal.visited() as client:
        page = await client.get("/feedback?lang=en")

        async def fail(*_: object, **__: object) -> None:
            raise RecordUnavailable

        with monkeypatch.context() as away:
            away.setattr(portal.gateway, "submit", fail)
            fields = {"nonce": hidden(page), "channel": "web", "text": "1001"}
            answer = await client.post("/feedback?lang=en", data=fields)
        assert (answer.status_code, "1001</textarea>" in answer.text) == (503, True)
        again = {**fields, "nonce": hidden(answer)}
        assert (await client.post("/feedback?lang=en", data=again)).status_code == 303


async def test_too_much_is_refused(portal: Portal) -> None:
    async with portal.visited() as client:
        huge = await client.post("/feedback", data={"text": "x" * 2_000_000})
        many = await client.post("/feedback", data={f"f{n}": "x" for n in range(60)})
    assert (huge.status_code, many.status_code) == (413, 413)


async def test_what_people_write_stays_text(portal: Portal) -> None:
    script = '<script>alert("1")</script>'
    async with portal.visited() as client:
        page = await send(client, text="", name=script, contact=script, category=script)
    assert "<script" not in page.text


# ── The widget ───────────────────────────────────────────────────────────────────────────────────


def signed(user: str) -> str:
    return hmac.new(SECRET.encode(), user.encode(), hashlib.sha256).hexdigest()


async def test_the_frame_stands_on_the_sites_that_may_show_it(portal: Portal) -> None:
    async with portal.visited() as client:
        alone = (await client.get("/feedback")).headers["content-security-policy"]
        frame = (await client.get("/feedback/frame")).headers["content-security-policy"]
        wrong = await client.post("/feedback/frame", data={"nonce": "x", "channel": "web"})
    assert "frame-ancestors 'none'" in alone
    assert f"frame-ancestors 'self' {ORIGIN};" in frame
    assert wrong.headers["content-security-policy"] == frame


async def test_the_widget_passes_an_account_and_a_page_on(portal: Portal) -> None:
    told = {
        "channel": "in_app",
        "user": "42",
        "signature": signed("42"),
        "page": "https://s.cn/a?b=1",
    }
    async with portal.visited() as client:
        page = await client.post("/feedback/frame?lang=en", data=told)
        assert page.status_code == 200
        fields = {name: hidden(page, name) for name in ("nonce", *told)}
        answer = await client.post("/feedback/frame?lang=en", data={**fields, "text": "1001"})
        assert answer.headers["location"].startswith("./frame/sent/")
        thanks = await client.get(str(answer.next_request.url) if answer.next_request else "")
    assert 'target="_blank"' in thanks.text
    (case,) = portal.cases()
    assert case.events[0].texts == {"user": "42", "page": "https://s.cn/a?b=1"}
    assert "42" not in str(case.events[0].data)
    assert "s.cn" not in case.state.model_dump_json()


@pytest.mark.parametrize(
    "told",
    [
        {"user": "42", "signature": signed("43")},
        {"user": "42", "signature": ""},
        {"user": "42", "signature": "\u00e9"},
        {"user": "42"},
        {"page": "javascript:alert(1)"},
        {"page": "https://[broken"},
        {"page": "https://x/" + "a" * 2000},
    ],
)
async def test_what_is_not_believed_is_not_kept(portal: Portal, told: dict[str, str]) -> None:
    async with portal.visited() as client:
        answer = await send(client, "/feedback/frame?lang=en", text="1001", **told)
    assert answer.status_code == 303
    assert portal.cases()[0].events[0].texts == {}


async def test_the_script_is_small_and_for_every_site(portal: Portal) -> None:
    async with portal.visited() as client:
        script = await client.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert 1000 < len(script.content) < 10_000
