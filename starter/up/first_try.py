"""The line that a newcomer copies."""

import shlex
import sys
from pathlib import Path

from schemas.enums import Locale
from schemas.settings import Settings
from schemas.words import Said

SAMPLE_TEXT = Said("付款以后应用就闪退", "The app closes right after I pay")

# What a command in another terminal has to know to find this installation.
_FIELDS = ("data_dir", "web_port", "temporal_port", "temporal_ui_port", "smtp_port")


def first_try(settings: Settings, locale: Locale) -> str:
    """A line that submits feedback, to copy into another terminal that is in the same directory."""
    program = _near(Path(sys.executable).parent / "huiyin")
    text = SAMPLE_TEXT.in_(locale)
    command = [program, "submit", "--text", text, "--contact", "you@example.com"]
    return " ".join([*_assignments(settings), shlex.join(command)])


def _assignments(settings: Settings) -> list[str]:
    usual = Settings.model_construct()
    return [
        f"HUIYIN_{name.upper()}={shlex.quote(_near(value))}"
        for name in _FIELDS
        if (value := _absolute(getattr(settings, name))) != _absolute(getattr(usual, name))
    ]


def _absolute(value: object) -> object:
    return value.absolute() if isinstance(value, Path) else value


def _near(value: object) -> str:
    """A path below the working directory as seen from there, anything else as it is."""
    if isinstance(value, Path) and value.is_relative_to(Path.cwd()):
        return str(value.relative_to(Path.cwd()))
    return str(value)
