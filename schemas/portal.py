"""What a company says on its public pages, and which of its channels have a form there."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.bounds import Key
from schemas.enums import Locale
from schemas.part import Part

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Passage(Part):
    """A paragraph in every language that people read."""

    zh: Paragraph
    en: Paragraph

    def in_(self, locale: Locale) -> str:
        return self.zh if locale is Locale.ZH else self.en


_INTRO = Passage(
    zh="有意见、建议或遇到问题，请告诉我们。每一件反馈都有人处理，并会答复您。",
    en="Tell us what you think, what you miss or what does not work. "
    "Somebody looks after every piece of feedback, and you get an answer.",
)
_CONSENT = Passage(
    zh="您写的内容和联系方式只用于处理这件反馈，您可以随时要求删除。",
    en="What you write and your address are used to deal with this feedback only. "
    "You can ask us to erase them at any time.",
)


class Portal(Part):
    """The public pages: the form, and the board."""

    channels: tuple[Key, ...] = ()
    """The channels that have a form; none named: `web`, or the first one where there is no `web`.
    The first one's form stands at `/feedback`."""
    intro: Passage = _INTRO
    consent: Passage = _CONSENT
    """What is said beside the button about personal data."""
    consent_box: bool = False
    """Whether a box must be ticked before anything can be sent."""
    board: bool = True
    """Whether the board is shown."""
