"""Public holidays and make-up working days, as the package `holidays` knows them."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from schemas.calendars import CalendarSpec, KnownDay, KnownDays, PublicHolidays, ResolvedCalendar
from schemas.findings import Mistake

if TYPE_CHECKING:
    from holidays import HolidayBase

_FIRST_YEAR, _LAST_YEAR = 2010, 2040
_NAMED_AT_MOST = 16
_MAKE_UP_DAY = KnownDay(working=True, zh="调休上班", en="make-up working day")


def resolve(spec: CalendarSpec) -> ResolvedCalendar:
    """The calendar with the public holidays and make-up days of 2010 to 2040 known today.

    Raises:
        Mistake: there is no such country or region; it names some that there are.
    """
    known = _known(spec.holidays) if spec.holidays else KnownDays()
    return ResolvedCalendar(spec=spec, known=known)


def require_known(spec: CalendarSpec) -> None:
    """Look only whether the holidays of a calendar are known at all.

    Raises:
        Mistake: there is no such country or region; it names some that there are.
    """
    if spec.holidays:
        _refuse_unknown(spec.holidays)


@lru_cache(maxsize=64)
def _known(whose: PublicHolidays) -> KnownDays:
    from holidays.version import __version__

    _refuse_unknown(whose)
    english, chinese = _named(whose, "en"), _named(whose, "zh")
    days = {
        day: KnownDay(working=False, zh=chinese.get(day, name), en=name)
        for day, name in english.items()
    }
    days |= dict.fromkeys(english.weekend_workdays, _MAKE_UP_DAY)
    return KnownDays(
        source=f"holidays {__version__}",
        first_year=_FIRST_YEAR,
        last_year=_LAST_YEAR,
        days=dict(sorted((day, each) for day, each in days.items() if _in_range(day))),
    )


def _named(whose: PublicHolidays, language: str) -> "HolidayBase":
    """The holidays with names in a language; in English, or in their own, if there are none."""
    from holidays import country_holidays

    offered = country_holidays(whose.country).supported_languages
    chosen = [f"{language}_{'CN' if language == 'zh' else 'US'}", *sorted(offered)]
    fitting = [each for each in chosen if each in offered and each.startswith(language)]
    english = [each for each in sorted(offered, reverse=True) if each.startswith("en")]
    return country_holidays(
        whose.country,
        subdiv=whose.region or None,
        years=range(_FIRST_YEAR, _LAST_YEAR + 1),
        language=next(iter([*fitting, *english]), None),
    )


def _refuse_unknown(whose: PublicHolidays) -> None:
    from holidays import list_supported_countries

    countries = list_supported_countries(include_aliases=False)
    if whose.country not in countries:
        some = _some(["CN", "GB", "US", *sorted(countries)])
        raise Mistake(
            f"没有 {whose.country!r} 的节假日数据；有的例如：{some}",
            f"there are no holidays of {whose.country!r}; there are, for one: {some}",
        )
    regions = countries[whose.country]
    if whose.region and not regions:
        raise Mistake(
            f"{whose.country} 没有分地区的节假日数据；请删除 region",
            f"{whose.country} has no holidays of regions; leave region away",
        )
    if whose.region and whose.region not in regions:
        some = _some(sorted(regions))
        raise Mistake(
            f"{whose.country} 没有地区 {whose.region!r} 的节假日数据；它的地区：{some}",
            f"{whose.country} has no holidays of a region {whose.region!r}; its regions: {some}",
        )


def _some(names: list[str]) -> str:
    more = ", …" if len(names) > _NAMED_AT_MOST else ""
    return ", ".join(dict.fromkeys(names[:_NAMED_AT_MOST])) + more


def _in_range(day: date) -> bool:
    return _FIRST_YEAR <= day.year <= _LAST_YEAR
