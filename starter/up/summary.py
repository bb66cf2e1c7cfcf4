"""What is shown when everything runs: where to look, and a first thing to try."""

from contextlib import closing, suppress

from schemas.errors import HuiyinError
from schemas.settings import Settings
from starter import policy_standing, wiring
from starter.identity import first
from starter.up import words
from starter.up.first_try import first_try
from starter.up.ports import LOCAL
from starter.up.screen import Screen
from store import policies, schema_version
from worker.installation import Installation


def show(screen: Screen, settings: Settings) -> None:
    """Say where everything is."""
    places, standing = _places(settings), _policy(settings)
    link = _administrator(settings)
    if screen.as_json:
        screen.answer(places | ({"administrator": link} if link else {}))
    screen.plain()
    screen.say(words.ALL_READY)
    screen.fact(words.CUSTOMERS, places["web"])
    screen.fact(words.DESK, places["desk"])
    screen.fact(words.TEMPORAL_UI, places["temporal_ui"])
    screen.fact(words.MAILS, places["mail_ui"])
    screen.fact(words.DATA, places["data_dir"])
    if not settings.mail_reply_to:
        screen.warn(words.NO_REPLY_TO)
    if standing and standing.older:
        told = words.POLICY_OLDER_MASKED if standing.masked else words.POLICY_OLDER
        screen.note(told, file=standing.file, version=standing.in_force)
    elif standing and standing.differs:
        # The file is easily believed to be what counts.
        screen.warn(words.POLICY_DIFFERS, file=standing.file, version=standing.in_force)
    if link:
        screen.warn(words.SET_PASSWORD)
        screen.plain(f"  {link}")
    screen.plain()
    screen.say(words.TRY_THIS)
    screen.plain(f"  {first_try(settings, screen.locale)}")


def _policy(settings: Settings) -> policy_standing.Standing | None:
    installation = Installation(settings)
    with suppress(HuiyinError), closing(installation.database):
        return policy_standing.of(installation)
    return None


def _administrator(settings: Settings) -> str | None:
    """Lets in whom the policy names, and gives the administrator's link while it is needed."""
    link = None
    if schema_version.absent(settings.record_url):
        return None
    installation = Installation(settings)
    with suppress(HuiyinError), closing(installation.database):
        people = wiring.people(installation)
        link = first.administrator_link(people, settings.base_url)
        policy = policies.latest(installation.database, installation.policy_text)
        people.accounts.add_missing(first.named(policy), installation.now())
    return link


def _places(settings: Settings) -> dict[str, str]:
    return {
        "web": settings.base_url,
        "desk": f"{settings.base_url}/desk",
        "temporal": settings.temporal_address,
        "temporal_ui": f"http://{LOCAL}:{settings.temporal_ui_port}",
        "mail_ui": f"http://{LOCAL}:{settings.mail_ui_port}",
        "smtp": f"smtp://{LOCAL}:{settings.smtp_port}",
        "data_dir": str(settings.data_dir),
    }
