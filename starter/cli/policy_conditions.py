"""For which cases something in a policy holds, as people read it."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from schemas import words as business
from schemas.approvals import ApprovalWhen
from schemas.part import Label
from schemas.policy import Policy
from schemas.promises import Critical, When
from schemas.words import Said
from starter.cli import policy_page_words as words
from starter.cli.words import IN_BRACKETS, LOCALE, said


class _Labelled(Protocol):
    @property
    def label(self) -> Label: ...


def named(label: Label, key: str) -> str:
    """What something is called, and its key."""
    return label.in_(LOCALE) + said(IN_BRACKETS, text=key)


def case(when: When, policy: Policy) -> str:
    """Of which cases a condition holds."""
    return _joined(
        *_common(when, policy),
        _labels(when.channel, policy.channels),
        _names(when.tier, policy.tiers),
        _either(when.reopened, words.REOPENED, words.NOT_REOPENED),
        _either(when.emergency, words.URGENT, words.NOT_URGENT),
        _either(when.missed, words.MISSED, words.NOT_MISSED) if isinstance(when, Critical) else "",
    )


def proposal(when: ApprovalWhen, policy: Policy) -> str:
    """Of which proposals a condition holds."""
    above = said(words.ABOVE, amount=when.above) if when.above is not None else ""
    kinds = "/".join(business.solution(each, LOCALE) for each in when.kind)
    remedies = _names(when.remedy, policy.remedies.kinds)
    return _joined(*_common(when, policy), kinds, remedies, above)


def _common(when: When | ApprovalWhen, policy: Policy) -> Iterator[str]:
    yield "/".join(business.priority(each, LOCALE) for each in when.priority)
    yield _labels(when.category, policy.categories)
    yield _labels(when.team, policy.teams)


def _labels(keys: tuple[str, ...], known: Mapping[str, _Labelled]) -> str:
    return _names(keys, {key: each.label for key, each in known.items()})


def _names(keys: tuple[str, ...], known: Mapping[str, Label]) -> str:
    """A file that is only looked at may name what there is not."""
    return "/".join(known[key].in_(LOCALE) if key in known else key for key in keys)


def _either(value: bool | None, yes: Said, no: Said) -> str:
    return "" if value is None else said(yes if value else no)


def _joined(*parts: str) -> str:
    return " \u00b7 ".join(filter(None, parts)) or said(words.ANY)
