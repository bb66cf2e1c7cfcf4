"""What is said of a policy file that is wrong, and what would be right."""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.words import Said


class Fault(NamedTuple):
    """A kind of mistake. Its blanks are filled in from the mistake's own details."""

    message: Said
    remedy: Said


_AS_SHIPPED = Said(
    "请参照自带的 default.toml 中同一项的写法", "see how the shipped default.toml writes this key"
)
_IN_QUOTES = Said("写成带引号的文字", "write a text in quotes")
_IN_BRACKETS = Said('写成列表，例如 ["li", "wang"]', 'write a list, such as ["li", "wang"]')
_AMOUNT = Fault(
    Said("不是金额", "is not an amount"),
    Said(
        "写成最多两位小数的数，例如 100 或 80.50",
        "write a number with two digits at most, such as 100 or 80.50",
    ),
)
_AS_TABLE = Said(
    "写成一段 [名称] 或 {{ 键 = 值 }}", "write a section [name], or {{ key = value }} on one line"
)
_WHOLE = Said("写成整数，例如 2", "write a whole number, such as 2")
_NUMBER = Said("写成数，例如 0.8", "write a number, such as 0.8")

# By pydantic's own names for kinds of mistakes.
FAULTS: Mapping[str, Fault] = {
    "missing": Fault(
        Said("缺少这一项", "is missing"), Said("加上这一行：{example}", "add: {example}")
    ),
    "extra_forbidden": Fault(
        Said("没有这一项", "is no key that is known here"),
        Said("删除它，或改成其中之一：{known}", "remove it, or write one of: {known}"),
    ),
    "string_type": Fault(Said("必须是文字", "must be a text"), _IN_QUOTES),
    "string_too_short": Fault(
        Said("不能为空", "must not be empty"),
        Said("写上内容，或删除这一项", "write something, or remove the key"),
    ),
    "string_too_long": Fault(
        Said("太长", "is too long"),
        Said("不要超过 {max_length} 个字符", "write at most {max_length} characters"),
    ),
    "string_pattern_mismatch": Fault(
        Said("含有不能使用的字符", "has characters that are not possible here"),
        Said(
            "只用小写字母、数字和 _，以字母开头",
            "write lower-case letters, digits and _, beginning with a letter",
        ),
    ),
    "enum": Fault(
        Said("没有这个值", "is none of the values that there are"),
        Said("改成其中之一：{expected}", "write one of: {expected}"),
    ),
    "int_type": Fault(Said("必须是整数", "must be a whole number"), _WHOLE),
    "int_parsing": Fault(Said("必须是整数", "must be a whole number"), _WHOLE),
    "int_from_float": Fault(Said("必须是整数", "must be a whole number"), _WHOLE),
    "float_type": Fault(Said("必须是数", "must be a number"), _NUMBER),
    "float_parsing": Fault(Said("必须是数", "must be a number"), _NUMBER),
    "finite_number": Fault(Said("必须是有限的数", "must be a finite number"), _NUMBER),
    "decimal_type": _AMOUNT,
    "decimal_parsing": _AMOUNT,
    "decimal_max_places": _AMOUNT,
    "decimal_max_digits": _AMOUNT,
    "decimal_whole_digits": _AMOUNT,
    "bool_type": Fault(
        Said("必须是 true 或 false", "must be true or false"),
        Said("写成 true 或 false，不加引号", "write true or false, without quotes"),
    ),
    "bool_parsing": Fault(
        Said("必须是 true 或 false", "must be true or false"),
        Said("写成 true 或 false，不加引号", "write true or false, without quotes"),
    ),
    "greater_than_equal": Fault(
        Said("太小", "is too small"), Said("不能小于 {ge}", "write {ge} or more")
    ),
    "less_than_equal": Fault(
        Said("太大", "is too large"), Said("不能大于 {le}", "write {le} or less")
    ),
    "greater_than": Fault(
        Said("太小", "is too small"), Said("必须大于 {gt}", "write more than {gt}")
    ),
    "less_than": Fault(Said("太大", "is too large"), Said("必须小于 {lt}", "write less than {lt}")),
    "too_short": Fault(
        Said("列出的太少", "lists too few"),
        Said("至少写 {min_length} 个", "list at least {min_length}"),
    ),
    "too_long": Fault(
        Said("列出的太多", "lists too many"),
        Said("最多写 {max_length} 个", "list at most {max_length}"),
    ),
    "tuple_type": Fault(Said("必须是列表", "must be a list"), _IN_BRACKETS),
    "list_type": Fault(Said("必须是列表", "must be a list"), _IN_BRACKETS),
    "dict_type": Fault(Said("必须是一组键和值", "must be a section of keys and values"), _AS_TABLE),
    "model_type": Fault(
        Said("必须是一组键和值", "must be a section of keys and values"), _AS_TABLE
    ),
    "model_attributes_type": Fault(
        Said("必须是一组键和值", "must be a section of keys and values"), _AS_TABLE
    ),
    "time_type": Fault(
        Said("必须是一天中的时间", "must be a time of day"),
        Said("写成 21:00:00，不加引号", "write it like 21:00:00, without quotes"),
    ),
    "time_parsing": Fault(
        Said("必须是一天中的时间", "must be a time of day"),
        Said("写成 21:00:00，不加引号", "write it like 21:00:00, without quotes"),
    ),
    "date_type": Fault(
        Said("必须是日期", "must be a date"), Said("写成 2026-12-24", "write it like 2026-12-24")
    ),
}
OTHER = Fault(Said("不正确（{msg}）", "{msg}"), _AS_SHIPPED)
OF_OURS = Said("照此改正", "correct it accordingly")
LOGIN = Said(
    "写成登录名：小写字母、数字、点、_ 和 -，以字母开头",
    "write a login: lower-case letters, digits, dot, _ and -, beginning with a letter",
)
CALENDAR_NAME = Said(
    "日历的名称只用小写字母、数字、_ 和 -",
    "name a calendar in lower-case letters, digits, _ and -",
)
CURRENCY = Said("写成三个大写字母，例如 CNY", "write three capital letters, such as CNY")
COUNTRY = Said("写成两个大写字母，例如 CN", "write two capital letters, such as CN")
OF_PATTERN: Mapping[str, Said] = {
    r"^[a-z][a-z0-9._-]{0,31}$": LOGIN,
    r"^[a-z0-9][a-z0-9_-]{0,39}$": CALENDAR_NAME,
    r"^[A-Z]{2}$": COUNTRY,
    r"^[A-Z]{3}$": CURRENCY,
}
"""What is right where the general remedy is not, by the pattern that was missed."""

# The text is no TOML: by how the standard library's sentence begins.

_CLOSE = Said("检查引号和括号是否成对", "look for a quote or a bracket that is not closed")
_QUOTES = Said(
    "文字要加引号，数字、true 和 false 不加",
    "put texts in quotes; numbers, true and false stand without",
)
_ONCE = Said("删除或改名其中一处", "remove one of the two, or give it another name")
SYNTAX: Mapping[str, Fault] = {
    "Invalid value": Fault(
        Said("等号后面的值写得不对", "the value after = is not written right"), _QUOTES
    ),
    "Invalid statement": Fault(
        Said("这一行不是“键 = 值”", "this line is no `key = value`"),
        Said("写成 键 = 值；说明文字以 # 开头", "write key = value; a remark begins with #"),
    ),
    "Invalid initial character": Fault(
        Said("键写得不对", "the key is not written right"),
        Said("键只用字母、数字、_ 和 -", "write keys in letters, digits, _ and -"),
    ),
    "Expected newline": Fault(
        Said("值的后面还有多余的内容", "something stands after the value"),
        Said("每行只写一个“键 = 值”", "write one key = value on a line"),
    ),
    "Expected '='": Fault(
        Said("键的后面缺少 =", "= is missing after the key"),
        Said("写成 键 = 值；说明文字以 # 开头", "write key = value; a remark begins with #"),
    ),
    "Expected ']": Fault(
        Said("段落名缺少 ]", "] is missing after the name of the section"), _CLOSE
    ),
    "Cannot overwrite": Fault(Said("这一项写了两次", "this key is given twice"), _ONCE),
    "Cannot declare": Fault(Said("这一段写了两次", "this section is given twice"), _ONCE),
    "Cannot redefine": Fault(Said("这一项写了两次", "this key is given twice"), _ONCE),
    "Cannot mutate": Fault(Said("这一项写了两次", "this key is given twice"), _ONCE),
    "Duplicate inline": Fault(Said("这一项写了两次", "this key is given twice"), _ONCE),
    "Unclosed array": Fault(Said("列表缺少 ]", "] is missing at the end of the list"), _CLOSE),
    "Unclosed inline": Fault(Said("缺少 }}", "}} is missing"), _CLOSE),
    "Unterminated string": Fault(Said("缺少结尾的引号", "the closing quote is missing"), _CLOSE),
    "Illegal character": Fault(
        Said(
            "缺少结尾的引号，或有控制字符",
            "the closing quote is missing, or there is a control character",
        ),
        _CLOSE,
    ),
    "Unescaped": Fault(
        Said("引号里的 \\ 要写两遍", "\\ must be doubled within quotes"),
        Said("写成 \\\\，或用单引号", "write \\\\, or use single quotes"),
    ),
}
NO_TOML = Fault(Said("不是有效的 TOML（{msg}）", "is not valid TOML: {msg}"), _CLOSE)
NOT_UTF8 = Fault(
    Said("不是 UTF-8 编码的文字", "is not text in UTF-8"),
    Said("用 UTF-8 编码保存文件", "save the file in UTF-8"),
)

# Names that do not fit each other

NO_SUCH = Fault(
    Said("没有 {value}", "there is no {value}"),
    Said("改成其中之一：{known}", "write one of: {known}"),
)
NO_CALENDAR = Fault(
    Said("没有名为 {value} 的日历", "there is no calendar {value}"),
    Said(
        "改成其中之一：{known}；或在 [calendars] 里写一个",
        "write one of: {known}; or add one in [calendars]",
    ),
)
BAD_HOLIDAYS = Said("改正国家或地区的代码", "correct the code of the country or the region")
NO_TARGETS = Fault(
    Said("没有这个优先级的目标", "this priority has no targets"),
    Said("加上一段 [targets.{value}]", "add a section [targets.{value}]"),
)
NO_CONFIRM = Fault(
    Said("没有写等客户确认多久", "how long the customer's answer is awaited is missing"),
    Said('加上这一行：confirm = "7 days"', 'add: confirm = "7 days"'),
)


def filled(said: Said, **values: object) -> Said:
    """A sentence with its blanks filled in, in every language."""
    return Said(*(each.format_map(_Blanks(values)) for each in said))


class _Blanks(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
