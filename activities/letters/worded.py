"""Letters in a company's own words: plain text with blanks, of which we make the mail.

No words can make anything else of it: every character is shown as it is, and the only links are
ours.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from schemas.enums import Locale, Template
from schemas.letters import BLANK, LINK
from schemas.words import Said

Values = Mapping[str, str | None]
NAMELESS = Said("客户", "customer")
"""What stands for a name where none is known."""
_SEE = Said("查看处理进度", "See how it is going")
_LOOK = Said("查看这件反馈", "Look at this feedback")
_TELL = Said("告诉我们是否解决", "Tell us whether it is solved")
_LABELS = {
    Template.QUESTION: Said("回答问题", "Answer the question"),
    Template.SOLUTION: _TELL,
    Template.REMINDER: _TELL,
    Template.SUMMARY: _LOOK,
    Template.SHIPPED: _LOOK,
}
_QUOTED = frozenset({"text", "question", "progress", "solution", "summary", "reason"})
"""What persons wrote; alone on a line it is set off."""


class Piece(NamedTuple):
    """A paragraph, a customer's or colleague's words, or the place of the link."""

    kind: Literal["lines", "words", "link"]
    text: str


def label(template: Template, locale: Locale) -> str:
    """What the button says that leads to the link."""
    return _LABELS.get(template, _SEE).in_(locale)


def pieces(words: str, values: Values) -> list[Piece]:
    """The paragraphs of own words, filled in; a line with a blank without a value is left out."""
    found: list[Piece] = []
    for paragraph in _paragraphs(words):
        lines: list[str] = []
        for line in paragraph:
            piece = _alone(line, values)
            if piece is None:
                lines += _filled(line, values)
                continue
            found += [*_joined(lines), piece]
            lines = []
        found += _joined(lines)
    return [each for each in found if each.text]


def line(words: str, values: Values) -> str:
    """A subject, filled in; what has no value is nothing."""
    return BLANK.sub(lambda blank: values.get(blank[1]) or "", words)


def as_text(found: Sequence[Piece]) -> str:
    """The same for a mail without looks."""
    return "\n\n".join(each.text for each in found)


def _paragraphs(words: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for each in words.strip().splitlines():
        if each.strip():
            parts[-1].append(each.rstrip())
        elif parts[-1]:
            parts.append([])
    return parts


def _alone(written: str, values: Values) -> Piece | None:
    """What stands on a line of its own."""
    blank = BLANK.fullmatch(written.strip())
    if blank is None or blank[1] not in (*_QUOTED, LINK):
        return None
    return Piece("link" if blank[1] == LINK else "words", values.get(blank[1]) or "")


def _filled(written: str, values: Values) -> list[str]:
    blanks = BLANK.findall(written)
    return [line(written, values)] if all(values.get(name) for name in blanks) else []


def _joined(lines: Sequence[str]) -> list[Piece]:
    return [Piece("lines", "\n".join(lines))] if lines else []
