"""What is shown when everything runs: where to look, and a first thing to try."""

from contextlib import closing, suppress

from schemas.errors import HuiyinError
from schemas.settings import Settings
from starter import policy_standing
from starter.up import words
from starter.up.first_try import first_try
from starter.up.ports import LOCAL
from starter.up.screen import Screen
from worker.installation import Installation


def show(screen: Screen, settings: Settings) -> None:
    """Say where everything is."""
    places, standing = _places(settings), _policy(settings)
    if screen.as_json:
        screen.answer(places)
    screen.plain()
    screen.say(words.ALL_READY)
    screen.fact(words.CUSTOMERS, places["web"])
    screen.fact(words.TEMPORAL_UI, places["temporal_ui"])
    screen.fact(words.MAILS, places["mail_ui"])
    screen.fact(words.DATA, places["data_dir"])
    if not settings.mail_reply_to:
        screen.warn(words.NO_REPLY_TO)
    if standing and standing.differs:
        # The file is easily believed to be what counts.
        screen.warn(words.POLICY_DIFFERS, file=standing.file, version=standing.in_force)
    screen.plain()
    screen.say(words.TRY_THIS)
    screen.plain(f"  {first_try(settings, screen.locale)}")


def _policy(settings: Settings) -> policy_standing.Standing | None:
    installation = Installation(settings)
    with suppress(HuiyinError), closing(installation.database):
        return policy_standing.of(installation)
    return None


def _places(settings: Settings) -> dict[str, str]:
    return {
        "web": settings.base_url,
        "temporal": settings.temporal_address,
        "temporal_ui": f"http://{LOCAL}:{settings.temporal_ui_port}",
        "mail_ui": f"http://{LOCAL}:{settings.mail_ui_port}",
        "smtp": f"smtp://{LOCAL}:{settings.smtp_port}",
        "data_dir": str(settings.data_dir),
    }
