"""What is in a backup besides cases, and backups that are damaged."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.webhooks import NewWebhook
from store.accounts import Accounts
from store.backup import BackupRefused, Trouble
from store.database import Database
from store.keys import Keys
from store.sessions import Sessions
from store.tables import AbsenceRow, DigestNotice, DigestRow, NoticeRow
from store.tables_analysis import AnalysisRow, LikenessRow, ModelRow
from store.tables_desk import DraftRow, PresenceRow, SavedViewRow, TurnRow
from store.tables_identity import KeyRow
from store.tables_portal import BoardRow, OwnLinkRow, VoteRow
from store.tables_privacy import ErasedCase, ErasureRow
from store.tables_trials import TrialRow
from store.trials import Asked, Trials
from store.webhooks import Webhooks

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


def let_somebody_in(database: Database) -> None:
    """A person with an account, and a system with a key."""
    account = NewAccount(login="mei", address="mei@example.com", role=AccessRole.AGENT)
    Accounts(database).add(account, NOW, "a hash")
    Accounts(database).set_second("mei", "sealed", 1, ["a code"])
    Sessions(database).start("token", "mei", Accounts(database).listed()[0].stamp, "", NOW)
    Keys(database).add(KeyRow(id="a", name="shop", secret="s", role="intake", created_at=NOW))


def show_in_public(database: Database, case_id: str) -> None:
    """A case stands on the board with a vote, somebody asked for the cases of an address, and an
    erasure is on record."""
    board = BoardRow(number=1, case_id=case_id, event_seq=1, published_at=NOW, votes=1)
    link = OwnLinkRow(id="a", address="a@example.com", locale="en", written_at=NOW, expires_at=NOW)
    erased = ErasureRow(id="e", at=NOW, by="li", cause="request", reason="asked for")
    with database.writing() as session:
        session.add_all([board, link, erased])
        session.flush()
        session.add(VoteRow(number=1, voter="somebody"))
        session.add(ErasedCase(case_id=case_id, erasure_id="e"))


def work_at_the_desk(database: Database, case_id: str) -> None:
    """A case waits for somebody, who looks at it and began to write, and keeps a view."""
    turn = TurnRow(case_id=case_id, who="mei", what="approval")
    draft = DraftRow(login="mei", case_id=case_id, form="note", texts={"text": "a"}, saved_at=NOW)
    looks = PresenceRow(login="mei", case_id=case_id, seen_at=NOW)
    view = SavedViewRow(login="mei", name="urgent", query="priority=high", saved_at=NOW)
    times: dict[str, Any] = dict.fromkeys(("since", "until", "begun_at", "heard_at"), NOW)
    trial = TrialRow(id="a", by="mei", text="[meta]", state="running", **times)
    with database.writing() as session:
        session.add_all([turn, draft, looks, view, trial])


def tell_another_system(database: Database) -> None:
    """A system heard of everything."""
    hooks = Webhooks(database)
    hooks.add(NewWebhook(name="crm", url="https://crm.example"), "chen", NOW - timedelta(days=999))
    hooks.gather(datetime.now(UTC))
    Trials(database).begin(Asked("name = 'a'", None, NOW, NOW), "mei", 1, NOW)


def say_what_it_is(database: Database, case_id: str) -> None:
    """A case was analyzed by a model that was trained here."""
    model = ModelRow(
        name="huiyin 2", trained_at=NOW, trained_by="mei", content=b"weights", card={"f1": 0.9}
    )
    said = AnalysisRow(
        case_id=case_id, number=1, analyzer="built-in", model="huiyin 2", at=NOW, answer={"a": 1}
    )
    alike = LikenessRow(case_id=case_id, digest="a", sketch=b"sketch", model="huiyin 2")
    with database.writing() as session:
        session.add_all([model, said, alike])


def tell_somebody(database: Database, case_id: str) -> None:
    """Somebody is away, and another was told of a case."""
    away = AbsenceRow(login="zhang", starts=NOW, ends=NOW, by="chen", noted_at=NOW)
    notice = NoticeRow(
        id=1,
        case_id=case_id,
        event_seq=1,
        recipient="li",
        reason="owner",
        team="support",
        written_at=NOW,
    )
    digest = DigestRow(
        id="mail-1",
        way="mail",
        target="li@example.com",
        recipient="li",
        written_at=NOW,
        next_try_at=NOW,
    )
    with database.writing() as session:
        session.add_all([away, notice, digest])
        session.flush()
        session.add(DigestNotice(digest_id="mail-1", notice_id=1))


def rows_in(archive: Path) -> dict[str, list[object]]:
    with ZipFile(archive) as zipped:
        return {
            Path(name).stem: [json.loads(line) for line in zipped.read(name).splitlines()]
            for name in zipped.namelist()
            if name.startswith("tables/")
        }


def trouble(work: Callable[[], object]) -> Trouble:
    with pytest.raises(BackupRefused) as refused:
        work()
    return refused.value.trouble


def rewrite(archive: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with ZipFile(archive) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    with ZipFile(archive, "w") as zipped:
        for name, content in members.items():
            if (changed := change(name, content)) is not None:
                zipped.writestr(name, changed)


def damage(archive: Path, member: str, how: str) -> None:
    def change(name: str, content: bytes) -> bytes | None:
        if name != member:
            return content
        ways = {
            "cut": b"".join(content.splitlines(True)[:-1]),
            "garbled": content[:-9],
            "gone": None,
        }
        return ways[how]

    rewrite(archive, change)


def say_in_meta(archive: Path, **said: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | said).encode() if name == "meta.json" else content

    rewrite(archive, change)
