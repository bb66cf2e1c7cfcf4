"""In which language the API answers."""

from collections.abc import Iterator

from schemas.enums import Locale

_MOST = 20


def preferred(header: str | None) -> Locale:
    """The language that `Accept-Language` likes best of those that there are; else English."""
    wanted = sorted(_read(header or ""), key=lambda each: -each[0])
    return next((locale for quality, locale in wanted if quality > 0), Locale.EN)


def _read(header: str) -> Iterator[tuple[float, Locale]]:
    for part in header.split(",")[:_MOST]:
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in set(Locale):
            yield _quality(parameter), Locale(language)


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
