"""The commands about personal data as their users meet them; no Temporal runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.codec import new_key
from tests.units.cli_shell import NOBODY, Shell, furnish

ADDRESS = "mei@example.com"
CHINESE = {"HUIYIN_LANG": "zh"}
LATIN = re.compile(r"[A-Za-z]{2,}")
OF_PROGRAMS = re.compile(r"huiyin|--[a-z-]+|JSON|7KQ2M-9XD3H")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def submitted(shell: Shell, address: str, name: str = "Mei Lin") -> str:
    given = ("--text", "The app crashes", "--contact", address, "--name", name)
    return str(shell("submit", *given, "--json").json["id"])


def test_nothing_is_erased_before_somebody_agrees(shell: Shell) -> None:
    case = submitted(shell, ADDRESS)
    told = shell("erase", "--customer", ADDRESS, "--reason", "asked for").out
    assert case in told
    assert "Nothing has been erased yet; --yes carries it out." in told
    preview = shell("erase", "--customer", ADDRESS, "--reason", "asked for", "--json").json
    assert [each["id"] for each in preview["cases"]] == [case]
    assert (preview["done"], preview["cases"][0]["texts"]) == (False, 1)
    assert shell("show", case, "--json").json["contact"] == ADDRESS


def test_what_is_erased_is_gone_and_listed_without_the_person(shell: Shell) -> None:
    address = "gone@example.com"
    case = submitted(shell, address)
    done = shell("erase", "--customer", case, "--reason", "letter 12", "--by", "li", "--yes")
    assert done.code == 0
    assert "Personal data erased from cases: 1." in done.out
    assert "some workflows have not ended yet" in done.err
    shown = shell("show", case, "--json").json
    assert (shown["text"], shown["name"], shown["contact"]) == ("", None, None)
    assert (shown["stage"], shown["outcome"]) == ("closed", "erased")
    assert "personal data erased (asked for by the person)" in shell("history", case).out
    [erasure] = [e for e in shell("erasures", "--json").json if case in e["cases"]]
    assert (erasure["by"], erasure["reason"], erasure["cause"]) == ("li", "letter 12", "request")
    assert "letter 12" in shell("erasures").out
    whole = [each.read_bytes() for each in shell.folder.glob("record.sqlite3*")]
    assert whole
    assert not any(address.encode() in each for each in whole)
    shell("note", case, "--text", "late", "--by", "li").refused(4)
    again = shell("erase", "--customer", case, "--reason", "again", "--yes", "--json").json
    assert again["erased"] == []


@pytest.mark.parametrize(
    "reason", ["MEI@example.com asked", "asked for by mei lin", "Mei Lin", "(mei lin)"]
)
def test_a_reason_does_not_say_who_it_was(shell: Shell, reason: str) -> None:
    submitted(shell, ADDRESS)
    told = shell("erase", "--customer", ADDRESS, "--reason", reason, "--yes").refused(2)
    assert "--reason says who the customer is" in told


def test_a_hold_is_said_with_its_reason(shell: Shell) -> None:
    case = submitted(shell, "held@example.com")
    assert shell("hold", case, "--reason", "court order 7").out == (
        f"{case} is under a legal hold.\n"
    )
    told = shell("erase", "--customer", case, "--reason", "asked for", "--yes").refused(4)
    assert f"{case} (court order 7)" in told
    shell("release", case, "--reason", "lifted", "--by", "Li!").refused(2)
    assert shell("release", case, "--reason", "lifted", "--json").json["held"] is False
    shell("release", case, "--reason", "lifted").refused(4)
    shell("hold", NOBODY, "--reason", "court order 7").refused(3)


@pytest.mark.parametrize(
    "spelled",
    [
        "Spelled+Shop@Example.com",
        "  spelled+shop@example.com ",
        "\uff53pelled+shop\uff20example\uff0ecom",
        "crm-\u738b-77",
    ],
)
def test_a_customer_is_known_however_written(shell: Shell, tmp_path: Path, spelled: str) -> None:
    item = {"text": "it crashes", "contact": "spelled+shop@example.com"}
    items = tmp_path / "items.jsonl"
    items.write_text(json.dumps({**item, "external_id": "crm-\u738b-77"}), encoding="utf-8")
    shell("submit", "--from", str(items), "--json")
    [case] = [each["id"] for each in shell("list", "--search", "crm-\u738b-77", "--json").json]
    asked = ("--reason", "asked for", "--json")
    found = shell("erase", "--customer", spelled, *asked).json
    assert [each["id"] for each in found["cases"]] == [case]
    # Another mailbox at some providers: shown, and left alone.
    plain = shell("erase", "--customer", "spelled@example.com", *asked).json
    assert (plain["cases"], plain["similar"]) == ([], ["spelled+shop@example.com"])


def test_who_is_unknown(shell: Shell) -> None:
    shell("erase", "--customer", NOBODY, "--reason", "asked for", "--yes").refused(3)
    shell("export", "--customer", "no case", "--to", "nowhere").refused(3)
    nothing = shell("erase", "--customer", "nobody@example.com", "--reason", "asked for")
    assert nothing.out == "Nothing is known of this customer.\n"


def test_all_that_is_known_is_given_out(shell: Shell, tmp_path: Path) -> None:
    address, folder = "given@example.com", tmp_path / "given"
    case = submitted(shell, address)
    shell("note", case, "--text", "<b>she rang</b>", "--by", "li")
    assert case not in shell("export", "--customer", address, "--to", str(folder)).out
    data = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in data["cases"]] == [case]
    assert "li" not in {event["by"] for event in data["cases"][0]["events"]}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;she rang&lt;/b&gt;" in page
    assert "All that we keep about you" in page
    told = shell("export", "--customer", address, "--to", str(folder)).refused(2)
    assert "it exists already" in told


def test_what_the_next_night_takes(shell: Shell) -> None:
    assert shell("retention", "--json").json == []
    assert "kept for good" in shell("retention").out


def test_an_item_is_encrypted_or_what_is_wrong_is_said(shell: Shell) -> None:
    item = json.dumps({"text": "secret words"}).encode()
    shell.alone("codec", "seal", given=item).refused(2)
    keys = {"HUIYIN_PAYLOAD_KEYS": new_key("k1")}
    sealed = shell.alone("codec", "seal", "--json", given=item, variables=keys).json
    assert sealed["encryption-key-id"] == "k1"
    assert "secret" not in json.dumps(sealed)
    wrong = shell.alone("codec", "seal", given=b'{"txt": "x"}', variables=keys)
    assert "txt" in wrong.refused(2)
    made = shell("codec", "key", "--id", "k2", "--json").json
    assert made["key"].startswith("k2:")


@pytest.mark.parametrize(
    "command", [["erase"], ["export"], ["hold"], ["release"], ["retention"], ["erasures"]]
)
def test_chinese_help_is_chinese(shell: Shell, command: list[str]) -> None:
    said = shell(*command, "--help", variables=CHINESE).out
    assert not LATIN.search(OF_PROGRAMS.sub("", said).replace(command[0], ""))


def test_chinese_answers_are_chinese(shell: Shell) -> None:
    submitted(shell, ADDRESS)
    told = shell(*("erase", "--customer", ADDRESS, "--reason", "asked for"), variables=CHINESE).out
    assert "还没有删除任何内容" in told
    assert not LATIN.search(re.sub(r"--yes|\w{5}-\w{5}", "", told))
