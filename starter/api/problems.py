"""What the API answers when something is wrong: problem details (RFC 9457).

`type` is stable and relative to the API's documentation; `detail` says what was wrong and what
would be right, in the language of `Accept-Language`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.enums import Locale
from schemas.words import Said

MEDIA_TYPE = "application/problem+json"


class Sort(NamedTuple):
    """One sort of problem."""

    status: int
    title: Said
    detail: Said


PROBLEMS: dict[str, Sort] = {
    "unauthorized": Sort(
        401,
        Said("需要密钥", "A key is needed"),
        Said(
            "请在请求头中写 Authorization: Bearer 密钥；密钥由 huiyin key add 生成。",
            "Send the header Authorization: Bearer KEY; huiyin key add makes one.",
        ),
    ),
    "forbidden": Sort(
        403,
        Said("没有权限", "Not allowed"),
        Said("角色 {role} 没有权限 {needs}。", "The role {role} has not the permission {needs}."),
    ),
    "too_many": Sort(
        429,
        Said("请求过于频繁", "Too many requests"),
        Said(
            "请在 {seconds} 秒后重试；响应头 Retry-After 里也写着。",
            "Try again in {seconds} seconds; the header Retry-After says the same.",
        ),
    ),
}
"""Every sort of problem, by the last part of its `type`."""


class Problem(Exception):
    """To be answered as problem details; `told` fills in the blanks and stands in the answer."""

    def __init__(self, name: str, *, headers: Mapping[str, str] | None = None, **told: Any) -> None:
        super().__init__(name)
        self.name = name
        self.headers = dict(headers or {})
        self.told = told

    def body(self, locale: Locale) -> dict[str, Any]:
        """The members of the answer."""
        sort = PROBLEMS[self.name]
        return {
            "type": f"/api/v1/problems/{self.name}",
            "title": sort.title.in_(locale),
            "status": sort.status,
            "detail": sort.detail.in_(locale).format(**self.told),
            **self.told,
        }
