"""A company's own words for the letters to customers, and what may stand in them."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

from schemas import letter_words as words
from schemas.enums import Locale, Template
from schemas.findings import Mistake, Path, Problem
from schemas.part import Part
from schemas.policy_words import Fault, filled

BLANK = re.compile(r"\{([a-z]+)\}")
"""Something that is filled in."""
LINK = "link"
_COMMON = frozenset({"number", "name", "category", "team"})
BLANKS: Mapping[Template, frozenset[str]] = {
    Template.ACKNOWLEDGEMENT: _COMMON | {"text", "due", LINK},
    Template.QUESTION: _COMMON | {"question", LINK},
    Template.PROGRESS: _COMMON | {"progress", "due", LINK},
    Template.SOLUTION: _COMMON | {"solution", "until", LINK},
    Template.REMINDER: _COMMON | {"solution", "until", LINK},
    Template.REOPENED: _COMMON | {"due", LINK},
    Template.SUMMARY: _COMMON | {"ending", "rating", "reason", "summary", "until", LINK},
    Template.SHIPPED: _COMMON | {"summary", LINK},
}
"""What each letter can fill in. A letter that is not here says what we ship."""
NEEDED: Mapping[Template, tuple[str, ...]] = {
    Template.QUESTION: ("question",),
    Template.PROGRESS: ("progress",),
    Template.SUMMARY: ("ending", "reason"),
}
"""What a letter must say besides its link, or it would say nothing."""
IN_SUBJECTS = frozenset({"number", "category", "team"})
"""What a subject can fill in: nothing that a customer wrote, and no link."""


def _is_for_customers(template: Template) -> Template:
    if template not in BLANKS:
        known = ", ".join(each.value for each in BLANKS)
        raise Mistake(*words.NO_LETTER.message, words.NO_LETTER.remedy.filled(known=known))
    return template


def _is_a_line(text: str) -> str:
    if "\n" in text:
        raise Mistake(*words.SUBJECT_LINES.message, words.SUBJECT_LINES.remedy)
    return text


CustomerLetter = Annotated[Template, AfterValidator(_is_for_customers)]
Subject = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_is_a_line),
]
Body = Annotated[str, StringConstraints(min_length=1, max_length=5000)]


class Subjects(Part):
    """The subject in some languages."""

    zh: Subject | None = None
    en: Subject | None = None

    def in_(self, locale: Locale) -> str | None:
        return self.zh if locale is Locale.ZH else self.en


class Bodies(Part):
    """The words between the address line and the foot, in some languages. They are plain text;
    a line with a blank that has no value is left out."""

    zh: Body | None = None
    en: Body | None = None

    def in_(self, locale: Locale) -> str | None:
        return self.zh if locale is Locale.ZH else self.en


class OwnLetter(Part):
    """What a company says in a letter in its own words; the rest is said as we ship it."""

    subject: Subjects = Subjects()
    body: Bodies = Bodies()


def ill_worded(policy: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the letters of a policy as it is written, whatever else is wrong."""
    letters = policy.get("letters")
    for name, letter in letters.items() if isinstance(letters, Mapping) else ():
        if name in set(BLANKS) and isinstance(letter, Mapping):
            template = Template(name)
            yield from _each(template, letter, "subject", _of_subject)
            yield from _each(template, letter, "body", _of_body)


def _each(template: Template, letter: Mapping[str, Any], part: str, look: Any) -> Iterator[Problem]:
    texts = letter.get(part)
    for locale in Locale:
        text = texts.get(locale) if isinstance(texts, Mapping) else None
        if isinstance(text, str):
            yield from look(template, ("letters", template.value, part, locale.value), text)


def _of_subject(_template: Template, path: Path, text: str) -> Iterator[Problem]:
    yield from _unknown(path, text, IN_SUBJECTS)
    if "{number}" not in text:
        yield _problem(path, "letter_number", words.NO_NUMBER)


def _of_body(template: Template, path: Path, text: str) -> Iterator[Problem]:
    yield from _unknown(path, text, BLANKS[template])
    for name in NEEDED.get(template, ()):
        if f"{{{name}}}" not in text:
            yield _problem(path, "letter_needs", words.NEEDS, name=name)
    lines = [line.strip() for line in text.splitlines() if "{link}" in line]
    if not lines:
        yield _problem(path, "letter_link", words.NO_LINK)
    elif set(lines) != {"{link}"}:
        yield _problem(path, "letter_link_line", words.LINK_LINE)


def _unknown(path: Path, text: str, known: frozenset[str]) -> Iterator[Problem]:
    told = {"known": ", ".join(f"{{{name}}}" for name in sorted(known))}
    for name in dict.fromkeys(BLANK.findall(text)):
        if name not in known:
            yield _problem(path, "letter_blank", words.UNKNOWN, name=name, **told)
    if set("{}") & set(BLANK.sub("", text)):
        yield _problem(path, "letter_brackets", words.BRACKETS, **told)


def _problem(path: Path, code: str, fault: Fault, **values: object) -> Problem:
    return Problem(path, code, *(filled(each, **values) for each in fault))
