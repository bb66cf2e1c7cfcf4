"""How routes are described: every answer that they give, those to what goes wrong among them."""

from typing import Any

from pydantic import BaseModel

from starter.api.problems import MEDIA_TYPE, PROBLEMS

_PROBLEM = {"$ref": "#/components/schemas/ProblemAnswer"}
_ETAG = {
    "description": "The version of the case, for `If-Match`.",
    "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
}
_ALWAYS = ("unauthorized", "forbidden", "not_acceptable", "internal", "unavailable")
_RATE = {
    "description": "Too many requests; `Retry-After` says in how many seconds to go on.",
    "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
}


def answers(*problems: str) -> dict[int | str, dict[str, Any]]:
    """The problems that a route can answer with, besides those that every route has."""
    found: dict[int | str, dict[str, Any]] = {429: _RATE}
    for name in sorted((*_ALWAYS, *problems), key=lambda each: PROBLEMS[each].status):
        sort = PROBLEMS[name]
        told = found.setdefault(sort.status, _problem(""))
        told["description"] = "; ".join(filter(None, (told["description"], sort.title.en)))
    return found


def success(
    model: type[BaseModel], description: str, example: Any = None, *, version: bool = False
) -> dict[str, Any]:
    """An answer that is not a problem; `version`: it has an `ETag`."""
    told: dict[str, Any] = {"description": description, "model": model}
    if example is not None:
        told["content"] = {"application/json": {"example": example}}
    return told | ({"headers": {"ETag": _ETAG}} if version else {})


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
