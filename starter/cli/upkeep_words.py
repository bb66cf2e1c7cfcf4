"""What the commands say by which an installation is looked after."""

from collections.abc import Mapping

from schemas.words import Said

# Help

DOCTOR = Said(
    "检查一切是否正常，并说明如何处理。",
    "Check everything, and say what to do about what is wrong.",
)
BACKUP = Said(
    "把全部记录备份到一个文件；不必停止运行。",
    "Write the whole record to one file; nothing has to be stopped.",
)
RESTORE = Said("把备份恢复到空的记录库。", "Bring a backup into an empty record.")
UPGRADE = Said("把记录库升级到本程序的版本。", "Bring the record to this program's version.")
REBUILD = Said(
    "按记录补上缺失或落后的流程；随时可以运行。",
    "Start the workflows that are missing or behind, from the record; safe at any time.",
)
A_FILE = Said("文件", "FILE")
BACKUP_FILE = Said("要写入的文件", "The file to write")
RESTORE_FILE = Said("备份文件", "The backup")
ONE_CASE = Said("只处理这件工单，默认为全部", "This case only; default: all")

# Doctor

ALL_WELL = Said("一切正常。", "All is well.")
SUM = Said(
    "问题 {problems} 个，提醒 {warnings} 个。", "Problems: {problems}. Warnings: {warnings}."
)

# Backup and restore

WRITTEN = Said(
    "已备份到 {path}（{size}）。工单：{cases} 件。",
    "The backup is {path} ({size}). Cases: {cases}.",
)
KEEP_SAFE = Said(
    "其中有客户的个人数据和签名密钥，请像记录库一样保管。",
    "It holds customers' data and the key that signs links: keep it as safe as the record.",
)
KEY_APART = Said(
    "其中没有签名密钥：请另行保管 HUIYIN_SECRET_KEY，否则已发出的链接会失效。",
    "The key that signs links is not in it: keep HUIYIN_SECRET_KEY too, or links are lost.",
)
RESTORED = Said("已恢复到 {at} 的状态。工单：{cases} 件。", "Restored, as of {at}. Cases: {cases}.")
ALSO_WRITTEN = Said("同时写入：{files}", "Also written: {files}")
LEFT_OUT = Said(
    "备份中没有帐号 {login}（尚未使用过），已不再保留。",
    "The account {login}, which nobody had used yet, is not in the backup and is gone.",
)
NOW_REBUILD = Said(
    "接下来：启动回音，再运行 huiyin rebuild，各工单便会继续。",
    "Next: start Huiyin, then run `huiyin rebuild`, and every case goes on.",
)
FILE_TROUBLE = Said("{path}：{why}", "{path}: {why}")

# By the names in `store.backup.Trouble`, which is not imported before it is needed.
TROUBLES: Mapping[str, Said] = {
    "no_record": Said("{where} 中还没有记录", "there is no record yet in {where}"),
    "other_file": Said(
        "{where} 已存在，而且不是备份；请另起文件名",
        "{where} exists and is no backup; give another name",
    ),
    "no_backup": Said(
        "{where} 不是回音的备份，或不完整", "{where} is no backup of Huiyin, or not all of one"
    ),
    "damaged": Said("{where} 已损坏；没有恢复任何内容", "{where} is damaged; nothing was restored"),
    "newer": Said(
        "{where} 来自更新版本的回音；请先安装那个版本",
        "{where} is from a newer Huiyin; install that version first",
    ),
    "not_empty": Said(
        "{where} 中已有记录；备份只能恢复到空的记录库，请用 HUIYIN_DATA_DIR 另选目录",
        "{where} is not empty, and a backup goes into an empty record only;"
        " choose another directory by HUIYIN_DATA_DIR",
    ),
    "laid_out": Said(
        "{where} 是空的，但版本比备份新；请换一个全新的数据库",
        "{where} is empty but of a later version than the backup; give a new database",
    ),
    "other_secret": Said(
        "{where} 是另一把密钥；备份中的链接需要它自己的密钥。请先移走这个文件，或另选目录",
        "{where} is another key, and links in mails that were sent need the one of the backup;"
        " move this file away first, or choose another directory",
    ),
}

# Upgrade

UP_TO_DATE = Said("已是最新版本（{revision}）。", "The record is up to date ({revision}).")
CREATED = Said("已建立记录库（{after}）。", "The record is made ({after}).")
UPGRADED = Said("已从 {before} 升级到 {after}。", "Upgraded from {before} to {after}.")
FROM_THE_FUTURE = Said(
    "记录库的版本 {found} 比本程序所知的 {known} 更新；请安装更新版本的回音",
    "the record is of version {found}, and this program knows only up to {known};"
    " install a newer Huiyin",
)
WORKERS_ALIVE = Said(
    "一分钟之内还有工作进程在运行：{names}。请先停止它们；若已停止，请一分钟后再试",
    "workers were alive within the last minute: {names}. Stop them first;"
    " if you just have, try again in a minute",
)
A_WORKER = Said("{name}（版本 {revision}）", "{name} (version {revision})")

# Rebuild

REBUILDING = Said("核对中", "Checking")
REBUILT = Said(
    "核对工单 {checked} 件；启动 {started} 件，刷新 {refreshed} 件，执行决定 {delivered} 项。",
    "Cases checked: {checked}; started: {started}; refreshed: {refreshed};"
    " decisions handed over: {delivered}.",
)
FAILED = Said("{id}：{reason}", "{id}: {reason}")
NO_WORKER = Said(
    "没有工作进程应答，正在运行的流程无法核对。请启动后再运行一次。",
    "No worker answers, so the workflows that run could not be checked. Start one, and run"
    " this again.",
)
