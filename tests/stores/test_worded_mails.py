"""A company's own words in a real mail: in the language of the customer, in the words of the
version that the case began with, and the same after a restart."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.correspondence import Correspondence
from rules.links import Signer
from schemas.enums import Template
from schemas.state import MailRef
from store import policies
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import analyzed_case
from tests.stories import POLICY_TEXT

ZH = "{name}：\\n\\n{category}已收到，由{team}处理，{due} 前答复。\\n{text}\\n{link}\\n您的团队"
EN = "Hi {name},\\n\\nit is with {team}.\\n{text}\\n{link}\\nYours"
WORDED = f"""{POLICY_TEXT}
[letters.acknowledgement]
subject = {{ zh = "{{number}} 已到", en = "{{number}} is here" }}
body = {{ zh = "{ZH}", en = "{EN}" }}
"""
TEXTS = {"zh": "闪退 <b>很多次</b>", "en": "It crashes <b>a lot</b>"}
SUBJECTS = {"zh": "00000-00001 已到", "en": "00000-00001 is here"}
ENDS = {"zh": "您的团队", "en": "Yours"}


def mail(database: Database, case: str) -> EmailMessage:
    writer = Correspondence(Signer(["k" * 48]), "http://x", "us@ours.example", None)
    ref = MailRef(case_id=case, template=Template.ACKNOWLEDGEMENT, cycle=1)
    with CaseBook(database).look(case) as opened:
        content = writer.envelope(opened, ref, 1).content
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> list[str]:
    return [str(part.get_content()) for part in message.iter_parts()]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_real_mail_says_the_companys_words(
    database: Database, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = analyzed_case(
        database, policy_text=WORDED, text=TEXTS[locale], locale=locale, category="malfunction"
    )
    message = mail(database, case)
    text, html = parts(message)

    assert message["Subject"] == SUBJECTS[locale]
    assert TEXTS[locale] in text
    assert ENDS[locale] in text
    assert "\nhttp://x/c/" in text
    assert "<b>" not in html
    assert ENDS[locale] in html

    with database.writing() as session:
        policies.apply(session, POLICY_TEXT)
    monkeypatch.setattr(policies, "_loaded", {})
    again = Database(database.engine.url.render_as_string(hide_password=False))
    try:
        assert parts(mail(again, case)) == [text, html]
    finally:
        again.close()
