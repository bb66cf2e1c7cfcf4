"""Rules of the analysis that never hold, or that contradict one another."""

import unicodedata
from collections.abc import Iterator

from rules import lint_words as words
from rules.linting import error, warning
from schemas.findings import Finding
from schemas.listening import Rule
from schemas.policy import Policy

_SAID = ("priority", "category", "subcategory", "module")


def hearing(policy: Policy) -> Iterator[Finding]:
    seen: dict[str, list[Rule]] = {}
    names: set[str] = set()
    for n, rule in enumerate(policy.analysis.rules):
        path = ("analysis", "rules", n)
        if rule.name in names:
            yield warning((*path, "name"), "rule_twice", words.RULE_TWICE, name=rule.name)
        names.add(rule.name)
        yield from _never(path, rule)
        yield from _contradicting(path, rule, seen)


def _never(path: tuple[str | int, ...], rule: Rule) -> Iterator[Finding]:
    """A rule whose words cannot be found, or count nowhere."""
    apart = [_written(phrase) for phrase in rule.not_in]
    able = [word for word in map(_written, rule.words) if word and word not in apart]
    if not able:
        yield error((*path, "words"), "rule_never", words.RULE_NEVER, name=rule.name)
    if rule.near and not any(map(_written, rule.near)):
        yield error((*path, "near"), "rule_never", words.RULE_NEVER, name=rule.name)


def _contradicting(
    path: tuple[str | int, ...], rule: Rule, seen: dict[str, list[Rule]]
) -> Iterator[Finding]:
    """Words of which another rule, under the same conditions, says something else."""
    others: dict[str, list[str]] = {}
    for word in dict.fromkeys(filter(None, map(_written, rule.words))):
        for other in seen.setdefault(word, []):
            if _differ(rule, other):
                others.setdefault(other.name, []).append(word)
        seen[word].append(rule)
    for name, shared in others.items():
        told = {"words": ", ".join(shared), "other": name}
        yield warning((*path, "words"), "rules_contradict", words.RULES_CONTRADICT, **told)


def _differ(one: Rule, other: Rule) -> bool:
    if set(one.near) != set(other.near):
        return False
    pairs = ((getattr(one, name), getattr(other, name)) for name in _SAID)
    urgent_spam = bool(one.spam and other.priority) or bool(other.spam and one.priority)
    return urgent_spam or any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _written(word: str) -> str:
    """A word as it is looked for, as far as this room knows: width and case make no difference."""
    folded = unicodedata.normalize("NFKC", word).casefold().strip()
    return "" if not folded.strip("*").strip() else folded
