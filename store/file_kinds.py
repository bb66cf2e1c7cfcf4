"""What kind of file this is, told by its contents: what the sender calls it proves nothing."""

import codecs
import zlib
from collections.abc import Callable, Mapping
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = {
    "word/document.xml": f"{_OPEN_XML}wordprocessingml.document",
    "xl/workbook.xml": f"{_OPEN_XML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OPEN_XML}presentationml.presentation",
}
_MACROS = "vbaproject.bin"
_MOST_MEMBERS = 5000
_MEMBER = b"PK\x01\x02"
"""With this every entry of an archive's list begins."""
_BROKEN = (BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, ValueError, OSError)
"""What reading an archive raises that is broken, encrypted or packed in an unknown way."""
_CHUNK = 1 << 16
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\x1b")

KINDS = ("png", "jpeg", "gif", "webp", "pdf", "text", "office")
"""The kinds that can be allowed."""


def recognized(file: Path) -> tuple[str, str] | None:
    """The kind and the media type of a file; none if it is of no kind that could be allowed."""
    with file.open("rb") as opened:
        head = opened.read(16)
    for kind, (media_type, begins) in _BEGINNINGS.items():
        if begins(head):
            return kind, media_type
    if head.startswith(b"PK\x03\x04"):
        office = _office(file)
        return ("office", office) if office else None
    return ("text", "text/plain; charset=utf-8") if _is_text(file) else None


_BEGINNINGS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "png": ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpeg": ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    "gif": ("image/gif", lambda head: head[:6] in (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    "pdf": ("application/pdf", lambda head: head.startswith(b"%PDF-")),
}


def _office(file: Path) -> str | None:
    """The type of an office document; none if it is none, or has macros."""
    if _has_many_members(file):
        return None
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.lower().endswith(_MACROS) for name in names):
                return None
            found = [_OFFICE[name] for name in names if name in _OFFICE]
            return found[0] if found else _open_document(archive, names)
    except _BROKEN:
        return None


def _has_many_members(file: Path) -> bool:
    """Whether an archive could fill the memory by its names alone: asked before it is opened."""
    found, before = 0, b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            found += (before + chunk).count(_MEMBER)
            before = chunk[-len(_MEMBER) + 1 :]
    return found > _MOST_MEMBERS


def _open_document(archive: ZipFile, names: list[str]) -> str | None:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 100:
        return None
    told = archive.read("mimetype").decode(errors="replace").strip()
    known = {f"{_OPEN_DOCUMENT}{each}" for each in ("text", "spreadsheet", "presentation")}
    # Macros of these lie in Basic/; whoever opens them is asked first, but need not be.
    return told if told in known and not any(n.startswith("Basic/") for n in names) else None


def _is_text(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as opened:
        try:
            while chunk := opened.read(_CHUNK):
                decoder.decode(chunk)
                if not _CONTROLS.isdisjoint(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
