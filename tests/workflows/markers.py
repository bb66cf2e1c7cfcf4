"""Words by which a leak would be known, and what is looked through for them."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

from schemas.ids import workflow_id
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
