"""Every page in two languages, whole: no word of the other one outside of what people wrote."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from unittest.mock import Mock

import pytest
from httpx import ASGITransport, AsyncClient

from schemas.enums import Locale, Outcome, Stage
from schemas.errors import RecordUnavailable
from schemas.words import Said
from starter.cli import board_words
from starter.web import approver_words, outside_words, words
from starter.web.limits import Limits, RateLimits
from starter.web.portal import words as portal_words
from tests.units.portal_house import ORIGIN, PLENTY, SIGNER, Portal
from tests.units.portal_walk import CONTACT, Cases, pages, refusals
from tests.units.test_words import HAN, LATIN

TABLES = (words.WORDS, portal_words.WORDS, approver_words.WORDS, outside_words.WORDS)
NAMES = (
    r"English|中文|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"
    r"|71@72\.example|1003@1004\.example|[KM]B|PDF"
)
BLANK = re.compile(r"\{\w+\}")
MOST = 50_000


@pytest.mark.parametrize("table", TABLES, ids=["case", "portal", "approver", "outside"])
def test_every_message_is_there_in_both_languages(table: dict[Locale, dict[str, str]]) -> None:
    assert set(table[Locale.ZH]) == set(table[Locale.EN])
    for key, zh in table[Locale.ZH].items():
        en = table[Locale.EN][key]
        assert sorted(BLANK.findall(zh)) == sorted(BLANK.findall(en)), key
        if key != "lang":
            assert not LATIN.search(BLANK.sub("", zh)), zh
            assert not HAN.search(en), en


def test_the_command_line_says_it_in_both_languages() -> None:
    found = [each for each in vars(board_words).values() if isinstance(each, Said)]
    assert len(found) > 20
    for said in [*found, *board_words.WHAT.values()]:
        assert HAN.search(said.zh), said
        assert LATIN.search(said.en), said
        assert not HAN.search(said.en), said


def test_everything_that_can_become_of_a_case_has_words() -> None:
    for table in portal_words.WORDS.values():
        assert {f"closed_{outcome}" for outcome in Outcome} <= set(table)
        assert {f"state_{stage}" for stage in Stage} - {"state_closed"} <= set(table)


def read(page: str) -> str:
    """What is seen or read out of a page, without numbers of cases and names of languages."""
    said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page)
    seen = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(NAMES, "", unescape(" ".join([seen, *said])))


@pytest.mark.parametrize("locale", Locale)
async def test_no_page_speaks_the_other_language(tmp_path: Path, locale: Locale) -> None:
    portal = Portal(tmp_path)
    foreign = LATIN if locale is Locale.ZH else HAN
    async with portal.visited() as client:
        links = await pages(portal, client, locale)
        shown = {name: (await client.get(link)) for name, link in links.items()}
        texts = {name: page.text for name, page in shown.items()}
        texts |= await refusals(client, links, locale)
    for name, text in texts.items():
        said = read(text)
        assert not foreign.search(said), (name, re.sub(r"\s+", " ", said))
        assert len(re.sub(r"\W", "", said)) > 10, name
        assert ('lang="zh-CN"' if locale is Locale.ZH else 'lang="en"') in text[:60]
    statuses = {name: page.status_code for name, page in shown.items()}
    expected_missing = {"own over", "missing", "invalid"}
    assert {name for name, status in statuses.items() if status != 200} == expected_missing


@pytest.mark.parametrize("locale", Locale)
async def test_no_trouble_speaks_the_other_language(
    tmp_path: Path, locale: Locale, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(tmp_path, limits=dict.fromkeys(PLENTY, "1/hour"))
    at = f"?lang={locale}"
    async with portal.visited() as client:
        answers = [await client.get(f"/no/such{at}"), await client.put(f"/feedback{at}")]
        answers.append(await client.post(f"/feedback{at}", data={"text": "1" * 2_000_000}))
        answers.append(await client.get(f"/c/{await over(portal, locale)}{at}"))
        for path, fields in (("board/1/vote", {}), ("feedback", {"nonce": "1"}), ("mine", {})):
            answers += [await client.post(f"/{path}{at}", data=fields) for _ in range(2)][1:]
        for trouble in (RecordUnavailable(), ValueError()):
            with monkeypatch.context() as broken:
                broken.setattr(portal.gateway, "policy", Mock(side_effect=trouble))
                answers += [await client.get(f"/{path}{at}") for path in ("feedback", "mine")]
    async with often(portal) as client:
        answers.append(await client.get(f"/{at}"))
    found = [answer.status_code for answer in answers]
    assert found == [404, 405, 413, 404, 429, 429, 429, 503, 503, 500, 500, 429]
    foreign = LATIN if locale is Locale.ZH else HAN
    for answer in answers:
        assert not foreign.search(read(answer.text)), answer.text


@asynccontextmanager
async def often(portal: Portal) -> AsyncIterator[AsyncClient]:
    """Somebody who has asked too often for anything."""
    limits = Limits(dict.fromkeys(("key", "address", "form", "denied"), "1/hour"))
    limits.wait("address", "192.0.2.7")
    transport = ASGITransport(RateLimits(portal.app, limits), client=("192.0.2.7", 1))
    async with AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield client


async def over(portal: Portal, locale: Locale) -> str:
    """A link to a case that has expired."""
    case = await Cases(portal, locale).new()
    return SIGNER.case_token(case, CONTACT, portal.now() - timedelta(days=4000))


@pytest.mark.parametrize("locale", Locale)
async def test_pages_are_small_and_take_nothing_from_elsewhere(
    tmp_path: Path, locale: Locale
) -> None:
    portal = Portal(tmp_path)
    async with portal.visited() as client:
        links = await pages(portal, client, locale)
        shown = {name: await client.get(link) for name, link in links.items()}
    for name, page in shown.items():
        assert len(page.content) < MOST, name
        assert not re.search(r"<script|<img|<link|@import|url\(|\son\w+=|src=", page.text), name
        assert "style=" not in page.text, name
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert (ORIGIN in policy) is name.startswith("frame")
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_the_browsers_language_is_the_pages(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    async with portal.visited() as client:
        for header, lang in (
            ("en-GB,zh;q=0.5", "en"),
            ("zh-TW", "zh-CN"),
            ("fr-FR, en;q=0.5", "en"),
            ("fr", "zh-CN"),
            ("", "zh-CN"),
        ):
            page = await client.get("/", headers={"accept-language": header})
            assert f'<html lang="{lang}">' in page.text
        switched = await client.get("/feedback?channel=in_app&lang=en")
    assert 'href="?channel=in_app&amp;lang=zh"' in switched.text
