"""For which cases something in a policy holds, as people read it."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from schemas import words as business
from schemas.approvals import ApprovalWhen
from schemas.part import Label
from schemas.policy import Policy
from schemas.promises import Critical, When
from schemas.words import IN_BRACKETS, Said
from starter.policy_page import words
from starter.policy_page.voice import Voice


class _Labelled(Protocol):
    @property
    def label(self) -> Label: ...


def named(label: Label, key: str, voice: Voice) -> str:
    """What something is called, and its key."""
    return label.in_(voice.locale) + voice.said(IN_BRACKETS, text=key)


def case(when: When, policy: Policy, voice: Voice) -> str:
    """Of which cases a condition holds."""
    return _joined(
        voice,
        *_common(when, policy, voice),
        _labels(when.channel, policy.channels, voice),
        _names(when.tier, policy.tiers, voice),
        _either(when.reopened, words.REOPENED, words.NOT_REOPENED, voice),
        _either(when.emergency, words.URGENT, words.NOT_URGENT, voice),
        _missed(when, voice),
    )


def proposal(when: ApprovalWhen, policy: Policy, voice: Voice) -> str:
    """Of which proposals a condition holds."""
    above = voice.said(words.ABOVE, amount=when.above) if when.above is not None else ""
    kinds = "/".join(business.solution(each, voice.locale) for each in when.kind)
    remedies = _names(when.remedy, policy.remedies.kinds, voice)
    return _joined(voice, *_common(when, policy, voice), kinds, remedies, above)


def _common(when: When | ApprovalWhen, policy: Policy, voice: Voice) -> Iterator[str]:
    yield "/".join(business.priority(each, voice.locale) for each in when.priority)
    yield _labels(when.category, policy.categories, voice)
    yield _labels(when.team, policy.teams, voice)


def _missed(when: When, voice: Voice) -> str:
    missed = when.missed if isinstance(when, Critical) else None
    return _either(missed, words.MISSED, words.NOT_MISSED, voice)


def _labels(keys: tuple[str, ...], known: Mapping[str, _Labelled], voice: Voice) -> str:
    return _names(keys, {key: each.label for key, each in known.items()}, voice)


def _names(keys: tuple[str, ...], known: Mapping[str, Label], voice: Voice) -> str:
    """A file that is only looked at may name what there is not."""
    return "/".join(known[key].in_(voice.locale) if key in known else key for key in keys)


def _either(value: bool | None, yes: Said, no: Said, voice: Voice) -> str:
    return "" if value is None else voice.said(yes if value else no)


def _joined(voice: Voice, *parts: str) -> str:
    return " \u00b7 ".join(filter(None, parts)) or voice.said(words.ANY)
