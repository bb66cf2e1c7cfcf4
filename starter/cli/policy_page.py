"""A policy on a terminal: one section after the other."""

from typing import TYPE_CHECKING

from rich.console import RenderableType

from schemas.chats import without_secrets
from schemas.words import IN_BRACKETS
from starter.cli import showing
from starter.cli.words import LOCALE, said
from starter.policy_page import words
from starter.policy_page.page import sections
from starter.policy_page.voice import Voice

if TYPE_CHECKING:
    from store.versions import Text


def source(found: "Text", as_json: bool) -> None:
    """Write the text as it is, but for the addresses of chats, which are secrets."""
    text = without_secrets(found.text)
    if as_json:
        showing.answer({"version": found.version, "text": text})
    else:
        print(text, end="")


def whole(found: "Text", as_json: bool) -> None:
    policy = found.policy
    if as_json:
        told = policy.model_dump(mode="json", exclude={"resolved"})
        showing.answer({"version": found.version, "name": policy.name, "policy": told})
        return
    title = said(words.TITLE, name=policy.name) + said(IN_BRACKETS, text=found.version)
    parts: list[RenderableType] = [showing.line(title, "bold")]
    for heading, table in sections(policy, Voice(LOCALE)):
        if table.rows:
            parts += [showing.line(""), showing.line(said(heading), "bold")]
            parts.append(showing.indented(showing.table(table)))
    showing.show(*parts)
