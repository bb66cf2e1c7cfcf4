"""What `huiyin up` says."""

import errno
import os
from collections.abc import Mapping

from schemas.enums import Locale
from schemas.words import Said

TITLES: Mapping[str, Said] = {
    "record": Said("记录库", "Record"),
    "temporal": Said("Temporal 服务器", "Temporal server"),
    "worker": Said("工作进程", "Worker"),
    "web": Said("网页服务", "Web"),
    "catcher": Said("邮件收集器", "Mail catcher"),
}

CUSTOMERS = Said("客户与网页", "Customers, web")
DESK = Said("工作台", "Desk")
TEMPORAL_UI = Said("Temporal 界面", "Temporal UI")
MAILS = Said("收到的邮件", "Caught mails")
DATA = Said("数据目录", "Data directory")

SET_PASSWORD = Said(
    "还没有管理员设过密码。请在 7 天内打开这个链接设置（只能用一次，下次启动会换新的）：",
    "No administrator has a password yet. Open this link within 7 days to set it"
    " (it works once; the next start prints another):",
)
ALL_READY = Said("回音已就绪，按 Ctrl-C 停止。", "Huiyin is ready. Ctrl-C stops it.")
TRY_THIS = Said("在另一个终端里试一试：", "Try it, in another terminal:")
NO_REPLY_TO = Said(
    "未设置 HUIYIN_MAIL_REPLY_TO：客户直接回复邮件时没有人会看到。请设为有人查看的信箱。",
    "HUIYIN_MAIL_REPLY_TO is not set: nobody reads what customers reply to a mail. "
    "Set it to a mailbox that people read.",
)

POLICY_DIFFERS = Said(
    "{file} 与现行的制度（{version}）不同，新的工单仍用现行的；要启用它：huiyin policy apply {file}"
    " --by 登录名",
    "{file} is not the policy that is in force ({version}), which new cases go on to use. "
    "To put it in force: huiyin policy apply {file} --by LOGIN",
)

POLICY_OLDER = Said(
    "现行的制度是 {version}；{file} 是以前的版本，新的工单不受它影响。"
    "要让文件跟上：huiyin policy show --source > {file}",
    "The policy in force is {version}; {file} is a version from before, and does no harm. "
    "To bring the file up to date: huiyin policy show --source > {file}",
)
POLICY_OLDER_MASKED = Said(
    "现行的制度是 {version}；{file} 是以前的版本，新的工单不受它影响。"
    "huiyin policy show --source 显示现行的全文；群聊地址是遮盖的，抄进文件时请保留原来的。",
    "The policy in force is {version}; {file} is a version from before, and does no harm. "
    "huiyin policy show --source shows what is in force; addresses of chats are masked in it: "
    "keep those of the file.",
)

SLOW = Said("{part} 还没有就绪，日志：{log}", "{part} is not ready yet; its log: {log}")
DIED = Said(
    "{part} 意外结束（{how}），{pause:g} 秒后重新启动。日志：{log}",
    "{part} ended ({how}); starting it again in {pause:g} s. Its log: {log}",
)
ENDED_REMAINS = Said(
    "已结束上次运行遗留的进程：{names}", "Ended what the previous run had left behind: {names}"
)
STOPPING = Said(
    "正在停止，再按一次 Ctrl-C 立即终止。", "Stopping. Ctrl-C again ends everything at once."
)
STOPPED = Said(
    "已停止。下次启动会从这里继续。", "Stopped. The next start goes on where this one was."
)

ALREADY_RUNNING = Said(
    "回音已在 {directory} 上运行（进程 {pid}）。请先停止它，或用 HUIYIN_DATA_DIR 另选目录。",
    "Huiyin already runs on {directory} (process {pid}). "
    "Stop it first, or choose another directory by HUIYIN_DATA_DIR.",
)
UNUSABLE = Said("{path} 不能使用：{why}。", "{path} cannot be used: {why}.")
REASONS: Mapping[int, Said] = {
    errno.EACCES: Said("没有权限", "Permission denied"),
    errno.EPERM: Said("没有权限", "Permission denied"),
    errno.EROFS: Said("只能读取，不能写入", "It can be read only"),
    errno.ENOSPC: Said("磁盘已满", "The disk is full"),
    errno.EISDIR: Said("这里应是文件，却是目录", "Is a directory, not a file"),
    errno.ENOTDIR: Said("路径中有一部分不是目录", "Not a directory"),
    errno.EEXIST: Said("这里应是目录，却是文件", "Is a file, not a directory"),
}
PORT_TAKEN = Said(
    "端口 {port} 已被占用：请停止占用它的程序，或用 {variable} 另选端口。",
    "Port {port} is taken: stop what uses it, or choose another by {variable}.",
)
PORT_UNUSABLE = Said(
    "端口 {port} 不能使用（{reason}）：请用 {variable} 另选端口。",
    "Port {port} cannot be used ({reason}): choose another by {variable}.",
)
PORT_TWICE = Said(
    "端口 {port} 同时用于 {first} 和 {variable}：请为其中之一另选端口。",
    "Port {port} is given by both {first} and {variable}: choose another for one of them.",
)


def spoken(lang: Locale | None) -> Locale:
    """The language to speak: the one set, else the system's when that is Chinese, else English."""
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return lang or (Locale.ZH if system.startswith("zh") else Locale.EN)
