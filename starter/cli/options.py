"""Arguments and options that several commands have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from typer.models import ArgumentInfo, OptionInfo

from schemas.errors import UnknownCase
from schemas.ids import parse_case_id
from schemas.words import Said
from starter.cli import helps, words
from starter.cli.words import said


def flag(name: str) -> str:
    """What a field is called on the command line."""
    return "--" + name.replace("_", "-")


def option(flag: str, metavar: Said, explained: Said) -> OptionInfo:
    """An option with a value. Values are texts here; the schemas say what they must be."""
    info: OptionInfo = typer.Option(flag, metavar=said(metavar), help=said(explained))
    return info


def argument(metavar: Said, explained: Said) -> ArgumentInfo:
    """A value without an option's name."""
    info: ArgumentInfo = typer.Argument(metavar=said(metavar), help=said(explained))
    return info


def switch(flag: str, explained: Said) -> OptionInfo:
    """An option without a value."""
    info: OptionInfo = typer.Option(flag, help=said(explained))
    return info


def case(text: str) -> str:
    """A case id as it is always written, from how a person wrote it.

    Raises:
        UnknownCase: the text cannot be a case id.
    """
    try:
        return parse_case_id(text)
    except ValueError:
        raise _no_case(text) from None


@contextmanager
def known(case_id: str) -> Iterator[None]:
    """Says in the chosen language that there is no such case, where that turns out."""
    try:
        yield
    except UnknownCase:
        raise _no_case(case_id) from None


def _no_case(text: str) -> UnknownCase:
    return UnknownCase(said(words.NO_CASE, case=text))


CASE: ArgumentInfo = typer.Argument(metavar=said(helps.AN_ID), help=said(helps.CASE))
BY = option("--by", helps.A_LOGIN, helps.BY)
REQUEST_ID = option("--request-id", helps.AN_ID, helps.REQUEST_ID)
AS_JSON = switch("--json", helps.JSON)

Case = Annotated[str, CASE]
By = Annotated[str, BY]
AsJson = Annotated[bool, AS_JSON]
