"""Encrypts what Temporal keeps: AES-GCM, with the id of the key beside what it encrypted."""

import base64
import binascii
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf import json_format
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from schemas.errors import Misconfigured
from schemas.sealing import SEALED
from schemas.settings import Settings

ENCODING = b"binary/encrypted"
"""The name that Temporal's own examples of encryption give to it."""
KEY_ID = "encryption-key-id"
_NONCE = 12
_KEY_BYTES = 32
_RIGHT = "must be like k1:BASE64[,k0:BASE64], each of 32 random bytes; `huiyin codec key` makes one"


class Key(NamedTuple):
    """A key, and the name that stands beside what it encrypted."""

    id: str
    secret: bytes


class CannotDecrypt(Exception):
    """A payload was encrypted by a key that is not known here, or was changed since."""


class EncryptionCodec(PayloadCodec):
    """Encrypts with the first key, decrypts with any. What was never encrypted passes through, so
    that histories from before go on."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._first = keys[0].id
        self._ciphers = {key.id: AESGCM(key.secret) for key in keys}

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        plain = Payload()
        plain.CopyFrom(payload)
        plain.metadata.pop(SEALED, None)
        nonce, name = os.urandom(_NONCE), self._first.encode()
        sealed = self._ciphers[self._first].encrypt(nonce, plain.SerializeToString(), name)
        return Payload(metadata={"encoding": ENCODING, KEY_ID: name}, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        plain = Payload()
        if payload.metadata.get("encoding") != ENCODING:
            plain.CopyFrom(payload)
            plain.metadata.pop(SEALED, None)  # whoever sent it could have written that
            return plain
        plain.ParseFromString(self._opened(payload))
        plain.metadata[SEALED] = b"1"
        return plain

    def _opened(self, payload: Payload) -> bytes:
        name = payload.metadata.get(KEY_ID, b"")
        cipher = self._ciphers.get(name.decode("ascii", "replace"))
        if cipher is None:
            raise CannotDecrypt("a payload was encrypted by a key that is not known here")
        nonce, sealed = payload.data[:_NONCE], payload.data[_NONCE:]
        try:
            return cipher.decrypt(nonce, sealed, name)
        except InvalidTag:
            raise CannotDecrypt("a payload was changed, or encrypted by another key") from None


class RemoteCodec:
    """The codec as Temporal's pages and its command line ask for it: payloads as JSON."""

    def __init__(self, codec: EncryptionCodec) -> None:
        self._codec = codec

    async def encode(self, body: bytes) -> dict[str, Any]:
        """Encrypt payloads.

        Raises:
            ValueError: these are no payloads.
        """
        return _written(await self._codec.encode(_read(body)))

    async def decode(self, body: bytes) -> dict[str, Any]:
        """Decrypt payloads.

        Raises:
            ValueError: these are no payloads.
            CannotDecrypt: a key is not known here.
        """
        plain = await self._codec.decode(_read(body))
        for payload in plain:
            payload.metadata.pop(SEALED, None)
        return _written(plain)


def keys_of(settings: Settings) -> tuple[Key, ...]:
    """The keys of an installation, the one that encrypts first; none if nothing is encrypted.

    Raises:
        Misconfigured: they cannot be read, or are wrong.
    """
    if settings.payload_keys:
        return parse(settings.payload_keys.get_secret_value(), "HUIYIN_PAYLOAD_KEYS")
    if not settings.payload_keys_file:
        return ()
    variable = "HUIYIN_PAYLOAD_KEYS_FILE"
    try:
        text = settings.payload_keys_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{variable} cannot be read: {type(error).__name__}") from error
    return parse(",".join(text.split()), variable)


def parse(text: str, variable: str) -> tuple[Key, ...]:
    """Keys as they are written.

    Raises:
        Misconfigured: they are wrong; the text holds nothing of them.
    """
    keys = tuple(_key(each.strip(), variable) for each in text.split(",") if each.strip())
    if not keys or len({key.id for key in keys}) < len(keys):
        raise Misconfigured(f"{variable} {_RIGHT}, each with an id of its own")
    return keys


def new_key(key_id: str) -> str:
    """A new key, as it is written in the settings."""
    return f"{key_id}:{base64.b64encode(os.urandom(_KEY_BYTES)).decode()}"


def _key(text: str, variable: str) -> Key:
    name, _, encoded = text.partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        secret = b""
    if not (name.isascii() and name.isprintable() and name) or len(secret) != _KEY_BYTES:
        raise Misconfigured(f"{variable} {_RIGHT}")
    return Key(name, secret)


def _read(body: bytes) -> Sequence[Payload]:
    found = Payloads()
    try:
        json_format.Parse(body, found)
    except (json_format.ParseError, UnicodeDecodeError):
        raise ValueError("these are no payloads") from None
    return found.payloads


def _written(payloads: Sequence[Payload]) -> dict[str, Any]:
    return json_format.MessageToDict(Payloads(payloads=payloads))


def key_ids(message: Message) -> Iterator[str]:
    """The ids of the keys that anything within a message of Temporal's was encrypted by."""
    if isinstance(message, Payload):
        if message.metadata.get("encoding") == ENCODING:
            yield message.metadata.get(KEY_ID, b"").decode("ascii", "replace")
        return
    for field, value in message.ListFields():
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        for each in value.values() if is_map else value if field.is_repeated else (value,):
            if isinstance(each, Message):
                yield from key_ids(each)


async def sealed_json(keys: Sequence[Key], data: bytes) -> dict[str, str]:
    """JSON as an encrypted payload: its `data` in base64, and the metadata to send along."""
    plain = Payload(metadata={"encoding": b"json/plain"}, data=data)
    [payload] = await EncryptionCodec(keys).encode([plain])
    return {
        "data": base64.b64encode(payload.data).decode(),
        **{name: value.decode() for name, value in payload.metadata.items()},
    }


async def works(keys: Sequence[Key]) -> bool:
    """Whether what each of these keys encrypts, all of them together decrypt."""
    probe = Payload(metadata={"encoding": b"json/plain"}, data=b'"probe"')
    for key in keys:
        encrypted = await EncryptionCodec([key]).encode([probe])
        [opened] = await EncryptionCodec(keys).decode(encrypted)
        if encrypted[0].data == probe.data or opened.data != probe.data:
            return False
    return True
