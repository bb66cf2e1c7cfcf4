"""What the doctor finds is said in the language of whoever asks, whatever failed."""

from schemas.errors import EngineUnavailable, HuiyinError, RecordUnavailable
from schemas.settings import Settings
from starter.doctor import mail
from starter.doctor.verdict import Status, Verdict, run


async def found(error: HuiyinError) -> Verdict:
    async def fails() -> Verdict:
        raise error

    return (await run({"check": fails}))["check"]


async def test_a_mail_server_that_is_away_is_said_in_both_languages() -> None:
    verdict = await mail.smtp(Settings(smtp_url="smtp://127.0.0.1:1"))

    assert verdict.status is Status.PROBLEM
    assert verdict.found.zh.startswith("127.0.0.1:1 不可用：连接不上")
    assert verdict.found.en.startswith("127.0.0.1:1 cannot be used: nobody answers there (SMTPC")


async def test_what_is_away_is_named_in_both_languages() -> None:
    record = await found(RecordUnavailable("disk I/O error"))
    temporal = await found(EngineUnavailable("timed out"))

    assert record.found.zh == "记录库没有应答（disk I/O error）"
    assert record.found.en == "the record does not answer (disk I/O error)"
    assert temporal.found == ("没有应答（timed out）", "no answer (timed out)")
