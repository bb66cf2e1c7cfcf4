"""What the API answers when something is wrong: problem details (RFC 9457).

`type` is stable and relative to the API's documentation; `detail` says what was wrong and what
would be right, in the language of `Accept-Language`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.enums import Locale, Refusal
from schemas.refusal_words import REFUSALS
from schemas.words import Said

MEDIA_TYPE = "application/problem+json"
API = "/api/v1"
"""Where the API is mounted."""
BASE = f"{API}/problems/"


class Sort(NamedTuple):
    """One sort of problem."""

    status: int
    title: Said
    detail: Said


_NOT_DECIDED = Said("决定未被接受", "The decision is not accepted")

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
    "by_not_allowed": Sort(
        403,
        Said("不能代他人决定", "Not in somebody else's name"),
        Said(
            "只有角色为 manager 的密钥可以用 by 写明同事的登录名；其他情况请省略 by。",
            "Only a key of the role manager may name a colleague in `by`; leave it out otherwise.",
        ),
    ),
    "not_our_page": Sort(
        403,
        Said("不是从本站页面发出的", "Not asked by a page of ours"),
        Said(
            "已登录的人改动内容时，X-CSRF-Token 要写页面给出的值；如已失效，请重新打开页面。",
            "Who is signed in changes something only with the header X-CSRF-Token, as the page was"
            " given it; if that is over, load the page anew.",
        ),
    ),
    "not_found": Sort(
        404,
        Said("没有这个地址", "Nothing is there"),
        Said(
            "API 没有这个地址；全部地址见 /api/v1/openapi.json。",
            "The API has no such address; /api/v1/openapi.json lists them all.",
        ),
    ),
    "unknown_case": Sort(
        404,
        Said("没有这件工单", "No such case"),
        Said(
            "没有这件工单，或者它不归这个密钥查看。工单编号形如 7KQ2M-9XD3H。",
            "There is no such case, or this key does not see it. A case id is like 7KQ2M-9XD3H.",
        ),
    ),
    "unknown_file": Sort(
        404,
        Said("没有这个文件", "No such file"),
        Said(
            "这件工单没有这个文件；有哪些文件，见工单的 attachments。",
            "The case has no such file; `attachments` of the case names those that it has.",
        ),
    ),
    "file_masked": Sort(
        403,
        Said("需要先说明原因", "A reason is needed first"),
        Said(
            "文件内容无法遮盖；请先用 unmask 写明查看原因。",
            "Nothing in a file can be masked: say first, by unmask, why you look.",
        ),
    ),
    "unknown_problem": Sort(
        404,
        Said("没有这种问题", "No such problem"),
        Said("全部种类见 /api/v1/problems。", "/api/v1/problems lists them all."),
    ),
    "method_not_allowed": Sort(
        405,
        Said("不支持这个方法", "Not by this method"),
        Said(
            "这个地址不支持所用的 HTTP 方法；可用的方法见响应头 Allow。",
            "This address is not for that HTTP method; the header Allow names those that it has.",
        ),
    ),
    "not_acceptable": Sort(
        406,
        Said("不能用这种格式回答", "No answer in that form"),
        Said(
            "本 API 只回答 application/json；请在 Accept 中写明，或省略 Accept。",
            "The API answers application/json only; accept that, or send no header Accept.",
        ),
    ),
    "key_reused": Sort(
        409,
        Said("幂等键已用于别的请求", "The key belongs to another request"),
        Said(
            "这个 Idempotency-Key 已用于内容不同的请求；新的请求请用新的键。",
            "This Idempotency-Key was sent with another request; take a new one for a new request.",
        ),
    ),
    "count_changed": Sort(
        409,
        Said("件数有变化", "Other cases than expected"),
        Said(
            "符合条件的工单现在是 {count} 件，而不是 {expected} 件；请重新预览。",
            "{count} cases match now, not {expected}; look at a preview again.",
        ),
    ),
    "too_large": Sort(
        413,
        Said("内容太长", "Too large"),
        Said("请求内容最多 {limit} 字节。", "A request may have {limit} bytes at most."),
    ),
    "file_too_large": Sort(
        413,
        Said("文件太大", "The file is too large"),
        Said(
            "每次上传一个文件，最大 {limit} 字节。", "One file of at most {limit} bytes at a time."
        ),
    ),
    "unsupported_media_type": Sort(
        415,
        Said("不支持这种格式", "Not in that form"),
        Said(
            "请用 UTF-8 编码的 JSON，并写明 Content-Type: application/json；文件用"
            " multipart/form-data 发到 /api/v1/attachments。",
            "Send JSON in UTF-8 with the header Content-Type: application/json; a file as"
            " multipart/form-data to /api/v1/attachments.",
        ),
    ),
    "file_kind": Sort(
        415,
        Said("不接受这种文件", "Not that kind of file"),
        Said(
            "可以上传的种类：{kinds}。种类由文件内容判断，与文件名无关。",
            "These kinds are accepted: {kinds}. What a file is, its contents tell, not its name.",
        ),
    ),
    "invalid_request": Sort(
        422,
        Said("请求内容不正确", "The request is not valid"),
        Said(
            "errors 列出了每个不正确的字段、问题和正确的写法。",
            "`errors` names every field that is wrong, what is wrong, and what would be right.",
        ),
    ),
    "masked_search": Sort(
        422,
        Said("不能按这些内容查找", "That cannot be searched for"),
        Said(
            "号码和邮箱对您是遮盖的，因此含七位以上数字或 @ 的查找没有结果；"
            "组长和经理可以这样查找。",
            "Numbers and addresses are masked for you, so nothing is found by seven digits and more"
            " or an @; leads and managers can search for them.",
        ),
    ),
    "too_many_cases": Sort(
        422,
        Said("工单太多", "Too many cases"),
        Said(
            "一次最多处理 {limit} 件工单；请缩小范围。",
            "At most {limit} cases can be decided at a time; choose fewer.",
        ),
    ),
    "precondition_required": Sort(
        428,
        Said("要写明审批的是哪一版", "Say what is approved"),
        Said(
            "方案随时可能有新的版本。请在内容中写明看过的 version 或 hash，"
            "或把看到的 ETag 作为 If-Match 发来（不能是 *）。",
            "There may be a newer version of the proposal by now. Give the `version` or the `hash`"
            " that was read, or send the ETag of the case as If-Match (not as `*`).",
        ),
    ),
    "internal": Sort(
        500,
        Said("出错了", "Something went wrong"),
        Said(
            "这是我们的错误，已经记入日志。带 Idempotency-Key 的请求可以放心重发。",
            "This is our mistake, and it is in the log. A request with an Idempotency-Key can be"
            " sent again safely.",
        ),
    ),
    "unavailable": Sort(
        503,
        Said("暂时不能服务", "Not available now"),
        Said(
            "暂时无法访问记录库，这个请求没有被记录。请稍后重发。",
            "The record cannot be reached; nothing of this request was recorded. Send it later.",
        ),
    ),
    **{
        each.value: Sort(412 if each is Refusal.CHANGED else 409, _NOT_DECIDED, REFUSALS[each])
        for each in Refusal
    },
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

    @property
    def status(self) -> int:
        return PROBLEMS[self.name].status

    def body(self, locale: Locale) -> dict[str, Any]:
        """The members of the answer."""
        sort = PROBLEMS[self.name]
        return {
            "type": f"{BASE}{self.name}",
            "title": sort.title.in_(locale),
            "status": sort.status,
            "detail": sort.detail.in_(locale).format(**self.told),
            **self.told,
        }
