"""One feedback goes round the whole loop, by the doors that people use."""

import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.system.browsing import fetch, nonce
from tests.system.installed import Installed, first_link
from tests.waiting import until

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
async def installed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installed]:
    installation = Installed(tmp_path_factory.mktemp("loop"))
    await installation.up()
    yield installation
    installation.down()


async def test_confirmed_by_the_link_in_the_mail(installed: Installed) -> None:
    case, address = await _submitted(installed, priority="low")
    ack = await _mail(installed, address, "acknowledgement")
    assert "Reply-To" in ack
    assert ack["Auto-Submitted"] == "auto-replied"
    await installed.carried("propose", case, "--text", "clear the cache", "--by", "li")
    await installed.carried("resolve", case, "--summary", "cache cleared", "--by", "li")
    link = first_link(await _mail(installed, address, "solution"))
    for _ in range(20):
        fetch(link)
        fetch(link, method="HEAD")
    assert installed.show(case)["stage"] == "awaiting_confirmation"

    form = {"solved": "yes", "rating": "5", "comment": "谢谢", "nonce": nonce(fetch(link))}
    for _ in range(2):  # twice is once
        assert "5" in fetch(link, form)
    shown = await _at(installed, case, "closed")
    assert shown["outcome"] == "confirmed"
    assert [e["kind"] for e in shown["events"]].count("confirmed") == 1
    summary = await _mail(installed, address, "summary")
    assert case in str(summary["Subject"])


async def test_rejected_by_the_lead_and_then_approved(installed: Installed) -> None:
    case, address = await _submitted(installed, priority="high")
    await installed.carried("propose", case, "--text", "wait a week", "--by", "li")
    assert installed.run("approve", case, "--by", "li").returncode == 4
    assert installed.run("reject", case, "--by", "zhang").returncode == 2
    await installed.carried("reject", case, "--reason", "too slow", "--by", "zhang")
    assert installed.show(case)["stage"] == "planning"
    await installed.carried("propose", case, "--text", "repair it today", "--by", "li")
    await installed.carried("approve", case, "--by", "zhang")
    twice = installed.run("approve", case, "--by", "chen")
    assert twice.returncode == 4
    assert twice.stderr.count("\n") == 1
    await installed.carried("resolve", case, "--summary", "repaired", "--by", "li")
    await installed.carried("confirm", case, "--solved", "--rating", "4", "--by", "li")
    shown = installed.show(case)
    assert (shown["stage"], shown["outcome"]) == ("closed", "confirmed")
    assert shown["proposal"]["version"] == 2
    await _mail(installed, address, "solution")


async def test_not_solved_reopened_and_confirmed(installed: Installed) -> None:
    case, address = await _submitted(installed, priority="low")
    await installed.carried("propose", case, "--text", "restart", "--by", "wang")
    await installed.carried("resolve", case, "--summary", "restarted", "--by", "wang")
    link = first_link(await _mail(installed, address, "solution.1"))
    no = {"solved": "no", "rating": "1", "comment": "again", "nonce": nonce(fetch(link))}
    fetch(link, no)
    shown = await _at(installed, case, "planning")
    assert shown["cycle"] == 2
    await installed.carried("propose", case, "--text", "replace", "--by", "wang")
    await installed.carried("resolve", case, "--summary", "replaced", "--by", "wang")
    second = first_link(await _mail(installed, address, "solution.2"))
    assert 'name="solved"' not in fetch(link)  # the first cycle's link asks nothing of the second
    yes = {"solved": "yes", "rating": "5", "comment": "", "nonce": nonce(fetch(second))}
    fetch(second, yes)
    assert (await _at(installed, case, "closed"))["outcome"] == "confirmed"


async def test_a_question_pauses_the_clocks_until_the_customer_answers(
    installed: Installed,
) -> None:
    case, address = await _submitted(installed, priority="low")
    await installed.carried("clarify", case, "--question", "Which version?", "--by", "li")
    states = {d["kind"]: d["state"] for d in installed.show(case)["deadlines"]}
    assert states["resolve"] == "paused"
    page = fetch(link := first_link(await _mail(installed, address, "question")))
    assert "Which version?" in page
    fetch(link, {"answer": "10.2", "nonce": nonce(page)})
    shown = await _at(installed, case, "planning")
    assert {d["kind"]: d["state"] for d in shown["deadlines"]}["resolve"] == "running"
    assert "10.2" in [e.get("texts", {}).get("text") for e in shown["events"]]


async def test_an_altered_link_reveals_nothing(installed: Installed) -> None:
    case, address = await _submitted(installed, priority="low")
    link = first_link(await _mail(installed, address, "acknowledgement"))
    with pytest.raises(HTTPError) as refused:
        fetch(link[:-2] + ("AA" if not link.endswith("AA") else "BB"))
    assert 400 <= refused.value.code < 500
    assert case not in refused.value.read().decode()


async def test_without_an_address_the_status_link_confirms(installed: Installed) -> None:
    accepted = installed.answer("submit", "--text", "无法登录", "--priority", "low")
    case = accepted["id"]
    await _at(installed, case, "planning")
    await installed.carried("propose", case, "--text", "x", "--by", "li")
    await installed.carried("resolve", case, "--summary", "y", "--by", "li")
    page = fetch(accepted["status_url"])
    fetch(accepted["status_url"], {"solved": "yes", "rating": "3", "nonce": nonce(page)})
    shown = await _at(installed, case, "closed")
    assert shown["outcome"] == "confirmed"
    notices = [m for m in installed.mails() if f"{case}.notice_unreachable" in m["Message-ID"]]
    assert notices
    assert not [m for m in installed.mails() if f"{case}.solution" in m["Message-ID"]]


async def test_temporal_away_everything_is_accepted_and_carried_out_later(
    installed: Installed,
) -> None:
    """The server is frozen, then killed: what was accepted meanwhile is done afterwards."""
    server = installed.process("temporal")
    assert server
    server.suspend()
    case = installed.answer("submit", "--text", "cannot pay", "--priority", "low")["id"]
    assert installed.answer("propose", case, "--text", "try again", "--by", "li")["pending"]
    assert installed.answer("resolve", case, "--summary", "works", "--by", "li")["pending"]
    assert installed.run("approve", case, "--by", "li").returncode == 4
    assert len(installed.show(case)["pending"]) == 2
    server.kill()
    shown = await _at(installed, case, "awaiting_confirmation")
    assert not shown["pending"]
    kinds = [event["kind"] for event in shown["events"]]
    assert kinds.count("proposed") == kinds.count("resolved") == 1


async def test_mail_away_the_case_goes_on_and_its_mails_follow_in_order(tmp_path: Path) -> None:
    closed = Installed(tmp_path, HUIYIN_SMTP_URL="smtp://127.0.0.1:1?timeout=2")
    await closed.up()
    try:
        case, address = await _submitted(closed, priority="high")
        await closed.carried("propose", case, "--text", "x", "--by", "li")
        await closed.carried("approve", case, "--by", "zhang")
        await closed.carried("resolve", case, "--summary", "y", "--by", "li")
        assert not closed.mails()
    finally:
        closed.down()
    again = closed.with_mail()
    await again.up()
    try:
        await _mail(again, address, "solution")
        order = [str(m["Message-ID"]).split(".")[1] for m in again.mails_to(address)]
        assert order == ["acknowledgement", "solution"]
    finally:
        again.down()


def test_a_short_command_ends_well_thirty_times(installed: Installed) -> None:
    case = installed.answer("submit", "--text", "thirty times")["id"]
    looks, decides = ["list"], ["take", case, "--by", "li"]
    lines = [looks, decides, decides] * 10
    with ThreadPoolExecutor(4) as people:
        runs = list(people.map(lambda line: installed.run(*line), lines))
    assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 30


async def _submitted(installed: Installed, priority: str) -> tuple[str, str]:
    address = f"customer-{secrets.token_hex(4)}@example.com"
    words = ("--text", "The app closes", "--contact", address, "--priority", priority)
    case = installed.answer("submit", *words)["id"]
    await _at(installed, case, "planning")
    return case, address


async def _at(installed: Installed, case: str, stage: str) -> Any:
    def there() -> Any:
        shown = installed.show(case)
        return shown if shown["stage"] == stage else None

    return await until(there, 60)


async def _mail(installed: Installed, address: str, about: str) -> Any:
    return (await until(lambda: installed.mails_to(address, about), 60))[-1]
