"""Asking a language model behind an HTTP endpoint of the kind that OpenAI's has made usual."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from schemas.consulting import NoOpinion, Question, Trouble
from schemas.errors import Misconfigured

_LONGEST_ANSWER = 100_000
_CONNECTING = 5.0
"""Seconds; the rest of the time is whoever asks to limit."""


class Form(StrEnum):
    """How an endpoint can be held to a form: by a schema, to JSON, or not at all."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


class Endpoint(NamedTuple):
    """Where a language model is, and which. `url` is what stands before `/chat/completions`."""

    url: str
    model: str
    key: SecretStr | None = None
    form: Form = Form.JSON_SCHEMA

    @classmethod
    def checked(cls, url: str, model: str | None, key: SecretStr | None, form: str) -> "Endpoint":
        """An endpoint as the settings name it.

        Raises:
            Misconfigured: there can be none of that kind.
        """
        parts = urlsplit(url)
        plain = not (parts.query or parts.username or parts.password)
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise Misconfigured("HUIYIN_LLM_URL must be like https://host/v1")
        if not model:
            raise Misconfigured("HUIYIN_LLM_MODEL must name a model where HUIYIN_LLM_URL is set")
        if form not in set(Form):
            raise Misconfigured(f"HUIYIN_LLM_FORM must be one of: {', '.join(Form)}")
        return cls(url.rstrip("/"), model, key, Form(form))

    @property
    def headers(self) -> Mapping[str, str]:
        told = {"user-agent": "Huiyin"}
        if self.key:
            told["authorization"] = f"Bearer {self.key.get_secret_value()}"
        return told


async def answer(endpoint: Endpoint, asked: Question) -> str:
    """What a model says, as it says it. There is one attempt, and no limit of time.

    Raises:
        NoOpinion: there is no answer of a model.
    """
    # Redirects are not followed: a text goes where the administrator said, or nowhere.
    limits = httpx.Timeout(None, connect=_CONNECTING)
    try:
        async with (
            httpx.AsyncClient(timeout=limits, headers=endpoint.headers) as client,
            client.stream(
                "POST", f"{endpoint.url}/chat/completions", json=_asking(endpoint, asked)
            ) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise NoOpinion(f"http_{response.status_code}")
            return _content(await _body(response))
    except (httpx.HTTPError, httpx.InvalidURL):
        raise NoOpinion(Trouble.UNREACHABLE) from None


def _asking(endpoint: Endpoint, asked: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"model": endpoint.model, "messages": list(asked.messages)}
    match endpoint.form:
        case Form.JSON_SCHEMA:
            schema = {"name": "labels", "strict": True, "schema": asked.schema}
            return {**told, "response_format": {"type": "json_schema", "json_schema": schema}}
        case Form.JSON_OBJECT:
            return {**told, "response_format": {"type": "json_object"}}
        case Form.TEXT:
            return told


async def _body(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LONGEST_ANSWER:
            raise NoOpinion(Trouble.TOO_LONG)
    return body


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise NoOpinion(Trouble.NOT_READABLE) from None
    if not isinstance(content, str):
        raise NoOpinion(Trouble.NOT_READABLE)
    return content
