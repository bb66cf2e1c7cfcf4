"""The customers' page: an address that they can use, and somebody who answers there."""

import urllib.error
import urllib.request
from http import HTTPStatus
from urllib.parse import urlsplit

from activities.post import MailServer
from schemas.settings import Settings
from schemas.words import plain
from starter.doctor import words
from starter.doctor.hosts import is_local
from starter.doctor.verdict import Patient, Verdict, Verdicts, in_thread, ok, problem, run, warning

_SECONDS = 5.0


async def look(patient: Patient) -> Verdicts:
    settings = patient.settings
    return await run(
        {
            "public_url": in_thread(lambda: _address(settings)),
            "web": in_thread(lambda: _web(settings)),
        }
    )


def _address(settings: Settings) -> Verdict:
    parts = urlsplit(settings.base_url)
    found = plain(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return problem(found, words.SET_PUBLIC_URL)
    if not is_local(parts.hostname):
        return ok(found) if parts.scheme == "https" else warning(found, words.USE_HTTPS)
    if is_local(MailServer.parse(settings.mail_url).host):
        return ok(found)
    return warning(words.ONLY_HERE.filled(url=settings.base_url), words.SET_PUBLIC_URL)


def _web(settings: Settings) -> Verdict:
    url = f"{settings.base_url}/healthz"
    if trouble := _trouble(url):
        found = words.WEB_TROUBLE.filled(url=url, why=trouble)
        # From here a public address may be out of reach though customers reach it.
        here = is_local(urlsplit(url).hostname or "")
        return problem(found, words.START_WEB) if here else warning(found, words.START_WEB)
    return ok(words.HEALTHY.filled(url=url))


def _trouble(url: str) -> str | None:
    if not url.startswith(("http://", "https://")):
        return "URL"
    try:
        with _opener(url).open(url, timeout=_SECONDS) as answer:
            return None if answer.status == HTTPStatus.OK else f"HTTP {answer.status}"
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def _opener(url: str) -> urllib.request.OpenerDirector:
    here = is_local(urlsplit(url).hostname or "")
    # A proxy cannot reach this machine.
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if here else []))
