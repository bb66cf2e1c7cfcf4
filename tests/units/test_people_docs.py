"""The table of who may do what, in the documents, is the table that is asked."""

import re
from pathlib import Path

import pytest

from rules.access import MAY
from schemas.access import AccessRole, Permission
from schemas.enums import Locale
from schemas.words import Said
from starter.cli.people_words import ROLES
from starter.web.staff.words import WORDS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {Locale.EN: DOCS / "people.md", Locale.ZH: DOCS / "zh" / "people.md"}
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
YES = Said("可以", "yes")
NAMES = {
    Permission.SUBMIT: Said("提交反馈", "hand in feedback"),
    Permission.READ: Said("查看工单，个人信息已遮盖", "see cases, personal data masked"),
    Permission.UNMASK: Said(
        "说明理由后查看个人信息，每次都有记录",
        "see personal data for a reason; each time is recorded",
    ),
    Permission.DECIDE: Said("处理工单，写备注", "carry cases on, write notes"),
    Permission.BULK: Said("对多件工单作同一决定", "decide the same for many cases"),
    Permission.PUBLISH: Said(
        "把工单放上公示板，或撤下", "put a case on the public board, and take it off"
    ),
    Permission.ERASE: Said("删除、导出客户的资料", "erase and export what is known of a customer"),
    Permission.PEOPLE: Said("管理帐号和密钥", "keep accounts and keys"),
    Permission.SETTINGS: Said("启用制度，修改设置", "put a policy in force, change settings"),
    Permission.HISTORY: Said("查看流程历史的明文", "read histories of workflows in plain"),
    Permission.METRICS: Said("查看整个安装的数字", "see figures of the whole installation"),
    Permission.OPERATE: Said(
        "对停滞的流程重试、放弃、重新开始或终止",
        "retry, give up, begin anew or end what does not go on",
    ),
}


def table(locale: Locale) -> str:
    """The table as the document has to have it."""
    roles = [ROLES[role].in_(locale) for role in AccessRole]
    lines = [f"| | {' | '.join(roles)} |", "|---" * (len(roles) + 1) + "|"]
    for permission in Permission:
        cells = [YES.in_(locale) if role in MAY[permission] else "" for role in AccessRole]
        opening, closing = ("（", "）") if locale is Locale.ZH else (" (", ")")
        name = f"{NAMES[permission].in_(locale)}{opening}`{permission.value}`{closing}"
        lines.append(" ".join(f"| {cell}".rstrip() for cell in (name, *cells)) + " |")
    return "\n".join(lines)


@pytest.mark.parametrize("locale", Locale)
def test_the_document_has_the_table_that_is_asked(locale: Locale) -> None:
    assert table(locale) in PAGES[locale].read_text(encoding="utf-8")


def test_every_permission_has_a_name() -> None:
    assert set(NAMES) == set(Permission)


def test_the_pages_of_staff_say_everything_in_both_languages() -> None:
    chinese, english = WORDS[Locale.ZH], WORDS[Locale.EN]
    assert set(chinese) == set(english)
    for key in chinese:
        assert set(re.findall(r"\{\w+\}", chinese[key])) == set(
            re.findall(r"\{\w+\}", english[key])
        )
        assert not LATIN.search(re.sub(r"\{\w+\}", "", chinese[key])), key
        assert not HAN.search(english[key]), key
