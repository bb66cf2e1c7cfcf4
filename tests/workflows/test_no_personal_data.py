"""Nothing that a person wrote, and nobody's name or address, gets into Temporal."""

import asyncio
import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import repeat
from typing import Any
from urllib.parse import quote

import pytest

from activities.erasure import Cause, Order, hold, release
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from schemas.analysis import Analysis
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.errors import BadInput, Refused
from schemas.events import CUSTOMER, OUTSIDE
from schemas.policy import Policy
from schemas.submissions import Decision
from tests.hurried import text
from tests.waiting import until, until_answered
from tests.workflows.house import House
from tests.workflows.markers import Collected, Markers


@pytest.fixture
def markers() -> Markers:
    return Markers()


def test_every_way_of_writing_is_found(markers: Markers) -> None:
    markers.words("Text")
    markers.address("Contact")
    markers.key("code")
    for field, word in markers.searched.items():
        around = f'{{"x": "{word}"}}'
        ways = [
            around.encode(),
            around.upper().encode() if word.isascii() else around.encode(),
            json.dumps(around).encode(),
            quote(around).encode(),
            around.encode("utf-16-le"),
            around.encode("utf-16-be"),
            *(base64.b64encode(b"." * n + around.encode()) for n in range(3)),
            *(base64.b64encode(b"." * n + json.dumps(around).encode()) for n in range(3)),
            *(base64.b64encode(b"." * n + around.encode("utf-16-le")) for n in range(3)),
            *(base64.urlsafe_b64encode(b"." * n + around.encode()) for n in range(3)),
        ]
        for way in ways:
            assert field in markers.found_in(way), (field, way)
    assert not markers.found_in(b"a harmless history")


@contextmanager
def broken_record(house: House, said: str) -> Iterator[None]:
    """A record that quotes what it was given in its errors, as databases do."""
    file = house.installation.settings.data_dir / "record.sqlite3"
    quoted = said.replace("'", "''").replace('"', '""')

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(file, timeout=10)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    run(
        "CREATE TRIGGER quoting BEFORE INSERT ON event_texts"
        f" BEGIN SELECT RAISE(ABORT, '{quoted}'); END",
        "CREATE TRIGGER asking BEFORE UPDATE ON mails"  # noqa: S608
        f" WHEN NEW.status = 'sent' BEGIN SELECT * FROM \"{quoted}\"; END",
    )
    try:
        yield
    finally:
        run("DROP TRIGGER quoting", "DROP TRIGGER asking")


async def decide(
    house: House, case: str, kind: DecisionKind, by: str, texts: dict[str, str], **choice: Any
) -> Decision:
    decision = house.decision(case, kind, by, words="", **choice).model_copy(
        update={"texts": texts}
    )
    await house.gateway.decide(decision)
    return decision


async def refused(house: House, case: str, kind: DecisionKind, by: str, **choice: Any) -> None:
    with pytest.raises(Refused):
        await decide(house, case, kind, by, {"reason": "none", "text": "none"}, **choice)


async def walk_with_every_word(house: House, case: str, markers: Markers) -> None:
    """Every kind of decision with words in every field that a door lets through."""
    words = markers.words

    async def say(kind: DecisionKind, by: str, *fields: str, **choice: Any) -> None:
        texts = {field: words(f"{kind.value}{field}") for field in (*fields, "comment")}
        await decide(house, case, kind, by, texts, **choice)

    await house.reach(case, Stage.PLANNING)
    await say(DecisionKind.TAKE, "li")
    await say(DecisionKind.ASSIGN, "li", to="wang")
    found = {"subcategory": "performance", "reproduced": True, "scope": "many"}
    code = markers.key("triage")
    await say(DecisionKind.TRIAGE, "li", "problem", priority="high", reason_code=code, **found)
    await say(DecisionKind.EMERGENCY, "zhang", "reason", reason_code=markers.key("emergency"))
    await say(DecisionKind.CLARIFY, "li", "question")
    await say(DecisionKind.REPLY, CUSTOMER, "text")
    await say(DecisionKind.PROGRESS, "li", "text")
    for task in ("T1", "T2", "T3"):
        await say_task(house, case, task, markers)
    await say(DecisionKind.DONE, "wang", "text", task="T1")
    await say(DecisionKind.DONE, OUTSIDE, "text", task="T2")
    await say(DecisionKind.DROP, "li", "reason", task="T3", reason_code=markers.key("drop"))
    await say(DecisionKind.PROPOSE, "li", "text", "article", solution="answer")
    await say(DecisionKind.REJECT, "zhang", "reason", reason_code=markers.key("reject"))
    remedy = {"solution": "remedy", "remedy": "voucher", "amount": "5000.01"}
    await say(DecisionKind.PROPOSE, "li", "text", **remedy)
    await say(DecisionKind.APPROVE, "zhang", reason_code=markers.key("approve"))
    await say(DecisionKind.REJECT, "chen", "reason")
    planned = {"solution": "roadmap", "roadmap": "R-77", "value": 5}
    await say(DecisionKind.PROPOSE, "li", "text", **planned)
    await say(DecisionKind.APPROVE, "zhang")
    await say(DecisionKind.CALM, "zhang", "reason", reason_code=markers.key("calm"))
    await say(DecisionKind.RESOLVE, "li", "summary")
    await house.gateway.note(case, words("note"), "li")
    assert await house.gateway.ship("R-77", words("shipped"), "zhang") == ([case], [])
    await say(DecisionKind.CONFIRM, CUSTOMER, solved=False, rating=1)
    await say(DecisionKind.DECLINE, "li", "reason", reason_code=markers.key("decline"))
    await say(DecisionKind.REOPEN, "zhang", "reason")


async def say_task(house: House, case: str, task: str, markers: Markers) -> None:
    texts = {"text": markers.words(f"task{task}")}
    if task == "T1":
        await decide(house, case, DecisionKind.TASK, "li", texts, team="quality")
        return
    address = markers.address(f"outside{task}")
    # The office quotes the address when it refuses one.
    house.office.answer(address, iter([f"550 5.1.1 <{address}> is unknown here"] * (task == "T3")))
    await decide(house, case, DecisionKind.TASK, "li", {**texts, "outside": address})


async def give_wrong_values(house: House, case: str, markers: Markers) -> None:
    """What a door refuses must not have gone further."""
    wrong = [
        (DecisionKind.TRIAGE, "li", {"category": markers.key("category")}),
        (DecisionKind.TRIAGE, "li", {"team": markers.key("team")}),
        (DecisionKind.TRIAGE, "li", {"subcategory": markers.key("subcategory")}),
        (DecisionKind.ASSIGN, "li", {"to": "leakedassignee"}),
        (DecisionKind.TAKE, "leakedperson", {}),
    ]
    markers.searched |= {"assignee": "leakedassignee", "person": "leakedperson"}
    for kind, by, choice in wrong:
        await refused(house, case, kind, by, **choice)
    with pytest.raises(BadInput):
        await house.submit(category=markers.key("given_category"))
    with pytest.raises(BadInput):
        await house.submit(channel=markers.key("given_channel"))


@pytest.mark.parametrize(
    "policy_text", [text("updates", "emergency", updates__wait="0 minutes")], indirect=True
)
async def test_no_word_of_a_person_gets_into_temporal(
    embedded: House, markers: Markers, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = 2

    def quoting_analyzer(text: str, policy: Policy) -> Analysis:
        nonlocal troubles
        if "talkative" in text and troubles:
            troubles -= 1
            raise ValueError(f"cannot make sense of {text!r}")
        return Analyst(Unlearned())(text, policy)

    await embedded.close()
    monkeypatch.setitem(vars(embedded.installation), "analyzer", quoting_analyzer)
    await embedded.open()
    seen = Collected(embedded)
    given = {
        name: {
            "text": f"{kind} {markers.words(f'text{name}')}",
            "name": markers.line(f"name{name}"),
            "contact": markers.address(f"contact{name}"),
            "external_id": markers.line(f"external{name}"),
        }
        for name, kind in (("walked", "crash"), ("bounced", "crash"), ("analyzed", "talkative"))
    }
    office = embedded.office
    for name in ("walked", "analyzed"):
        to = given[name]["contact"]
        office.answer(to, iter([f"451 4.2.0 <{to}> {given[name]['name']} is away"] * 3))
    to = given["bounced"]["contact"]
    office.answer(to, repeat(f"550 5.1.1 <{to}> {given['bounced']['name']} is unknown here"))
    office.answer_messages(iter([f"452 4.3.1 cannot store {given['walked']['text']}"]))

    cases = {name: await embedded.submit(**fields) for name, fields in given.items()}
    # Twice the same is the same case.
    assert await embedded.submit(**given["walked"]) == cases["walked"]
    await until(lambda: any(each.code == 451 for each in office.attempts))
    for name, case in cases.items():
        await seen.look(case, f"{name}, mail is put off")
    await until(lambda: not embedded.state(cases["bounced"]).reachable)
    await walk_with_every_word(embedded, cases["walked"], markers)
    await give_wrong_values(embedded, cases["walked"], markers)
    await through_a_broken_record(embedded, cases["analyzed"], markers, seen)
    for name in ("walked", "bounced", "analyzed"):
        with suppress(Refused):
            await decide(
                embedded, cases[name], DecisionKind.WITHDRAW, "li", {"reason": markers.words("bye")}
            )
    for case in cases.values():
        await embedded.mailed(case, 60)
        await embedded.handle(case).result()
    for name, case in cases.items():
        await seen.export(case)
        await seen.look(case, f"{name}, over")
    await seen.list_all()

    assert not seen.leaks(markers)
    # What must be there is found, by the same means.
    control = Markers()
    control.searched["case id"] = cases["walked"]
    assert len(seen.leaks(control)) > 20
    # And what was to be kept quiet did happen.
    assert EventKind.UNDELIVERABLE in embedded.kinds(cases["bounced"])
    happened = embedded.kinds(cases["walked"])
    assert {EventKind.EMERGENCY, EventKind.CALLED, EventKind.UPDATED} <= set(happened)
    assert not troubles
    everything = b"".join(seen.parts.values())
    for failure in (b"PostUnavailable", b"RecordUnavailable", b"Conflict"):
        assert failure in everything
    written = sum(len(e.texts) for case in cases.values() for e in embedded.events(case))
    assert written > 20


async def through_a_broken_record(
    house: House, case: str, markers: Markers, seen: Collected
) -> None:
    """A step that fails so long that its failures are written into the history."""
    await house.reach(case, Stage.PLANNING)
    said = markers.words("database")
    with broken_record(house, said):
        decision = house.decision(case, DecisionKind.PROGRESS, "li", words=markers.words("broken"))
        assert (await house.gateway.decide(decision)).pending
        await until_failed_in_history(house, case)
        await seen.look(case, "the record is broken")
    await until(lambda: not house.view(case).pending, 30)


async def until_failed_in_history(house: House, case: str) -> None:
    """Wait until a step's failure has been recorded as a marker."""

    async def failed() -> bool:
        events = [event async for event in house.handle(case).fetch_history_events()]
        return any(e.marker_recorded_event_attributes.HasField("failure") for e in events)

    await until_answered(failed, 30)


async def test_no_word_gets_into_temporal_by_erasing(embedded: House, markers: Markers) -> None:
    given = {
        "text": f"crash {markers.words('texterased')}",
        "name": markers.line("nameerased"),
        "contact": markers.address("contacterased"),
        "external_id": markers.line("externalerased"),
    }
    case = await embedded.submit(**given)
    await embedded.reach(case, Stage.PLANNING)
    seen = Collected(embedded)
    installation, at = embedded.installation, embedded.installation.now()
    with installation.book.open(case) as opened:
        hold(opened, markers.words("hold"), "zhang", at)
        release(opened, markers.words("release"), "zhang", at)
    await embedded.cases.refresh(case)
    await seen.look(case, "held and released")
    why = Order(by="li", cause=Cause.REQUEST, reason=markers.words("why"))
    await asyncio.to_thread(installation.eraser.erase, [case], why)
    await embedded.cases.refresh(case)
    await embedded.handle(case).result()
    retention = await embedded.client.execute_workflow(
        "Retention", id=f"retention-{case}", task_queue=embedded.queue
    )
    await seen.export(case)
    await seen.look(case, "erased")
    await seen.list_all()

    assert retention == 0
    assert not seen.leaks(markers)
    assert {EventKind.HELD, EventKind.ERASED} <= set(embedded.kinds(case))
    events = [event.model_dump_json(exclude={"texts"}) for event in embedded.events(case)]
    assert not markers.found_in("\n".join(events).encode())
