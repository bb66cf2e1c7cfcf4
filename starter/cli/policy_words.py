"""What the commands say that are about the policy."""

from collections.abc import Mapping

from schemas.findings import Severity
from schemas.words import Said

# Help

TOPIC = Said("查看、检查、比较、启用制度。", "Look at, check, compare and apply policies.")
CHECK = Said(
    "检查一个制度文件，列出每一处错误和可疑之处。",
    "Check a policy file: every mistake, and everything that looks wrong.",
)
SHOW = Said("用通俗的话显示一版制度。", "Show a policy in plain words.")
LIST = Said("列出各版制度，现行的在前。", "List the versions, the one in force first.")
DIFF = Said("比较两版制度，逐项列出差别。", "Compare two policies, key by key.")
APPLY = Said(
    "检查并启用一个制度文件，用于新的工单；不用重启。",
    "Check a policy file and put it in force for new cases; nothing is restarted.",
)
ADOPT = Said(
    "把进行中的工单改用另一版制度；先预览，加 --yes 才执行。",
    "Move running cases to another version: a preview first, carried out with --yes.",
)
A_FILE = Said("文件", "FILE")
A_VERSION = Said("版本", "VERSION")
A_REFERENCE = Said("版本或文件", "VERSION|FILE")
A_TEXT = Said("文字", "TEXT")
REASON = Said("为什么启用", "Why it is put in force")
A_FILTER = Said("条件", "FILTER")
A_LOGIN = Said("登录名", "LOGIN")
FILE = Said("制度文件", "The policy file")
REFERENCE = Said(
    "版本（可只写开头几位）、文件，或自带制度的文件名；默认为现行的",
    "A version (its beginning is enough), a file, or the name of a shipped one;"
    " default: the one in force",
)
FIRST = Said("前一版：版本或文件", "The one before: a version or a file")
SECOND = Said("后一版：版本或文件", "The one after: a version or a file")
VERSION = Said("改用的版本（可只写开头几位）", "The version to move to; its beginning is enough")
SOURCE = Said("只输出 TOML 原文", "Write the TOML text alone")
CASES = Said(
    "哪些工单：all，或 stage:planning priority:high team:… category:… channel:… policy:… id:…"
    "，须同时满足",
    "Which cases: all, or stage:planning priority:high team:… category:… channel:… policy:… id:…;"
    " all must hold",
)
YES = Said("执行，而不只是预览", "Carry it out, not only preview it")
A_TIER = Said("客户等级", "TIER")
TIER = Said("客户等级，须是制度中已有的", "What kind of customer: one of the policy's tiers")
BY = Said("作决定的人的登录名", "The login of who decides")

# Check

SEVERITIES: Mapping[Severity, Said] = {
    Severity.ERROR: Said("错误", "error"),
    Severity.WARNING: Said("提醒", "warning"),
}
LINE = Said("第 {line} 行", "line {line}")
SOUND = Said("{file}：没有发现问题。", "{file}: nothing is wrong.")
SUM = Said("错误 {errors} 处，提醒 {warnings} 处。", "Errors: {errors}. Warnings: {warnings}.")
MAY_APPLY = Said(
    "可以启用：huiyin policy apply {file} --by 登录名",
    "It can be applied: huiyin policy apply {file} --by LOGIN",
)
NOT_APPLIED = Said("有错误的制度不能启用。", "A policy with errors cannot be applied.")

# References

NO_SUCH = Said(
    "没有 {name} 这个文件，也没有这一版；各版见 huiyin policy list",
    "there is no file {name} and no such version; `huiyin policy list` shows the versions",
)
NO_VERSION = Said(
    "没有 {name} 这一版；各版见 huiyin policy list",
    "there is no version {name}; `huiyin policy list` shows them",
)
NOT_ONE = Said("以 {name} 开头的有几版：{names}", "several versions begin with {name}: {names}")
BAD_FILTER = Said("--cases：{why}", "--cases: {why}")

# List

IN_FORCE = Said("现行", "in force")
SINCE = Said("启用时间", "Since")
BY_WHOM = Said("启用人", "By")
RUNNING = Said("进行中的工单", "Running cases")
NAME = Said("名称", "Name")
EMPTY = Said(
    "还没有任何版本：第一件工单到来时，启用数据目录中的 policy.toml。",
    "There is none yet: with the first case, policy.toml of the data directory is put in force.",
)

# Diff

SAME = Said("两者没有差别。", "There is no difference.")
WAS_IS = Said("{before} → {after}", "{before} → {after}")
DIFFERENT = Said("差别 {count} 处。", "Differences: {count}.")

# Apply

APPLIED = Said(
    "已启用 {version}；此后的新工单都用它。", "{version} is in force; every new case uses it."
)
ALREADY = Said(
    "{version} 已经是现行的，没有改变。", "{version} is in force already; nothing has changed."
)
OTHERS = Said(
    "进行中的工单 {count} 件，仍用它们开始时的版本；要改用这一版：huiyin policy adopt {version}"
    " --cases all --by {by}",
    "{count} running cases keep the version they began with; to move them:"
    " huiyin policy adopt {version} --cases all --by {by}",
)

# Adopt

WOULD_MOVE = Said(
    "可以改用 {version} 的工单：{count} 件。", "Cases that would move to {version}: {count}."
)
HAVE_MOVED = Said("已改用 {version} 的工单：{count} 件。", "Cases moved to {version}: {count}.")
THERE = Said("已经在用这一版：{count} 件。", "Under that version already: {count}.")
REFUSED = Said("不能改用：{count} 件。", "Cannot move: {count}.")
CHANGED = Said(
    "其中时限有变的 {changed} 件，立即超时的 {missed} 件。",
    "Deadlines change for {changed} of them; {missed} would be missed at once.",
)
SAMPLE = Said("例如", "A sample")
UNCHANGED = Said("时限不变", "deadlines stay as they are")
A_SHIFT = Said("{clock}：{before} → {after}", "{clock}: {before} → {after}")
AT_ONCE = Said("（立即超时）", " (missed at once)")
NOT_PROMISED = Said("不承诺", "not promised")
NOW_YES = Said(
    "还没有改变任何工单；加 --yes 执行。", "Nothing has changed yet; --yes carries it out."
)
UNTOLD = Said(
    "Temporal 没有应答，{count} 件工单的流程还不知道新的时限；恢复后请运行 huiyin rebuild",
    "Temporal does not answer: the workflows of {count} cases do not know their new deadlines yet;"
    " run `huiyin rebuild` when it is back",
)
MOVING = Said("处理中", "Moving")
