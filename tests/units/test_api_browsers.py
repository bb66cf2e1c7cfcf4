"""The HTTP API, asked by a page that somebody who is signed in has open."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.settings import Settings
from starter.api.app import create_api
from starter.gateway import Gateway
from starter.identity import proofs
from starter.identity.people import People
from starter.web.app import create_app
from store.attachments import Attachments
from store.database import Database
from store.requests import Requests
from store.search import Search
from tests.plain import PLAIN_TEXT
from tests.units.api_client import BASE, SIGNER, Api, away
from worker.installation import now


class Signed(Api):
    """An installation, and the sessions of two people."""

    people: People
    li: str
    wang: str


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Signed]:
    shutil.copy(sqlite_template, tmp_path / "record.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'record.sqlite3'}")
    people, settings = People(database, ["a key"], now), Settings(data_dir=tmp_path)
    gateway = Gateway(database, PLAIN_TEXT, SIGNER, BASE, away, now)
    files = Attachments(database, settings.attachments_folder, now)
    served = create_api(gateway, Search(database), Requests(database), files, SIGNER, settings)
    app = create_app(gateway, SIGNER, settings, people, served)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=BASE) as client:
        made = Signed(client, database, gateway, app)
        made.people = people
        made.li, made.wang = [await session(people, login) for login in ("li", "wang")]
        yield made
    database.close()


async def session(people: People, login: str) -> str:
    teams = {"li": "engineering", "wang": "product"}
    new = NewAccount(
        login=login, address=f"{login}@here.test", role=AccessRole.AGENT, teams=(teams[login],)
    )
    people.accounts.add(new, now(), "x")
    found = await people.resume(login, "Firefox")
    assert found
    return found


def page(token: str, shown_to: str | None = None) -> dict[str, str]:
    """What a page sends that was shown to somebody."""
    return {
        "Cookie": f"huiyin={token}",
        "X-CSRF-Token": proofs.proof(SIGNER, proofs.shown_to(shown_to or token)),
    }


async def test_a_page_asks_in_the_name_of_who_is_signed_in(api: Signed) -> None:
    item = {"text": "1001", "category": "malfunction", "priority": "low"}
    case = await api.send("POST", "/feedback", None, json=item, headers=page(api.li))
    assert case.status_code == 202, case.text
    place = f"/feedback/{case.json()['id']}"

    assert (await api.get(place, None, headers={"Cookie": f"huiyin={api.li}"})).status_code == 200
    note = {"text": "2001"}
    answer = await api.send("POST", f"{place}/note", None, json=note, headers=page(api.li))
    assert answer.status_code == 200
    assert api.gateway.look(case.json()["id"]).events[-1].by == "li"


@pytest.mark.parametrize("shown_to", ["nobody", "wang", None])
async def test_another_site_changes_nothing(api: Signed, shown_to: str | None) -> None:
    """A browser sends the cookie whoever asks; only a page of ours has the token."""
    headers = page(api.li, {"wang": api.wang}.get(shown_to or "", shown_to))
    if shown_to is None:
        del headers["X-CSRF-Token"]
    answer = await api.send("POST", "/feedback", None, json={"text": "1"}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems/not_our_page")


async def test_a_session_that_is_over_is_nobody(api: Signed) -> None:
    await api.people.sign_out(api.li)
    answer = await api.get("/feedback", None, headers=page(api.li))
    assert answer.status_code == 401


async def test_a_key_that_is_not_believed_is_not_made_good_by_a_session(api: Signed) -> None:
    headers = page(api.li)
    assert (await api.get("/feedback", "unknown", headers=headers)).status_code == 401


async def test_a_page_gives_the_token_that_the_api_believes(api: Signed) -> None:
    shown = await api.client.get("/account", headers={"Cookie": f"huiyin={api.li}"})
    token = shown.text.split('name="csrf" value="')[1].split('"')[0]
    headers = {"Cookie": f"huiyin={api.li}", "X-CSRF-Token": token}
    answer = await api.send("POST", "/feedback", None, json={"text": "1"}, headers=headers)
    assert answer.status_code == 202
