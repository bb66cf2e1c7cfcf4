"""Letters in a company's own words that only some of its customers would read."""

from collections.abc import Iterator

from rules.linting import warning
from schemas import letter_words as words
from schemas.enums import Locale
from schemas.findings import Finding
from schemas.policy import Policy


def letters(policy: Policy) -> Iterator[Finding]:
    for template, letter in policy.letters.items():
        for name, texts in (("subject", letter.subject), ("body", letter.body)):
            given = [each.value for each in Locale if texts.in_(each)]
            missing = [each.value for each in Locale if not texts.in_(each)]
            if given and missing:
                path = ("letters", template.value, name)
                told = {"given": given[0], "missing": missing[0]}
                yield warning(path, "letter_one_language", words.ONE_LANGUAGE, **told)
