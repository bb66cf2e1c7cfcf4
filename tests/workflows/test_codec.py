"""Encryption of what Temporal keeps."""

import base64
from pathlib import Path

import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import ApplicationError

from engine.codec import CannotDecrypt, EncryptionCodec, Key, keys_of, new_key, parse, works
from engine.converter import converter
from schemas.enums import Locale, Stage
from schemas.errors import Misconfigured
from schemas.messages import FeedbackInput
from schemas.sealing import SEALED
from schemas.settings import Settings
from schemas.state import CaseState

OLD, NEW = Key("k0", b"\1" * 32), Key("k1", b"\2" * 32)
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'"secret words"')


async def test_what_is_encrypted_comes_back_and_says_by_which_key() -> None:
    codec = EncryptionCodec([NEW, OLD])
    [sealed] = await codec.encode([PLAIN])
    assert sealed.metadata["encryption-key-id"] == b"k1"
    assert b"secret" not in sealed.SerializeToString()
    [opened] = await codec.decode([sealed])
    assert opened.data == PLAIN.data
    [again] = await codec.encode([PLAIN])
    assert again.data != sealed.data


async def test_keys_are_changed_without_losing_what_older_ones_encrypted() -> None:
    [old] = await EncryptionCodec([OLD]).encode([PLAIN])
    [opened] = await EncryptionCodec([NEW, OLD]).decode([old])
    assert opened.data == PLAIN.data
    with pytest.raises(CannotDecrypt):
        await EncryptionCodec([NEW]).decode([old])


async def test_what_was_changed_is_refused() -> None:
    [sealed] = await EncryptionCodec([NEW]).encode([PLAIN])
    sealed.data = sealed.data[:-1] + bytes([sealed.data[-1] ^ 1])
    with pytest.raises(CannotDecrypt):
        await EncryptionCodec([NEW]).decode([sealed])
    # Not even the name of the key may be another one's.
    [sealed] = await EncryptionCodec([NEW]).encode([PLAIN])
    sealed.metadata["encryption-key-id"] = b"k0"
    with pytest.raises(CannotDecrypt):
        await EncryptionCodec([NEW, Key("k0", NEW.secret)]).decode([sealed])


async def test_what_was_never_encrypted_passes_and_cannot_pretend() -> None:
    codec = EncryptionCodec([NEW])
    forged = Payload(metadata={"encoding": b"json/plain", SEALED: b"1"}, data=b"1")
    [plain] = await codec.decode([forged])
    assert SEALED not in plain.metadata
    [sealed] = await codec.encode([forged])
    [opened] = await codec.decode([sealed])
    assert opened.metadata[SEALED] == b"1"


async def test_values_and_failures_travel_encrypted() -> None:
    made = converter([NEW])
    state = CaseState(
        case_id="00000-00001",
        seq=1,
        stage=Stage.RECEIVED,
        channel="web",
        locale=Locale.EN,
        reachable=True,
    )
    payloads = await made.encode([FeedbackInput(state=state)])
    assert b"00000" not in payloads[0].SerializeToString()
    [back] = await made.decode(payloads, [FeedbackInput])
    assert back.state == state

    from temporalio.api.failure.v1 import Failure

    failure = Failure()
    await made.encode_failure(ApplicationError("secret words", "more words"), failure)
    assert b"secret" not in failure.SerializeToString()
    assert "secret words" in str(await made.decode_failure(failure))


@pytest.mark.parametrize(
    "text",
    [
        "k1",
        "k1:short",
        f":{base64.b64encode(b'x' * 32).decode()}",
        f"k1:{base64.b64encode(b'x' * 31).decode()}",
        ",",
        f"{new_key('k1')},{new_key('k1')}",
    ],
    ids=["no key", "too short", "no id", "a byte too short", "nothing", "one id twice"],
)
def test_wrong_keys_are_said_to_be_wrong_and_not_shown(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^HUIYIN_PAYLOAD_KEYS must be") as wrong:
        parse(text, "HUIYIN_PAYLOAD_KEYS")
    assert text[3:] not in str(wrong.value) or len(text) < 4


async def test_keys_come_from_a_setting_or_a_file(tmp_path: Path) -> None:
    one, other = new_key("k1"), new_key("k0")
    file = tmp_path / "keys"
    file.write_text(f"{one}\n{other}\n")
    from_file = keys_of(Settings(payload_keys_file=file))
    assert from_file == keys_of(Settings(payload_keys=SecretStr(f"{one}, {other}")))
    assert [key.id for key in from_file] == ["k1", "k0"]
    assert await works(from_file)
    assert keys_of(Settings()) == ()
    with pytest.raises(Misconfigured, match="HUIYIN_PAYLOAD_KEYS_FILE"):
        keys_of(Settings(payload_keys_file=tmp_path / "none"))


def test_a_client_is_what_the_settings_say() -> None:
    assert converter().payload_codec is None
    assert isinstance(converter([NEW]).payload_codec, EncryptionCodec)
