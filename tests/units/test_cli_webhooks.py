"""The commands about webhooks, as a terminal runs them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.units.cli_shell import Shell, furnish

URL = "https://crm.example/hook"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path))
    yield made
    made.close()


def test_a_webhook_is_added_listed_renewed_and_ended(shell: Shell) -> None:
    assert "webhook add NAME URL" in shell("webhook", "list").out
    added = shell("webhook", "add", "crm", URL, "--event", "closed", "--json")
    assert added.refused(2)
    added = shell("webhook", "add", "crm", URL, "--event", "confirmed", "--json").json
    assert added["secret"].startswith("whsec_")
    assert shell("webhook", "secret", "crm", "--json").json["secret"] == added["secret"]
    renewed = shell("webhook", "secret", "crm", "--new", "--json").json
    assert renewed["secret"] != added["secret"]
    (listed,) = shell("webhook", "list", "--json").json
    assert (listed["name"], listed["events"], listed["waiting"]) == ("crm", ["confirmed"], 0)
    assert "secret" not in listed
    assert "crm" in shell("webhook", "list").out
    assert shell("webhook", "retry", "crm", "--json").json["messages"] == 0
    assert shell("webhook", "end", "crm", "--json").json["ended"]
    assert "no webhook crm" in shell("webhook", "end", "crm").refused(2)


@pytest.mark.parametrize(
    ("name", "url", "told"),
    [
        ("crm", "http://crm.example/hook", "https"),
        ("C R M", URL, "NAME"),
        ("crm", "nowhere", "https"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(shell: Shell, name: str, url: str, told: str) -> None:
    assert told in shell("webhook", "add", name, url).refused(2)
