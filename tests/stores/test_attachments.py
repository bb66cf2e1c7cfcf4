"""Attachments: the bytes once, by their hash; judged by their contents; gone with their case."""

import io
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from schemas.errors import RecordUnavailable
from schemas.events import CUSTOMER
from schemas.files import Attachment, FileLimits, FileRefused, FileTrouble, safe_name
from schemas.settings import Settings
from store.attachments import Attachments, link_within
from store.database import Database
from store.file_kinds import KINDS, recognized
from tests.stores.cases import at_once, count, new_case, rows

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LIMITS = Settings().file_limits
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
ODT = "application/vnd.oasis.opendocument.text"
TEXT = "你好, this is a text\n".encode()


def office(*names: str, mimetype: str | None = None) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


def damaged(mimetype: str, old: bytes, new: bytes) -> bytes:
    """An office document of which something was changed in every place."""
    return office(mimetype=mimetype).replace(old, new)


class Moment:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def attachments(database: Database, tmp_path: Path, moment: Moment) -> Attachments:
    return Attachments(database, tmp_path / "attachments", moment)


def kept(attachments: Attachments, content: bytes = PNG, name: str = "p.png") -> Attachment:
    return attachments.keep(io.BytesIO(content), name, None, LIMITS)


def files(attachments: Attachments) -> list[Path]:
    return [file for file in attachments._folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0 JFIF", "jpeg"),
        (b"GIF89a....", "gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
        (b"%PDF-1.7\n", "pdf"),
        (TEXT, "text"),
        (b"<html><script>alert(1)</script>", "text"),
        ("中".encode() * 60_000, "text"),
        (b"plain \x00 nul", None),
        (b"\xff\xfe\x41\x00", None),
        (b"text \xe4", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF\x02", None),
        (office("word/document.xml"), "office"),
        (office("xl/workbook.xml"), "office"),
        (office("word/document.xml", "word/vbaProject.bin"), None),
        (office(mimetype=ODT), "office"),
        (office("Basic/x.xml", mimetype=ODT), None),
        (office(mimetype="application/epub+zip"), None),
        (office("evil.exe"), None),
        (b"PK\x03\x04 no archive", None),
        (damaged(ODT, b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), None),
        (damaged(ODT, ODT.encode(), ODT.upper().encode()), None),
        (office("word/document.xml", *(f"{n}" for n in range(5000))), None),
    ],
)
def test_contents_tell_what_a_file_is(tmp_path: Path, content: bytes, kind: str | None) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    found = recognized(file)

    assert (found and found[0]) == kind
    assert kind is None or kind in KINDS


def test_a_file_is_kept_and_given_out_again(database: Database, attachments: Attachments) -> None:
    case = new_case(database)
    file = kept(attachments, TEXT, "C:\\Users\\me\\ä 中文.txt")
    assert attachments.find(file.id) is None, "nobody's yet"

    attachments.link(case, [file.id], CUSTOMER, event_seq=1)

    (found,) = attachments.of_case(case)
    assert found == attachments.find(file.id)
    assert (found.name, found.size, found.by) == ("ä 中文.txt", len(TEXT), CUSTOMER)
    with attachments.open(found) as opened:
        assert opened.read() == TEXT
    assert stat.S_IMODE(attachments.path(file.sha256).stat().st_mode) == 0o600


def test_the_same_bytes_are_kept_once(attachments: Attachments) -> None:
    outcomes = at_once(*[lambda: kept(attachments)] * 4)

    assert len({file.id for file in outcomes if isinstance(file, Attachment)}) == 4
    assert len(files(attachments)) == 1


@pytest.mark.parametrize(
    ("content", "limits", "trouble"),
    [
        (b"", {}, FileTrouble.EMPTY),
        (TEXT, {"most_bytes": len(TEXT) - 1}, FileTrouble.TOO_LARGE),
        (TEXT, {"kinds": frozenset({"png"})}, FileTrouble.KIND),
        (b"MZ\x90\x00", {}, FileTrouble.KIND),
    ],
)
def test_what_is_refused_leaves_nothing(
    database: Database,
    attachments: Attachments,
    content: bytes,
    limits: dict[str, object],
    trouble: FileTrouble,
) -> None:
    with pytest.raises(FileRefused) as refused:
        attachments.keep(
            io.BytesIO(content), "x.png", "image/png", LIMITS.model_copy(update=limits)
        )
    assert refused.value.trouble is trouble
    assert files(attachments) == []
    assert count(database, "attachments") == 0


def test_files_do_not_fill_the_disk_of_the_record(
    database: Database, tmp_path: Path, moment: Moment
) -> None:
    attachments = Attachments(database, tmp_path / "attachments", moment, reserve=1 << 60)
    with pytest.raises(RecordUnavailable):
        kept(attachments)
    assert (files(attachments), count(database, "attachments")) == ([], 0)


def test_a_stream_without_end_is_stopped_at_the_limit(attachments: Attachments) -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(FileRefused):
        attachments.keep(
            endless, "x", None, FileLimits(most_bytes=10**6, kinds=frozenset(KINDS), most_files=1)
        )
    assert endless.given < 2 * 10**6


def test_a_file_is_linked_to_one_case_only(database: Database, attachments: Attachments) -> None:
    case, other = new_case(database, 1), new_case(database, 2)
    file = kept(attachments)
    attachments.link(case, [file.id], CUSTOMER)
    attachments.link(case, [file.id], "li")

    for wrong in ([file.id], ["unknown"]):
        with pytest.raises(FileRefused) as refused:
            attachments.link(other, wrong, CUSTOMER)
        assert refused.value.trouble is FileTrouble.UNKNOWN
    assert [each.by for each in attachments.of_case(case)] == [CUSTOMER]
    assert attachments.of_case(other) == []


def test_what_is_linked_to_no_case_is_thrown_away_after_a_day(
    database: Database, attachments: Attachments, moment: Moment
) -> None:
    case = new_case(database)
    stays, goes = kept(attachments, PNG), kept(attachments, TEXT)
    attachments.link(case, [stays.id], CUSTOMER)
    orphan = attachments.path("f" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left by a crash")

    assert attachments.collect() == 0
    assert len(files(attachments)) == 3
    moment.now += timedelta(days=1, seconds=5)
    assert attachments.collect() == 1

    assert files(attachments) == [attachments.path(stays.sha256)]
    assert [row["id"] for row in rows(database, "SELECT id FROM attachments")] == [stays.id]
    assert goes.sha256 != stays.sha256


def test_what_is_just_being_linked_is_not_thrown_away(
    database: Database, attachments: Attachments, moment: Moment
) -> None:
    case, file = new_case(database), kept(attachments)
    moment.now += timedelta(days=1, seconds=5)
    with ThreadPoolExecutor() as others:
        with database.writing() as session:
            link_within(session, case, [file.id], CUSTOMER, moment.now)
            session.flush()
            collecting = others.submit(attachments.collect)
            wait([collecting], timeout=0.2)  # PostgreSQL passes it over, SQLite waits its turn
        assert collecting.result() == 0

    assert attachments.of_case(case) != []
    assert len(files(attachments)) == 1


def test_bytes_go_with_the_last_case_that_has_them(
    database: Database, attachments: Attachments
) -> None:
    cases = [new_case(database, number) for number in (1, 2)]
    for case in cases:
        attachments.link(case, [kept(attachments).id], CUSTOMER)

    attachments.forget(cases[0])
    assert attachments.of_case(cases[0]) == []
    assert len(files(attachments)) == 1
    attachments.forget(cases[1])
    assert files(attachments) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("\u202egnp.exe", "gnp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 500 + ".pdf", "x" * 146 + ".pdf"),
        ("图" * 500 + ".pdf", "图" * 48 + ".pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_a_name_cannot_mislead(name: str, safe: str) -> None:
    assert safe_name(name) == safe
