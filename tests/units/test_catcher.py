"""The mail catcher: what it keeps before it says so, and what its page shows."""

import asyncio
import html
import http.client
import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPMessage
from pathlib import Path

import aiosmtplib
import pytest

from schemas.enums import Locale
from schemas.errors import Misconfigured
from schemas.settings import Settings
from starter.catcher.mailbox import Mailbox, caught_at
from starter.catcher.page import linked
from starter.catcher.reading import read_line, read_mail
from starter.catcher.run import run_catcher
from starter.catcher.words import preferred
from starter.up.ports import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio
from schemas.settings import Settings
from starter.catcher.run import run_catcher
asyncio.run(run_catcher(Settings()))
"""


@dataclass
class Catcher:
    """A catcher that runs as a process of its own."""

    process: subprocess.Popen[bytes]
    directory: Path
    smtp_port: int
    page_port: int

    def mails(self) -> list[Path]:
        return sorted(self.directory.glob("*.eml"))

    def send(self, mail: EmailMessage | str, **envelope: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            if isinstance(mail, EmailMessage):
                server.send_message(mail, **envelope)
            else:
                server.sendmail("huiyin@example.com", "li@example.com", mail.encode())

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> "Page":
        connection = http.client.HTTPConnection("127.0.0.1", self.page_port, timeout=10)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=given)
            answer = connection.getresponse()
            return Page(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()


@dataclass
class Page:
    status: int
    headers: HTTPMessage
    text: str


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[Catcher]:
    smtp_port, page_port = free_port(), free_port()
    own = {
        "HUIYIN_DATA_DIR": str(tmp_path),
        "HUIYIN_SMTP_PORT": str(smtp_port),
        "HUIYIN_MAIL_UI_PORT": str(page_port),
        "PYTHONPATH": str(ROOT),
    }
    with started(os.environ | own) as process:
        try:
            await until(lambda: is_open(smtp_port) and is_open(page_port))
            yield Catcher(process, tmp_path / "mail", smtp_port, page_port)
        finally:
            process.terminate()


def started(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment)


def is_open(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def mail(subject: str = "Your feedback", to: str = "li@example.com") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "huiyin@example.com", to, subject
    message.set_content("See here:\n\nhttp://127.0.0.1:8000/c/a-b_c.d?x=1&y=2\n")
    message.add_alternative("<p style='color:red'>Hello \"you\" & <b>all</b></p>", subtype="html")
    return message


async def test_an_accepted_mail_is_a_whole_private_file_with_its_envelope(catcher: Catcher) -> None:
    catcher.send(mail(), from_addr="bounce@example.com", to_addrs="hidden@example.com")
    (kept,) = catcher.mails()
    lines = kept.read_bytes().split(b"\r\n")
    assert lines[:2] == [
        b"X-Envelope-From: bounce@example.com",
        b"X-Envelope-To: hidden@example.com",
    ]
    assert b"To: li@example.com" in lines
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(catcher.directory.iterdir()) == [kept]


async def test_what_was_accepted_survives_a_kill(catcher: Catcher) -> None:
    large = mail()
    large.add_attachment(b"\x00\xff" * 500_000, maintype="application", subtype="octet-stream")
    catcher.send(large)
    catcher.process.kill()
    (kept,) = catcher.mails()
    assert kept.read_bytes().endswith(b"--\r\n")


async def test_many_at_once_are_all_kept(catcher: Catcher) -> None:
    mails = [mail(f"number {number}") for number in range(30)]
    await asyncio.gather(
        *(aiosmtplib.send(each, hostname="127.0.0.1", port=catcher.smtp_port) for each in mails)
    )
    subjects = {read_line(path).subject for path in catcher.mails()}
    assert subjects == {f"number {number}" for number in range(30)}


async def test_addresses_in_any_script_are_kept(catcher: Catcher) -> None:
    with smtplib.SMTP("127.0.0.1", catcher.smtp_port) as server:
        server.ehlo()
        server.mail("li@example.com", ["SMTPUTF8"])
        server.rcpt("李@例子.公司")
        server.data("Subject: hello\r\n\r\nhello")
    (kept,) = catcher.mails()
    assert read_line(kept).to == "李@例子.公司"


async def test_a_mail_that_cannot_be_kept_is_to_be_tried_again(catcher: Catcher) -> None:
    aside = catcher.directory.rename(catcher.directory.with_name("aside"))
    with smtplib.SMTP("127.0.0.1", catcher.smtp_port) as server:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            server.send_message(mail())
        assert refused.value.smtp_code == 451
        aside.rename(catcher.directory)
        server.send_message(mail())
    assert len(catcher.mails()) == 1


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        settings = Settings(data_dir=tmp_path, smtp_port=server.getsockname()[1])
        with pytest.raises(Misconfigured, match="HUIYIN_SMTP_PORT"):
            await run_catcher(settings)


async def test_the_empty_page_says_what_to_do(catcher: Catcher) -> None:
    english, chinese = catcher.get(), catcher.get(Accept_Language="zh-CN,zh;q=0.9,en;q=0.8")
    assert "No mail yet" in english.text
    assert "还没有邮件" in chinese.text
    assert f"HUIYIN_SMTP_PORT={catcher.smtp_port}" in english.text
    assert "submit --text" in english.text


async def test_the_list_shows_the_newest_first_and_only_text(catcher: Catcher) -> None:
    for subject in ("first", "<script>alert(1)</script>"):
        catcher.send(mail(subject))
    page = catcher.get()
    assert page.text.index("&lt;script&gt;") < page.text.index(">first<")
    assert "<script>" not in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_one_mail_shows_its_texts_apart(catcher: Catcher) -> None:
    catcher.send(mail("您的反馈"))
    (kept,) = catcher.mails()
    page = catcher.get(f"/{kept.name}")
    assert "<h1>您的反馈</h1>" in page.text
    address = "http://127.0.0.1:8000/c/a-b_c.d?x=1&amp;y=2"
    assert f'<a href="{address}"' in page.text
    framed = page.text.partition('srcdoc="')[2].partition('"')[0]
    assert "<p style='color:red'>Hello \"you\" & <b>all</b></p>" in html.unescape(framed)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text


async def test_the_file_itself_can_be_had(catcher: Catcher) -> None:
    catcher.send(mail())
    (kept,) = catcher.mails()
    page = catcher.get(f"/{kept.name}/raw")
    assert page.text == kept.read_bytes().decode()
    assert page.headers["Content-Disposition"] == f'attachment; filename="{kept.name}"'


@pytest.mark.parametrize("path", ["/no.eml", "/..%2fsecret.key", "/.no.eml", "/no.eml/raw", "/a/b"])
async def test_nothing_else_is_shown(catcher: Catcher, path: str) -> None:
    (catcher.directory.parent / "secret.key").write_text("secret")
    page = catcher.get(path)
    assert page.status == 404
    assert "There is no such mail" in page.text


async def test_the_page_is_for_this_machine_and_for_looking_only(catcher: Catcher) -> None:
    assert catcher.get(Host="rebound.example").status == 400
    assert catcher.get(Host=f"localhost:{catcher.page_port}").status == 200
    assert catcher.get(method="HEAD").status == 200
    assert catcher.get(method="POST").status == 405
    for port in (catcher.smtp_port, catcher.page_port):
        with pytest.raises(ConnectionRefusedError):  # another address of this machine
            socket.create_connection(("127.0.0.2", port))


async def test_thousands_of_mails_are_shown_by_the_page_at_once(catcher: Catcher) -> None:
    for number in range(5_000):
        (catcher.directory / f"20260101T000000{number:06}Z-0.eml").write_bytes(
            f"To: li@example.com\r\nSubject: number {number}.\r\n\r\nhello".encode()
        )
    began = time.monotonic()
    page = catcher.get()
    assert time.monotonic() - began < 1
    assert "number 4999." in page.text
    assert "number 4899." not in page.text
    assert "number 4899." in catcher.get("/?page=1").text
    assert "number 0." in catcher.get("/?page=1000").text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?unknown?q?x?=\r\nTo: <<>@\r\nDate: never\r\nContent-Type: x\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xe4\xbd\xa0",
        b"Content-Type: multipart/mixed\r\n\r\nno parts",
        b"Message-ID: [[[\r\nFrom: @@,,;:\r\nReply-To: \x80\r\n\r\n",
    ],
)
def test_whatever_came_can_be_read(tmp_path: Path, content: bytes) -> None:
    path = Mailbox(tmp_path).keep(None, ["li@example.com"], content)
    assert read_line(path).to == "li@example.com"
    assert read_mail(path).html == ""


def test_names_are_in_the_order_of_coming_and_foreign_files_are_left_out(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    kept = [mailbox.keep("a@example.com", ["b@example.com"], b"").name for _ in range(20)]
    (tmp_path / "note.txt").touch()
    (tmp_path / ".hidden.eml").touch()
    assert mailbox.names() == kept[::-1]
    assert caught_at(kept[0])
    assert caught_at("mine.eml") is None


def test_what_was_never_accepted_is_cleared_away(tmp_path: Path) -> None:
    Mailbox(tmp_path)
    (tmp_path / ".half.eml.x1").touch()
    Mailbox(tmp_path)
    assert not list(tmp_path.iterdir())


def test_links_end_where_the_address_does() -> None:
    text = (
        'See <b> (http://a.example/x), https://b.example/y_z-. 或 http://c.example/c。 "http://d"'
    )
    shown = str(linked(text))
    assert [part.split('"')[0] for part in shown.split('href="')[1:]] == [
        "http://a.example/x",
        "https://b.example/y_z-",
        "http://c.example/c",
        "http://d",
    ]
    assert "&lt;b&gt;" in shown


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", Locale.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Locale.ZH),
        ("en-GB,en;q=0.9,zh;q=0.8", Locale.EN),
        ("en;q=0.5,zh;q=0.7", Locale.ZH),
        ("fr, zh;q=0.1", Locale.ZH),
        ("zh;q=0", Locale.EN),
        ("zh;q=nonsense,;,", Locale.EN),
    ],
)
def test_the_browsers_first_wish_among_our_languages_counts(header: str, locale: Locale) -> None:
    assert preferred(header) is locale
