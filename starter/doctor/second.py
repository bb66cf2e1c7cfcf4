"""Second opinions: whether the policy wants them, and whether the language model can be asked."""

import asyncio
from urllib.parse import urlsplit

import httpx

from activities.consult import Adviser
from schemas.words import Said, plain
from starter.doctor import words
from starter.doctor.hosts import is_local
from starter.doctor.verdict import Patient, Verdict, Verdicts, ok, problem, run, warning
from store import policies

_SECONDS = 5.0
_KEY_REFUSED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


async def look(patient: Patient) -> Verdicts:
    return await run({"second_opinion": lambda: _second(patient)})


async def _second(patient: Patient) -> Verdict:
    adviser = patient.installation.adviser
    wanted = await asyncio.to_thread(_is_wanted, patient)
    if adviser is None:
        return warning(words.NOWHERE_TO_ASK, words.SET_LLM) if wanted else ok(words.NO_SECOND)
    if not wanted:
        return warning(words.NOT_WANTED, words.WANT_IT)
    return await _answers(patient, adviser)


async def _answers(patient: Patient, adviser: Adviser) -> Verdict:
    """Asks nothing about any text, which would cost something."""
    parts = urlsplit(adviser.endpoint.url)
    where = parts.hostname or ""
    why = await _trouble(adviser)
    if why is not None:
        return problem(words.LLM_AWAY.filled(where=where, why=why), words.CHECK_LLM)
    if parts.scheme == "http" and not is_local(where):
        return warning(words.LLM_IN_THE_OPEN.filled(where=where), words.LLM_BY_HTTPS)
    asked = await asyncio.to_thread(patient.installation.consultations.asked, patient.now)
    model, daily = adviser.endpoint.model, adviser.daily
    return ok(words.LLM_ANSWERS.filled(model=model, where=where, asked=asked, daily=daily))


async def _trouble(adviser: Adviser) -> Said | None:
    """Why it cannot be asked. Not every endpoint has a list of models, so that is none."""
    endpoint = adviser.endpoint
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, headers=endpoint.headers) as client:
            answer = await client.get(f"{endpoint.url}/models")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return plain(type(error).__name__)
    refused = answer.status_code in _KEY_REFUSED or answer.is_server_error
    return plain(f"HTTP {answer.status_code}") if refused else None


def _is_wanted(patient: Patient) -> bool:
    here = patient.installation
    return policies.resolved(here.policy_in_force() or here.policy_text).analysis.second is not None
