"""The commands about cases that are alike: `similar`, `link`, `unlink`, `duplicates`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from schemas.errors import BadInput
from starter.cli import analyze_words, helps, options
from starter.cli import similar_words as words
from starter.cli import words as usual
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from schemas.words import Said
    from starter.duplicates import Group
    from starter.relatives import Relative

_OTHER = options.option("--with", helps.A_CASE, words.WITH)
_ABOVE = options.option("--above", helps.A_NUMBER, words.ABOVE)
_FROM = options.option("--from", analyze_words.A_FILE, analyze_words.FROM)
_LONGEST = 100


def similar(case: options.Case, as_json: options.AsJson = False) -> None:
    from starter import projection
    from starter.cli import looking, showing

    gateway, view = looking.looked_at(case)
    found = gateway.relations.of(view)
    if as_json:
        showing.answer(projection.relatives(view.state.case_id, found))
        return
    groups = ((words.LINKED, found.linked), (words.OPEN, found.open), (words.CLOSED, found.closed))
    told = [part for title, each in groups if each for part in _group(title, each)]
    showing.show(*(told or [showing.line(said(words.NOTHING))]))


def link(
    case: options.Case,
    other: Annotated[str, _OTHER],
    by: options.By,
    as_json: options.AsJson = False,
) -> None:
    _change("link", case, other, by, as_json)


def unlink(
    case: options.Case,
    other: Annotated[str, _OTHER],
    by: options.By,
    as_json: options.AsJson = False,
) -> None:
    _change("unlink", case, other, by, as_json)


def duplicates(
    file: Annotated[str, _FROM],
    above: Annotated[str, _ABOVE] = "0.8",
    as_json: options.AsJson = False,
) -> None:
    from starter.cli import analyze_given, analyze_showing, showing
    from starter.duplicates import groups

    least = _share(above)
    texts = analyze_given.texts(file)
    with analyze_showing.progress(len(texts)) as step:
        found = groups(texts, least, step)
    if as_json:
        showing.answer([_as_data(each, texts) for each in found])
    elif found:
        showing.show(*_told(found, texts))
    else:
        showing.show(showing.line(said(words.NO_DUPLICATES)))


def _change(what: str, case: str, other: str, by: str, as_json: bool) -> None:
    from schemas.bounds import Login
    from starter.cli import checking, context, showing

    one, two = options.case(case), options.case(other)
    login = checking.value(Login, by, "--by")
    if one == two:
        problem = said(usual.NOT_ONE_OF, expected=said(words.WITH))
        raise BadInput(said(usual.PROBLEM, field="--with", problem=problem))
    relations = context.gateway().relations
    with options.known(two):
        is_new = getattr(relations, what)(one, two, login)
    if as_json:
        showing.answer({"id": one, "other": two, "linked": what == "link", "changed": is_new})
        return
    done = {
        ("link", True): words.NOW_LINKED,
        ("link", False): words.WAS_LINKED,
        ("unlink", True): words.NOW_PARTED,
        ("unlink", False): words.WAS_PARTED,
    }[what, is_new]
    showing.show(showing.line(said(done, case=one, other=two), "bold"))


def _group(title: "Said", relatives: "Sequence[Relative]") -> Iterator["RenderableType"]:
    from starter.cli import showing

    yield showing.line(said(title), "bold")
    for each in relatives:
        yield showing.indented(_line(each))
        if each.solution:
            solved = said(words.SOLVED, text=" ".join(each.solution.split()))
            yield showing.indented(showing.line(solved, "green"), 4)


def _line(each: "Relative") -> "RenderableType":
    from schemas import words as business
    from starter.cli import naming, showing

    state = each.state
    line = showing.line(f"{state.case_id}  ", "bold")
    facts = [naming.standing(state.stage, state.outcome)]
    if each.score is not None:
        facts.append(said(words.EXPLAINED_LIKE, score=f"{each.score:.0%}"))
    if each.link:
        facts.append(said(words.BY, who=business.person(each.link.by, LOCALE)))
    line.append(showing.line(" · ".join(facts) + "  ", "dim"))
    return line.append(showing.line(each.text))


def _share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not 0 <= found <= 1:
        problem = said(usual.NOT_ONE_OF, expected=said(words.SHARE))
        raise BadInput(said(usual.PROBLEM, field="--above", problem=problem))
    return found


def _as_data(group: "Group", texts: Sequence[str]) -> dict[str, Any]:
    """Items are numbered from 1, in the order of the file."""
    told = [
        {"item": n + 1, "score": round(score, 3), "text": texts[n]} for n, score in group.others
    ]
    return {"item": group.first + 1, "text": texts[group.first], "duplicates": told}


def _told(found: "Sequence[Group]", texts: Sequence[str]) -> Iterator["RenderableType"]:
    from starter.cli import showing

    items = sum(len(each.others) for each in found) + len(found)
    yield showing.line(said(words.FOUND, n=len(found), items=items), "bold")
    for group in found:
        yield showing.line(f"{said(words.ITEM, n=group.first + 1)}  {_short(texts[group.first])}")
        for n, score in group.others:
            told = f"{said(words.ITEM, n=n + 1)}  {score:.0%}  {_short(texts[n])}"
            yield showing.indented(showing.line(told), 4)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
