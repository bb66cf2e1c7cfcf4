"""What went wrong, as one sentence in the chosen language."""

from schemas import refusal_words
from schemas.enums import Locale, Refusal
from schemas.errors import (
    HuiyinError,
    Misconfigured,
    OtherRequest,
    RecordUnavailable,
    Refused,
)
from starter.cli import words
from starter.cli.privacy import Held
from starter.cli.submit import Halfway
from starter.cli.words import LOCALE, said


def sentence(error: HuiyinError) -> str:
    """What is wrong and, as far as it is known, what would be right."""
    match error:
        case Held():
            return str(error)
        case Refused():
            return _refused(error)
        case Halfway():
            return str(error)
        case OtherRequest():
            return said(words.OTHER_REQUEST)
        case RecordUnavailable():
            return said(words.NOTHING_RECORDED, why=error)
        case Misconfigured() if found := getattr(error, "said", None):  # of a policy
            return str(found.in_(LOCALE))
        case Misconfigured(variable=variable) if variable in words.RIGHT_SETTINGS:
            return _of_setting(error, variable)
        case _:
            return str(error)


def _refused(error: Refused) -> str:
    sentence = refusal_words.refusal(error.refusal, LOCALE)
    if (
        error.allowed is None or error.refusal is Refusal.UNKNOWN_PERSON
    ):  # whatever is possible, it is not for them
        return sentence
    if not error.allowed:
        return said(words.NOTHING_ALLOWED, sentence=sentence)
    return said(words.ALLOWED_NOW, sentence=sentence, names=", ".join(error.allowed))


def _of_setting(error: HuiyinError, variable: str) -> str:
    if LOCALE is Locale.EN:  # the error's own text, which knows more
        return str(error)
    right = said(words.RIGHT_SETTINGS[variable])
    return said(words.SETTING_WRONG, variable=variable, right=right)
