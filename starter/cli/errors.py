"""What went wrong, as one sentence in the chosen language."""

from typing import TYPE_CHECKING

from schemas import words as business
from schemas.enums import Locale, Refusal
from schemas.errors import HuiyinError, Misconfigured, RecordUnavailable, Refused
from starter.cli import words
from starter.cli.submit import Halfway
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.findings import Finding


def sentence(error: HuiyinError) -> str:
    """What is wrong and, as far as it is known, what would be right."""
    match error:
        case Refused():
            return _refused(error)
        case Halfway():
            return str(error)
        case RecordUnavailable():
            return said(words.NOTHING_RECORDED, why=error)
        case Misconfigured() if findings := getattr(error, "findings", ()):  # of a policy
            return _of_policy(findings, error)
        case Misconfigured(variable=variable) if variable in words.RIGHT_SETTINGS:
            return _of_setting(error, variable)
        case _:
            return str(error)


def _refused(error: Refused) -> str:
    sentence = business.refusal(error.refusal, LOCALE)
    if error.refusal is Refusal.UNKNOWN_PERSON:  # whatever is possible, it is not for them
        return sentence
    if not error.allowed:
        return said(words.NOTHING_ALLOWED, sentence=sentence)
    return said(words.ALLOWED_NOW, sentence=sentence, names=", ".join(error.allowed))


def _of_policy(findings: "Iterable[Finding]", error: HuiyinError) -> str:
    """Every mistake of a policy in one line."""
    from starter.cli import policy_words

    file = str(getattr(error, "file", ""))
    told = []
    for each in findings:
        where = " ".join(filter(None, (file, said(policy_words.LINE, line=each.line), each.key)))
        message, remedy = each.message.in_(LOCALE), each.remedy.in_(LOCALE)
        told.append(said(policy_words.A_FINDING, where=where, message=message, remedy=remedy))
    return said(policy_words.AND).join(told)


def _of_setting(error: HuiyinError, variable: str) -> str:
    if LOCALE is Locale.EN:  # the error's own text, which knows more
        return str(error)
    right = said(words.RIGHT_SETTINGS[variable])
    return said(words.SETTING_WRONG, variable=variable, right=right)
