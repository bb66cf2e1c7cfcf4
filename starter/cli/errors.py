"""What went wrong, as one sentence in the chosen language."""

from schemas import words as business
from schemas.errors import HuiyinError, RecordUnavailable, Refused
from starter.cli import words
from starter.cli.submit import Halfway
from starter.cli.words import LOCALE, said


def sentence(error: HuiyinError) -> str:
    """What is wrong and, as far as it is known, what would be right."""
    match error:
        case Refused():
            return _refused(error)
        case Halfway():
            return str(error)
        case RecordUnavailable():
            return said(words.NOTHING_RECORDED, why=error)
        case _:
            return str(error)


def _refused(error: Refused) -> str:
    sentence = business.refusal(error.refusal, LOCALE)
    if not error.allowed:
        return said(words.NOTHING_ALLOWED, sentence=sentence)
    return said(words.ALLOWED_NOW, sentence=sentence, names=", ".join(error.allowed))
