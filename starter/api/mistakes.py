"""What is wrong with the fields of a request, and what would be right."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from schemas.enums import Locale
from schemas.findings import Mistake
from schemas.words import Said


class Wrong(NamedTuple):
    """One way in which a field can be wrong."""

    problem: Said
    expected: Said


_TEXT = Said("写一段文字", "a text")
_NUMBER = Said("写一个整数", "a whole number")
_AMOUNT = Said("金额最多两位小数，例如 80 或 80.50", "an amount such as 80 or 80.50")
_INSTANT = Said(
    "写带时区的时间，例如 2026-03-05T18:00:00Z", "a time with its zone: 2026-03-05T18:00:00Z"
)
_LIST = Said("写一个列表", "a list")
_OBJECT = Said("写一个 JSON 对象", "a JSON object")
_BOOL = Said("写 true 或 false", "true or false")
_NOT_RIGHT = Said("不符合要求", "is not as it has to be")
_NO_NUMBER = Said("不是整数", "is not a whole number")
_NO_AMOUNT = Said("不是金额", "is not an amount")
_NO_TIME = Said("不是完整的时间", "is not a complete time")
_NO_BOOL = Said("不是 true 或 false", "is neither true nor false")

_WRONG: Mapping[str, Wrong] = {
    "missing": Wrong(Said("缺少这个字段", "is missing"), Said("请给出", "give it")),
    "extra_forbidden": Wrong(
        Said("没有这个字段", "is not a field that is known here"), Said("请去掉", "leave it out")
    ),
    "string_type": Wrong(Said("不是文字", "is not a text"), _TEXT),
    "string_unicode": Wrong(
        Said("不是有效的 Unicode 文字", "is not valid Unicode"), Said("UTF-8 文字", "text in UTF-8")
    ),
    "string_too_short": Wrong(
        Said("太短", "is too short"),
        Said("至少 {min_length} 个字符", "at least {min_length} characters"),
    ),
    "string_too_long": Wrong(
        Said("太长", "is too long"),
        Said("最多 {max_length} 个字符", "at most {max_length} characters"),
    ),
    "string_pattern_mismatch": Wrong(
        Said("写法不对", "is not written as it has to be"),
        Said("符合 {pattern}", "something that matches {pattern}"),
    ),
    "enum": Wrong(Said("没有这个值", "is unknown"), Said("{expected} 之一", "one of {expected}")),
    "literal_error": Wrong(
        Said("没有这个值", "is unknown"), Said("{expected} 之一", "one of {expected}")
    ),
    "unknown_value": Wrong(
        Said("没有这个值", "is unknown"), Said("{expected} 之一", "one of {expected}")
    ),
    "int_type": Wrong(_NO_NUMBER, _NUMBER),
    "int_parsing": Wrong(_NO_NUMBER, _NUMBER),
    "int_parsing_size": Wrong(_NO_NUMBER, _NUMBER),
    "int_from_float": Wrong(_NO_NUMBER, _NUMBER),
    "greater_than_equal": Wrong(Said("太小", "is too small"), Said("至少 {ge}", "at least {ge}")),
    "less_than_equal": Wrong(Said("太大", "is too large"), Said("最多 {le}", "at most {le}")),
    "bool_type": Wrong(_NO_BOOL, _BOOL),
    "bool_parsing": Wrong(_NO_BOOL, _BOOL),
    "decimal_parsing": Wrong(_NO_AMOUNT, _AMOUNT),
    "decimal_type": Wrong(_NO_AMOUNT, _AMOUNT),
    "decimal_max_places": Wrong(_NO_AMOUNT, _AMOUNT),
    "decimal_max_digits": Wrong(_NO_AMOUNT, _AMOUNT),
    "decimal_whole_digits": Wrong(_NO_AMOUNT, _AMOUNT),
    "finite_number": Wrong(_NO_AMOUNT, _AMOUNT),
    "datetime_type": Wrong(_NO_TIME, _INSTANT),
    "datetime_parsing": Wrong(_NO_TIME, _INSTANT),
    "datetime_from_date_parsing": Wrong(_NO_TIME, _INSTANT),
    "datetime_object_invalid": Wrong(_NO_TIME, _INSTANT),
    "timezone_aware": Wrong(Said("没有时区", "has no zone"), _INSTANT),
    "list_type": Wrong(Said("不是列表", "is not a list"), _LIST),
    "too_short": Wrong(
        Said("太少", "are too few"), Said("至少 {min_length} 项", "at least {min_length}")
    ),
    "too_long": Wrong(
        Said("太多", "are too many"), Said("最多 {max_length} 项", "at most {max_length}")
    ),
    "dict_type": Wrong(Said("不是对象", "is not an object"), _OBJECT),
    "model_type": Wrong(Said("不是对象", "is not an object"), _OBJECT),
    "model_attributes_type": Wrong(Said("不是 JSON 对象", "is not a JSON object"), _OBJECT),
    "json_invalid": Wrong(Said("不是 JSON", "is not JSON"), _OBJECT),
    "no_form": Wrong(
        Said("不是表单", "is no form"),
        Said(
            "multipart/form-data，文件放在 file 字段", "multipart/form-data, with the field `file`"
        ),
    ),
    "empty_file": Wrong(
        Said("文件是空的", "is empty"), Said("有内容的文件", "a file with contents")
    ),
    "no_file": Wrong(
        Said(
            "有的文件不存在，或已属于别的工单",
            "name a file that is not there, or is another case's",
        ),
        Said("刚上传的文件的编号", "ids of files that were just uploaded"),
    ),
    "cursor": Wrong(
        Said("不是列表给出的游标", "is none that a page has given"),
        Said("上一页的 next，或者省略", "`next` of the page before, or nothing"),
    ),
}
_OF_FIELD: Mapping[tuple[str, str], Said] = {
    ("contact", "value_error"): Said("有效的邮箱地址", "a valid e-mail address"),
    ("outside", "value_error"): Said("有效的邮箱地址", "a valid e-mail address"),
}
_AS_DOCUMENTED = Said("请见 /api/v1/openapi.json", "see /api/v1/openapi.json")


def errors(found: Iterable[Mapping[str, Any]], locale: Locale) -> list[dict[str, str]]:
    """Errors of pydantic as the API says them."""
    return [_error(each, locale) for each in found]


def _error(found: Mapping[str, Any], locale: Locale) -> dict[str, str]:
    kind, context = found["type"], found.get("ctx", {})
    wrong = _WRONG.get(kind, Wrong(_NOT_RIGHT, _AS_DOCUMENTED))
    cause = context.get("error")
    problem = cause.said if isinstance(cause, Mistake) else wrong.problem
    expected = _OF_FIELD.get((_field(found["loc"]), kind), wrong.expected)
    bounds = {name: _plainly(bound) for name, bound in context.items()}
    return {
        "path": _path(found["loc"], kind),
        "problem": problem.in_(locale),
        "expected": expected.in_(locale).format(**bounds),
    }


def _field(place: tuple[str | int, ...]) -> str:
    return str(place[-1]) if place else ""


def _path(place: tuple[str | int, ...], kind: str) -> str:
    """Where a field stands: `body.contact`, `query.limit`, `header.If-Match`."""
    return str(place[0]) if kind == "json_invalid" else ".".join(map(str, place))


def _plainly(bound: object) -> str:
    """Without pydantic's grammar: "'a', 'b' or 'c'" is a list in any language without it."""
    return str(bound).replace("'", "").replace(" or ", ", ")
