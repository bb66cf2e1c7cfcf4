"""A company's own letters: written into the policy, and shown with values that stand for others."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import tomlkit
from pydantic import ValidationError

from activities.letters.letter import Letter, LetterContext, write
from schemas.enums import Locale, Outcome, Template
from schemas.letters import Bodies, OwnLetter, Subjects, ill_worded
from schemas.part import Label
from schemas.words import Said

PARTS = ("subject", "body")
Words = Mapping[tuple[str, Locale], str]
"""What was written, by part and language; what is empty is as we ship it."""

_NAME = Said("王小明", "Jane Doe")
_TEXT = Said("升级以后，打开相机就闪退。", "Since the update it crashes when I open the camera.")
_QUESTION = Said("请问是哪个型号？", "Which model is it?")
_PROGRESS = Said("问题已提交研发团队。", "Engineering is looking into it.")
_SOLUTION = Said("已发布 2.1 版，修复了闪退。", "Version 2.1 is out and does not crash.")
_REASON = Said("目前没有相关计划。", "It does not fit our plans at present.")


def worded(text: str, template: Template, words: Words) -> str:
    """A policy with these words for one letter; every remark in it stays."""
    policy: Any = tomlkit.parse(text)
    letters = policy.setdefault("letters", tomlkit.table(is_super_table=True))
    letter = letters.setdefault(template.value, tomlkit.table(is_super_table=True))
    for part in PARTS:
        given = {each: words[part, each] for each in Locale if words.get((part, each))}
        _put(letter, part, given)
    if not letter:
        del letters[template.value]
    if not letters:
        del policy["letters"]
    return tomlkit.dumps(policy)


def problems(template: Template, words: Words) -> Iterator[Said]:
    """What is wrong with words that somebody is writing."""
    raw = {part: {k.value: v for (p, k), v in words.items() if p == part and v} for part in PARTS}
    for each in ill_worded({"letters": {template.value: raw}}):
        yield Said("\uff1a", ": ").joining([each.message, each.remedy])


class Sender(NamedTuple):
    """Where the letter comes from: the address of our pages, and the time zone of the policy."""

    address: str
    zone: str


def sample(
    template: Template, locale: Locale, words: Words, sender: Sender, at: datetime
) -> Letter:
    """The letter in these words, to somebody who is not there; too long words are as shipped."""
    return write(template, _context(template, locale, sender, at), _own(words))


def own(letter: OwnLetter | None) -> dict[tuple[str, Locale], str]:
    """What a policy says of a letter."""
    if letter is None:
        return {}
    parts: dict[str, Subjects | Bodies] = {"subject": letter.subject, "body": letter.body}
    return {(part, each): parts[part].in_(each) or "" for part in PARTS for each in Locale}


def _put(letter: Any, part: str, given: Mapping[Locale, str]) -> None:
    if not given:
        letter.pop(part, None)
        return
    section = letter.setdefault(part, tomlkit.table())
    for locale in Locale:
        if text := given.get(locale):
            section[locale.value] = tomlkit.string(text, multiline="\n" in text)
        else:
            section.pop(locale.value, None)


def _own(words: Words) -> OwnLetter | None:
    raw = {part: {k.value: v for (p, k), v in words.items() if p == part and v} for part in PARTS}
    try:
        return OwnLetter.model_validate(raw)
    except ValidationError:
        return None


def _context(template: Template, locale: Locale, sender: Sender, at: datetime) -> LetterContext:
    closing = template is Template.SUMMARY
    day = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    return LetterContext(
        case_id="7KQ2M-9XD3H",
        locale=locale,
        zone=sender.zone,
        case_link=f"{sender.address}/c/sample",
        name=_NAME.in_(locale),
        text=_TEXT.in_(locale),
        question=_QUESTION.in_(locale),
        progress_text=_PROGRESS.in_(locale),
        solution=_SOLUTION.in_(locale),
        summary=_SOLUTION.in_(locale),
        reason=_REASON.in_(locale) if closing else None,
        rating=5,
        outcome=Outcome.CONFIRMED,
        category_label=Label(zh="功能故障", en="Malfunction"),
        team_label=Label(zh="技术支持组", en="Technical support"),
        expected_by=day,
        confirm_by=day,
        reopen_until=day,
    )
