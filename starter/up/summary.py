"""What is shown when everything runs: where to look, and a first thing to try."""

from schemas.settings import Settings
from starter.up import words
from starter.up.first_try import first_try
from starter.up.ports import LOCAL
from starter.up.screen import Screen


def show(screen: Screen, settings: Settings) -> None:
    """Say where everything is."""
    screen.plain()
    screen.say(words.ALL_READY)
    screen.fact(words.CUSTOMERS, settings.base_url)
    screen.fact(words.TEMPORAL_UI, f"http://{LOCAL}:{settings.temporal_ui_port}")
    screen.fact(words.MAILS, f"http://{LOCAL}:{settings.mail_ui_port}")
    screen.fact(words.DATA, str(settings.data_dir))
    if not settings.mail_reply_to:
        screen.warn(words.NO_REPLY_TO)
    screen.plain()
    screen.say(words.TRY_THIS)
    screen.plain(f"  {first_try(settings, screen.locale)}")
