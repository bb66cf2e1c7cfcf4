"""`huiyin analyze`: what a text says, by the policy and the model, without a running system."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import BadInput
from starter.cli import analyze_words as words
from starter.cli import evaluating_words, learning
from starter.cli import words as usual
from starter.cli.commands import Topic
from starter.cli.evaluating import evaluate
from starter.cli.mounting import Calls, mount
from starter.cli.options import AsJson, option
from starter.cli.training import train
from starter.cli.words import said

if TYPE_CHECKING:
    from schemas.analysis import Analysis
    from schemas.policy import Policy

CALLS: Calls = {
    "evaluate": (evaluate, evaluating_words.EVALUATE),
    "train": (train, evaluating_words.TRAIN),
    **learning.calls(),
}
"""What else there is to do about analyses, by name."""


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    topic = typer.Typer(
        cls=Topic,
        callback=analyze,
        help=said(words.ANALYZE),
        invoke_without_command=True,
        add_completion=False,
    )
    for name, (call, explained) in CALLS.items():
        mount(topic, name, call, explained)
    app.add_typer(topic, name="analyze")


def analyze(
    ctx: typer.Context,
    text: Annotated[str | None, option("--text", words.A_TEXT, words.TEXT)] = None,
    file: Annotated[str | None, option("--from", words.A_FILE, words.FROM)] = None,
    policy: Annotated[str | None, option("--policy", words.A_FILE, words.POLICY)] = None,
    as_json: AsJson = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    if text is None and file is None:
        print(ctx.get_help())
        return
    if text is not None and file is not None:
        raise BadInput(said(usual.ONE_OF_TWO, first="--text", second="--from"))
    if text is not None:
        _one(text, policy_of(policy), as_json)
    else:
        _all(str(file), policy_of(policy), as_json)


def _one(text: str, policy: "Policy", as_json: bool) -> None:
    from analysis.analyst import Analyst
    from starter import heard
    from starter.cli import analyze_showing, showing

    if not text.strip():
        raise BadInput(said(usual.PROBLEM, field="--text", problem=said(usual.IS_EMPTY)))
    found = Analyst()(text, policy)
    if as_json:
        showing.answer(heard.as_data(found, policy))
    else:
        analyze_showing.one(found, policy)


def _all(file: str, policy: "Policy", as_json: bool) -> None:
    """Nothing is answered unless every line of the file can be."""
    from starter.cli import analyze_given, analyze_showing

    texts = analyze_given.texts(file)
    with analyze_showing.progress(len(texts)) as step:
        found = list(_each(texts, policy, step))
    if as_json:
        analyze_showing.as_lines(found, policy)
    else:
        analyze_showing.many(texts, found, policy)


def _each(texts: list[str], policy: "Policy", step: Callable[[], None]) -> Iterator["Analysis"]:
    from analysis.analyst import Analyst

    analyst = Analyst()
    for text in texts:
        yield analyst(text, policy)
        step()


def policy_of(file: str | None) -> "Policy":
    """The policy in a file, or else the one in force; the shipped one where nothing is set up."""
    from starter.cli import trying_given
    from store import policies

    return policies.parse(trying_given.in_force() if file is None else trying_given.policy(file))
