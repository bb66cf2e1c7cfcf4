"""Files that go with what is typed: kept first, and linked by whatever records the words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import BadInput
from schemas.files import FileRefused, FileTrouble
from schemas.words import Said
from starter.cli import words
from starter.cli.options import option
from starter.cli.words import said

if TYPE_CHECKING:
    from worker.installation import Installation

_A_FILE = Said("文件", "FILE")
_ATTACH = Said("附上一个文件；可以多次使用", "Attach a file; again for each further one")
_TOO_MANY = Said("最多 {most} 个文件", "at most {most} files")
_UNREADABLE = Said("无法读取 {name}", "{name} cannot be read")
_REFUSED = {
    FileTrouble.TOO_LARGE: Said("{name} 超过 {most} 字节", "{name} has more than {most} bytes"),
    FileTrouble.EMPTY: Said("{name} 是空的", "{name} is empty"),
    FileTrouble.KIND: Said(
        "不接受 {name} 这种文件；可以是：{kinds}",
        "{name} is of a kind that is not accepted; these are: {kinds}",
    ),
    FileTrouble.UNKNOWN: _UNREADABLE,
}
ATTACH = option("--attach", _A_FILE, _ATTACH)


@contextmanager
def kept(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The ids of files that are kept; those that nothing linked are gone when the block ends.

    Raises:
        BadInput: one of them cannot be read, or is not accepted; none is kept.
    """
    if not paths:
        yield ()
        return
    from starter.cli import context

    installation, ids = context.installation(), list[str]()
    most = installation.settings.file_limits.most_files
    if len(paths) > most:
        raise _wrong(_TOO_MANY, most=most)
    try:
        for path in paths:
            ids.append(_keep(installation, Path(path)))
        yield tuple(ids)
    finally:
        installation.attachments.discard(ids)


def _keep(installation: "Installation", path: Path) -> str:
    limits = installation.settings.file_limits
    try:
        with path.open("rb") as file:
            return installation.attachments.keep(file, path.name, None, limits).id
    except FileRefused as refused:
        told = {"most": limits.most_bytes, "kinds": ", ".join(sorted(limits.kinds))}
        raise _wrong(_REFUSED[refused.trouble], name=path, **told) from None
    except OSError:
        raise _wrong(_UNREADABLE, name=path) from None


def _wrong(what: Said, **told: object) -> BadInput:
    return BadInput(said(words.PROBLEM, field="--attach", problem=said(what, **told)))
