"""`huiyin user` and `huiyin key`, and the link of the first administrator."""

import getpass
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import Locale
from schemas.settings import Settings
from starter import wiring
from starter.cli.shell import written
from starter.identity import passwords, tokens
from starter.up import summary
from starter.up.screen import Screen
from store.accounts import Accounts
from store.database import Database
from store.keys import Keys
from tests.units.cli_shell import Shell, furnish
from worker.installation import Installation

ADD = "user add Mei.Chen@Example.com --role agent --team support --team product"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path))
    yield made
    made.close()


def record(shell: Shell) -> Database:
    return Database(f"sqlite:///{shell.folder / 'record.sqlite3'}")


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_let_in_and_listed(shell: Shell) -> None:
    added = shell(*ADD.split(), "--json").json

    assert (added["login"], added["address"]) == ("mei.chen", "mei.chen@example.com")
    assert (added["role"], added["teams"]) == ("agent", ["product", "support"])
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invite/[\w-]{43}", added["link"])
    assert added["invited_until"]
    (listed,) = shell("user", "list", "--json").json
    assert listed == {name: value for name, value in added.items() if name != "link"}
    assert re.search(r"mei\.chen +agent +product, support", shell("user", "list").out)
    with closing(record(shell)) as database:
        token = added["link"].rpartition("/")[2]
        row = Accounts(database).find("mei.chen")
        assert row
        assert row.invitation == tokens.digest(token), "only its hash is kept"


def test_who_changed_what_of_accounts_and_keys_is_told(shell: Shell) -> None:
    by = f"shell:{written(getpass.getuser())}"
    shell(*ADD.split())
    shell(*["user", "change", "mei.chen", "--role", "lead", "--no-team"])
    shell(*["user", "disable", "mei.chen"])
    shell(*["user", "disable", "mei.chen"])
    shell(*["user", "erase", "mei.chen"])
    shell(*["key", "add", "shop", "--role", "intake"])
    shell(*["key", "revoke", "shop"])

    told = shell("user", "history", "mei.chen", "--json").json
    assert [each["what"] for each in told] == ["added", "invited", "changed", "disabled", "erased"]
    assert {each["by"] for each in told} == {by}
    assert told[0]["teams"] == ["product", "support"]
    assert (told[2]["role"], told[2]["teams"]) == ("lead", [])
    assert "example" not in shell("user", "history", "--json").out, "no address"
    keys = shell("key", "history", "--json").json
    assert [each["what"] for each in keys] == ["added", "revoked"]
    assert re.search(r"shop .*intake", shell("key", "history", "shop").out)
    assert shell("user", "history", "nobody").code == 2


def test_of_who_has_left_only_the_login_is_kept(shell: Shell) -> None:
    shell(*ADD.split(), "--json")
    assert "user disable mei.chen" in shell("user", "erase", "mei.chen").refused(2)
    mail = shell.folder / "mail" / "1.eml"
    mail.parent.mkdir(exist_ok=True)
    mail.write_text("X-Envelope-To: mei.chen@example.com\nSubject: notices\n\nwords")
    shell("user", "disable", "mei.chen")

    erased = shell("user", "erase", "mei.chen", "--json").json

    assert (erased["login"], erased["address"], erased["invited_until"]) == ("mei.chen", None, None)
    assert not mail.exists()
    held = b"".join(each.read_bytes() for each in shell.folder.glob("record.sqlite3*"))
    assert b"mei.chen@example.com" not in held
    again = shell("user", "add", "mei.chen@example.com", "--role", "agent", "--login", "mei")
    assert again.code == 0


def test_a_password_from_stdin_is_set_and_no_link_made(shell: Shell) -> None:
    line = [*ADD.split(), "--login", "mei", "--password-stdin", "--json"]

    added = shell.alone(*line, given="一个很长的密码呀呀呀呀呀呀\n".encode()).json

    assert (added["login"], added["link"], added["password"]) == ("mei", None, True)
    with closing(record(shell)) as database:
        row = Accounts(database).find("mei")
        assert row
        assert passwords.is_right("一个很长的密码呀呀呀呀呀呀", row.password)[0]


def test_another_link_replaces_the_one_before(shell: Shell) -> None:
    first = shell(*ADD.split(), "--json").json["link"]
    second = shell("user", "invite", "mei.chen", "--json").json["link"]

    assert first != second
    with closing(record(shell)) as database:
        row = Accounts(database).find("mei.chen")
        assert row
        assert row.invitation != tokens.digest(first.rpartition("/")[2])


def test_who_is_disabled_decides_nothing_until_enabled_again(shell: Shell) -> None:
    case = shell.new_case()
    line = ("note", case, "--text", "x", "--by", "mei.chen")
    shell(*line).refused(4)
    shell(*ADD.split())
    assert shell(*line).code == 0

    assert shell("user", "disable", "mei.chen", "--json").json["disabled_at"]
    shell(*line).refused(4)
    shell("user", "invite", "mei.chen").refused(2)
    assert shell("user", "enable", "mei.chen", "--json").json["disabled_at"] is None
    assert shell(*line).code == 0


def test_another_role_and_other_teams_count_at_once(shell: Shell) -> None:
    shell(*ADD.split())
    was = shell("user", "list", "--json").json[0]

    lead = shell("user", "change", "mei.chen", "--role", "lead", "--json").json
    assert (lead["role"], lead["teams"]) == ("lead", was["teams"])
    moved = shell("user", "change", "mei.chen", "--team", "quality", "--json").json
    assert (moved["role"], moved["teams"]) == ("lead", ["quality"])
    assert shell("user", "change", "mei.chen", "--no-team", "--json").json["teams"] == []


def test_the_last_administrator_stays(shell: Shell) -> None:
    shell("user", "add", "root@example.com", "--role", "administrator")

    for line in ("user disable root", "user change root --role auditor"):
        assert "administrator" in shell(*line.split()).refused(2)
    shell("user", "add", "boss@example.com", "--role", "administrator")
    assert shell("user", "disable", "root", "--json").json["disabled_at"]


def test_codes_are_forgotten_for_who_has_lost_them(shell: Shell) -> None:
    shell(*ADD.split())
    with closing(record(shell)) as database:
        Accounts(database).set_second("mei.chen", "sealed", 1, ["a"])
    assert shell("user", "list", "--json").json[0]["one_time_codes"]

    assert not shell("user", "forget-codes", "mei.chen", "--json").json["one_time_codes"]


def test_an_account_may_be_named_as_absent(shell: Shell) -> None:
    shell(*ADD.split())
    line = "absence add mei.chen --from 2026-12-01 --until 2026-12-08 --by mei.chen --json"
    assert shell(*line.split()).json["login"] == "mei.chen"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("user add nobody --role agent", "EMAIL"),
        ("user add x@example.com", "--role"),
        ("user add x@example.com --role boss", "administrator"),
        ("user add x@example.com --role agent --team nope", "quality"),
        ("user add 1x@example.com --role agent", "--login"),
        ("user add x@example.com --role agent --login X", "--login"),
        ("user add customer@example.com --role agent", "customer"),
        ("user add mei.chen@example.com --role agent --login other", "mei.chen@example.com"),
        ("user add other@example.com --role agent --login mei.chen", "mei.chen"),
        ("user add other@example.com --role agent --login shop", "shop"),
        ("user disable nobody", "nobody"),
        ("user change nobody --role lead", "nobody"),
        ("user change mei.chen", "--role"),
        ("user change mei.chen --role boss", "administrator"),
        ("user change mei.chen --team nope", "quality"),
        ("user change mei.chen --team quality --no-team", "--no-team"),
        ("user invite nobody", "nobody"),
        ("user ad", "add"),
        ("key add Shop --role intake", "NAME"),
        ("key add mei.chen --role intake", "mei.chen"),
        ("key add li --role intake", "li"),
        ("key add other --role intake --expires 2020-01-01", "--expires"),
        ("key add other --role intake --expires soon", "--expires"),
        ("key revoke nothing", "nothing"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(shell: Shell, line: str, named: str) -> None:
    shell(*ADD.split())
    shell("key", "add", "shop", "--role", "intake")

    assert named in shell(*line.split()).refused(2)

    assert len(shell("user", "list", "--json").json) == 1
    assert len(shell("key", "list", "--json").json) == 1


@pytest.mark.parametrize("given", [b"", b"short\n", b"aaaaaaaaaaaaaaaaaaaa\n"])
def test_a_weak_password_is_refused(shell: Shell, given: bytes) -> None:
    assert "password" in shell.alone(*ADD.split(), "--password-stdin", given=given).refused(2)
    assert shell("user", "list", "--json").json == []


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_shown_once_and_works_until_it_is_revoked(shell: Shell) -> None:
    line = "key add shop --role intake --team support --expires 2027-03-05 --json"
    made = shell(*line.split()).json

    assert made["key"].startswith(f"hy_{made['id']}_")
    assert made["expires_at"].startswith("2027-03-05T15:59")  # Asia/Shanghai
    (listed,) = shell("key", "list", "--json").json
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert made["key"] not in shell("key", "list").out
    with closing(record(shell)) as database:
        row = Keys(database).find(made["id"])
        assert row
        assert row.secret == tokens.digest(tokens.key_parts(made["key"]).secret)

    assert shell("key", "revoke", made["id"], "--json").json[0]["revoked_at"]
    assert "revoked" in shell("key", "list").out


# ── Who typed it ─────────────────────────────────────────────────────────────────────────────────


def test_who_typed_a_note_stands_beside_for_whom(shell: Shell) -> None:
    case = shell.new_case()
    shell("note", case, "--text", "x", "--by", "li")

    noted = shell("show", case, "--json").json["events"][-1]

    assert (noted["kind"], noted["by"], noted["shell"]) == (
        "noted",
        "li",
        written(getpass.getuser()),
    )


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("root", "root"),
        ("FIRM\\Li Wei", "firm-li-wei"),
        ("1001", "u1001"),
        ("李伟", None),
        ("x" * 50, "x" * 32),
    ],
)
def test_a_name_of_the_system_is_written_like_a_login(name: str, login: str | None) -> None:
    assert written(name) == login


# ── The first people ─────────────────────────────────────────────────────────────────────────────


def test_up_gives_a_link_until_an_administrator_has_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=furnish(tmp_path), mail_ui_port=4000)

    def link() -> str | None:
        summary.show(Screen(Locale.EN), settings)
        found = re.search(r"(http://\S+/invite/\S+)", capsys.readouterr().out)
        return found[1] if found else None

    first, second = link(), link()
    assert first
    assert second
    assert first != second
    with closing(Installation(settings).database):
        people = wiring.people(Installation(settings))
        accounts = people.accounts
        token = second.rpartition("/")[2]
        assert accounts.accept(tokens.digest(token), "hash", people.now()) == "admin"
        assert link() is None
        found = {
            row.login: (row.role, len(row.teams.split(",")), row.password)
            for row in accounts.listed()
        }
        assert found == {
            "admin": ("administrator", 1, "hash"),
            "chen": ("manager", 4, None),
            "li": ("agent", 4, None),
            "wang": ("agent", 4, None),
            "zhang": ("lead", 4, None),
        }
        accounts.disable("li", people.now())
        boss = NewAccount(login="boss", address=None, role=AccessRole.ADMINISTRATOR)
        accounts.add(boss, people.now())
        accounts.disable("admin", people.now())
        again = link()
        assert again
        row = accounts.invited(tokens.digest(again.rpartition("/")[2]), people.now())
        assert row
        assert row.login == "boss", "an administrator who was shut out is not let in again"
        li = accounts.find("li")
        assert li
        assert li.disabled_at
