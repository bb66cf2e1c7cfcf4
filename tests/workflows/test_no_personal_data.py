"""Nothing that a person wrote, and nobody's name or address, gets into Temporal."""

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import repeat
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

from rules.analysis import analyze
from schemas.analysis import Analysis
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.errors import BadInput, Refused
from schemas.events import CUSTOMER, OUTSIDE
from schemas.ids import workflow_id
from schemas.policy import Policy
from schemas.submissions import Decision
from tests.hurried import text
from tests.waiting import until, until_answered
from tests.workflows.house import House


class Markers:
    """Words by which a leak would be known. Each field gets words of its own."""

    def __init__(self) -> None:
        self.searched: dict[str, str] = {}

    def words(self, field: str) -> str:
        """A text in two scripts, with quotes and line breaks for whoever forgets to escape."""
        han = "".join(chr(0x6F0F + ord(letter)) for letter in field)
        self.searched[field] = f"leaked{field}words"
        self.searched[f"{field} in Chinese"] = f"漏{han}密"
        return f"leaked{field}words 'and' \"more\"; 漏{han}密"

    def line(self, field: str) -> str:
        return self.words(field).replace("\n", " ")

    def address(self, field: str) -> str:
        self.searched[field] = f"leaked{field}address"
        return f"Leaked{field}Address@example.com"

    def key(self, field: str) -> str:
        self.searched[field] = f"leaked_{field}_key"
        return f"leaked_{field}_key"

    def found_in(self, haystack: bytes) -> set[str]:
        """The fields that left a trace, however it is written down."""
        lowered = haystack.lower()
        return {
            field
            for field, word in self.searched.items()
            if any(way in haystack for way in _encoded(word))
            or any(way.lower() in lowered for way in _readable(word))
        }


def _readable(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield json.dumps(word).strip('"').encode()
    yield quote(word).encode()
    yield quote_plus(word).encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")


def _encoded(word: str) -> Iterator[bytes]:
    """Base64 of every way to write a word, wherever in the encoded text it may begin."""
    variants = {word, word.replace("leaked", "Leaked").replace("address", "Address")}
    for variant in variants:
        for way in _readable(variant):
            for before in range(3):
                whole = base64.b64encode(b"\0" * before + way)
                # The first and the last letters depend on what stands around.
                inner = whole[(0, 2, 3)[before] : len(whole) - 4]
                yield inner
                yield inner.translate(bytes.maketrans(b"+/", b"-_"))


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


class Collected:
    """Everything that Temporal was seen to know."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.parts: dict[str, bytes] = {}

    async def look(self, case: str, when: str) -> None:
        """What can be seen of a case while it runs."""
        handle = self._house.handle(case)
        described = await handle.describe()
        raw = described.raw_description
        self.add(f"{case} described, {when}", raw.SerializeToString(), str(raw).encode())
        self.add(f"{case} memo, {when}", repr(await described.memo()).encode())
        self.add(
            f"{case} summary, {when}",
            repr([await described.static_summary(), await described.static_details()]).encode(),
        )
        metadata: WorkflowMetadata = await handle.query(
            "__temporal_workflow_metadata", result_type=WorkflowMetadata
        )
        self.add(f"{case} details, {when}", metadata.SerializeToString())
        state = await self._house.cases.state(case)
        self.add(f"{case} state, {when}", state.model_dump_json().encode())

    async def export(self, case: str) -> None:
        """The complete histories of all runs of a case."""
        client = self._house.client
        async for run in client.list_workflows(f"WorkflowId = '{workflow_id(case)}'"):
            handle = client.get_workflow_handle(run.id, run_id=run.run_id)
            history = await handle.fetch_history()
            self.add(f"{case} history as JSON", history.to_json().encode())
            for event in history.events:
                name = f"{case} event {event.event_id}"
                self.add(name, event.SerializeToString(), str(event).encode())

    async def list_all(self) -> None:
        """The listing that visibility gives, for all that ever ran there."""
        ask = ListWorkflowExecutionsRequest(namespace="default", page_size=1000)
        answer = await self._house.client.workflow_service.list_workflow_executions(ask)
        assert answer.executions
        self.add("visibility", answer.SerializeToString(), str(answer).encode())

    def add(self, name: str, *seen: bytes) -> None:
        self.parts[name] = b"\n".join((self.parts.get(name, b""), *seen))

    def leaks(self, markers: Markers) -> dict[str, set[str]]:
        found = {name: markers.found_in(part) for name, part in self.parts.items()}
        return {name: fields for name, fields in found.items() if fields}


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
        return analyze(text, policy)

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
