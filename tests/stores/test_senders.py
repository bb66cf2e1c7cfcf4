"""Whom a mail to a customer comes from: the team that has the case, if it has an address."""

from email import charset, message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.correspondence import Correspondence
from rules.links import Signer
from schemas.enums import Template
from schemas.state import MailRef
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import analyzed_case
from tests.stories import POLICY_TEXT

ENGINEERING = "[teams.engineering]\n"
OWN = 'sender = "care@own.example"\nreply_to = "answers@own.example"\n'
WITH_OWN = POLICY_TEXT.replace(ENGINEERING, ENGINEERING + OWN)
OURS = "Huiyin <feedback@ours.example>"


def mail(database: Database, policy_text: str, template: Template) -> EmailMessage:
    case = analyzed_case(database, policy_text=policy_text, text="闪退", category="malfunction")
    writer = Correspondence(Signer(["k" * 48]), "http://x", OURS, "help@ours.example")
    ref = MailRef(case_id=case, template=template, cycle=1)
    with CaseBook(database).look(case) as opened:
        envelope = writer.envelope(opened, ref, len(opened.events))
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert envelope.sender == message["From"].addresses[0].addr_spec
    return message


def test_a_team_writes_from_its_own_address(database: Database) -> None:
    message = mail(database, WITH_OWN, Template.ACKNOWLEDGEMENT)

    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("技术支持组", "care@own.example")
    assert message["Reply-To"] == "answers@own.example"


def test_without_one_the_installation_writes(database: Database) -> None:
    message = mail(database, POLICY_TEXT, Template.ACKNOWLEDGEMENT)

    assert (message["From"], message["Reply-To"]) == (OURS, "help@ours.example")


@pytest.mark.parametrize("text", [POLICY_TEXT, WITH_OWN])
def test_the_id_of_a_mail_does_not_depend_on_the_team(database: Database, text: str) -> None:
    message = mail(database, text, Template.ACKNOWLEDGEMENT)

    assert message["Message-ID"] == "<00000-00001.acknowledgement.1.1@ours.example>"


def test_notices_to_a_team_come_from_the_installation(database: Database) -> None:
    message = mail(database, WITH_OWN, Template.NOTICE_UNREACHABLE)

    assert (message["From"], message["To"]) == (OURS, "engineering@localhost.example")


def test_a_mail_is_written_the_same_whatever_others_did_to_utf_8(database: Database) -> None:
    """apprise tells the whole process to write UTF-8 another way when it is first used."""
    charset.add_charset("utf-8", charset.SHORTEST, charset.QP, "utf-8")
    try:
        message = mail(database, POLICY_TEXT, Template.ACKNOWLEDGEMENT)
    finally:
        charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")

    parts = [part for part in message.walk() if not part.is_multipart()]
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"base64"}
