"""What the doctor says."""

from collections.abc import Mapping

from schemas.words import Said

TITLES: Mapping[str, Said] = {
    "data_dir": Said("数据目录", "Data directory"),
    "disk": Said("磁盘空间", "Disk space"),
    "secret": Said("密钥", "Secret key"),
    "policy": Said("制度文件", "Policy"),
    "record": Said("记录库", "Record"),
    "schema": Said("记录库版本", "Record's version"),
    "integrity": Said("记录库完好", "Record is sound"),
    "durability": Said("断电保护", "Power cuts"),
    "backlog": Said("积压", "Backlog"),
    "notices": Said("员工通知", "Notices"),
    "analyzed": Said("一天来的分析", "Analyzed in a day"),
    "temporal": Said("Temporal 服务器", "Temporal server"),
    "temporal_version": Said("Temporal 版本", "Temporal version"),
    "namespace": Said("命名空间", "Namespace"),
    "search_attributes": Said("检索字段", "Search attributes"),
    "worker": Said("工作进程", "Worker"),
    "sweeper": Said("定时清扫", "Sweeper"),
    "teller": Said("定时通知", "Teller"),
    "learning": Said("从更正中学习", "Learning"),
    "payload_keys": Said("在办工单的密钥", "Keys of running cases"),
    "encryption": Said("Temporal 加密", "Temporal encrypted"),
    "smtp": Said("邮件服务器", "Mail server"),
    "mail_security": Said("邮件加密", "Mail encryption"),
    "mail_from": Said("发件地址", "Sender"),
    "mail_reply_to": Said("回信地址", "Reply-To"),
    "analysis": Said("分析", "Analysis"),
    "second_opinion": Said("语言模型", "Language model"),
    "public_url": Said("对外网址", "Public address"),
    "web": Said("网页服务", "Web"),
}

# Whatever goes wrong with a check itself

NO_ANSWER = Said("{seconds:g} 秒内没有结果", "no result within {seconds:g} s")
LOOK_INTO_IT = Said(
    "请按上面的说明处理；用 huiyin --verbose doctor 可以看到细节",
    "see to what is said above; `huiyin --verbose doctor` shows details",
)
REMEDIES: Mapping[str, Said] = {
    "secret": Said(
        "运行 huiyin up 会自动生成；或把 HUIYIN_SECRET_KEY 设为至少 32 个字符的随机文字",
        "`huiyin up` makes one; or set HUIYIN_SECRET_KEY to a random text of 32 characters or more",
    ),
    "policy": Said(
        "改正上面所说的那一项，再重新启动各部分",
        "correct the key named above, then start the parts again",
    ),
    "record": Said(
        "检查 HUIYIN_DATABASE_URL 和数据库服务器，或数据目录的权限；在此之前什么都不能记录",
        "check HUIYIN_DATABASE_URL and the database server, or the permissions of the data"
        " directory; until then nothing can be recorded",
    ),
    "temporal": Said(
        "运行 huiyin up，或设置 TEMPORAL_ADDRESS；在此之前提交和决定照常记录，之后执行",
        "run `huiyin up`, or set TEMPORAL_ADDRESS; until then submissions and decisions are"
        " recorded, and carried out later",
    ),
    "smtp": Said(
        "运行 huiyin up，或检查 HUIYIN_SMTP_URL；在此之前邮件留着，恢复后按顺序发出",
        "run `huiyin up`, or check HUIYIN_SMTP_URL; until then mails wait, and are sent in order"
        " afterwards",
    ),
    "encryption": Said(
        "改正 HUIYIN_PAYLOAD_KEYS；huiyin codec key 可生成密钥，旧的密钥排在后面",
        "correct HUIYIN_PAYLOAD_KEYS; `huiyin codec key` makes a key, older ones come after it",
    ),
    "public_url": Said(
        "请检查 HUIYIN_PUBLIC_URL 和 HUIYIN_SMTP_URL", "check HUIYIN_PUBLIC_URL and HUIYIN_SMTP_URL"
    ),
}

# Encryption

PLAIN_PAYLOADS = Said(
    "没有加密：流程记录里没有个人内容；SubmitFeedback 因此不接收反馈",
    "not encrypted: histories hold no personal data; SubmitFeedback takes nothing without it",
)
ENCRYPTED_BY = Said("用 {first} 加密", "encrypted with {first}")
ENCRYPTED_AND_READ = Said(
    "用 {first} 加密；还能解密 {others} 的内容", "encrypted with {first}; {others} still read"
)
KEYS_FAIL = Said("密钥不能解密自己加密的内容", "a key does not decrypt what it encrypted")

KEYS_THERE = Said(
    "查看了 {looked} 件在办工单：都能解密", "running cases looked at: {looked}; all can be read"
)
KEYS_GONE = Said(
    "缺少密钥 {keys}：查看了 {looked} 件在办工单，其中 {n} 件（例如 {case}）没有它就停住不动",
    "key {keys} is missing: of {looked} running cases looked at {n} (such as {case}) stand still"
    " without it",
)
PUT_KEYS_BACK = Said(
    "把 {keys} 放回 HUIYIN_PAYLOAD_KEYS，排在现在的密钥后面，再重新启动各部分；"
    "如果已经丢失，请看隐私说明",
    "put {keys} back into HUIYIN_PAYLOAD_KEYS, after the present keys, and restart every part; if"
    " it is lost, see the guide to privacy",
)

# This machine

NOT_USED = Said("不使用：一切由环境变量给出", "not used: everything is set in the environment")
NO_DATA_DIR = Said("没有目录 {path}", "there is no directory {path}")
MAKE_DATA_DIR = Said(
    "运行 huiyin up 会自动建立；或把 HUIYIN_DATA_DIR 指向已有的目录",
    "`huiyin up` makes it; or set HUIYIN_DATA_DIR to the one that you have",
)
OPEN_TO_OTHERS = Said(
    "{path} 对其他用户开放（权限 {mode}）", "{path} is open to other users (mode {mode})"
)
CLOSE = Said("运行：chmod {mode} {path}", "run: chmod {mode} {path}")
NOT_WRITABLE = Said("{path} 不可写", "{path} cannot be written to")
BE_OWNER = Said(
    "请以 {path} 的所有者身份运行，或更改所有者",
    "run it as the owner of {path}, or change the owner",
)
FREE = Said("剩余 {gigabytes:.1f} GB", "{gigabytes:.1f} GB free")
MAKE_ROOM = Said(
    "请腾出空间；磁盘写满后不能再接收反馈", "make room; on a full disk no feedback can be taken"
)
SECRET_MISSING = Said(
    "没有设置 HUIYIN_SECRET_KEY，也没有文件 {file}",
    "HUIYIN_SECRET_KEY is not set, and there is no file {file}",
)
SECRET_SET = Said("由 HUIYIN_SECRET_KEY 设定", "set by HUIYIN_SECRET_KEY")
POLICY_SHIPPED = Said("使用自带的制度", "the one that is shipped")

CORRECT_POLICY = Said(
    "改正上面所说的各项；huiyin policy check 列出全部",
    "correct what is named above; `huiyin policy check` shows all of it",
)
POLICY_DIFFERS = Said(
    "{file} 与现行的制度（{version}）不同",
    "{file} is not the policy that is in force ({version})",
)
POLICY_OLDER = Said(
    "现行的是 {version}；{file} 是以前的版本（huiyin policy show --source 显示现行的）",
    "in force is {version}; {file} is a version from before (huiyin policy show --source shows it)",
)
APPLY_POLICY = Said(
    "要启用这个文件：huiyin policy apply {file} --by 登录名；"
    "要改回现行的：huiyin policy show --source > {file}",
    "to put the file in force: huiyin policy apply {file} --by LOGIN;"
    " to take back what is in force: huiyin policy show --source > {file}",
)

# The record

NO_RECORD = Said("没有文件 {path}", "there is no file {path}")
MAKE_RECORD = Said(
    "运行 huiyin up 或 huiyin upgrade 建立；或用 huiyin restore 从备份恢复",
    "`huiyin up` or `huiyin upgrade` makes it; `huiyin restore` brings it back from a backup",
)
REVISION = Said("{found}（最新）", "{found}, the latest")
EMPTY_RECORD = Said("数据库是空的", "the database is empty")
OLDER_SCHEMA = Said("{found}，本程序需要 {needed}", "{found}; this program needs {needed}")
UPGRADE = Said(
    "先运行 huiyin backup，停止旧的工作进程，再运行 huiyin upgrade",
    "run `huiyin backup`, stop the old workers, then run `huiyin upgrade`",
)
UNKNOWN_SCHEMA = Said(
    "{found}，比本程序所知的 {needed} 更新", "{found}; this program knows only up to {needed}"
)
NEWER_PROGRAM = Said("请安装更新版本的回音", "install a newer Huiyin")
NO_DAMAGE = Said("未发现损坏", "no damage found")
DAMAGE = Said("文件已损坏：{what}", "the file is damaged: {what}")
RESTORE = Said(
    "停止回音，保留此文件，用 huiyin restore 把最近的备份恢复到新的目录",
    "stop Huiyin, keep this file, and bring the latest backup into a new directory"
    " by `huiyin restore`",
)
POSTGRESQL_SEES = Said("由 PostgreSQL 负责", "PostgreSQL sees to it")
PRAGMAS = Said(
    "journal_mode={journal}，synchronous={synchronous}",
    "journal_mode={journal}, synchronous={synchronous}",
)
LOCAL_DISK = Said(
    "请把数据目录放在本地磁盘上：此文件系统不支持 WAL",
    "put the data directory on a local disk: this file system cannot do WAL",
)
NOTHING_WAITS = Said("没有积压", "nothing waits")
WAITING = Said(
    "超过一分钟：未启动的工单 {cases} 件，未执行的决定 {decisions} 项",
    "for more than a minute: {cases} cases not started, {decisions} decisions not carried out",
)
UNJAM = Said(
    "先看 Temporal 和工作进程两项；它们正常后会自动补上，也可以运行 huiyin rebuild",
    "see to Temporal and the worker first; it then heals by itself, or at once by `huiyin rebuild`",
)

ALL_TOLD = Said("都已发出", "everybody is told")
NOBODY_TOLD = Said("等了十分钟以上的通知：{n}", "notices that wait for more than ten minutes: {n}")
UNTOLD = Said("没有送达：{what}", "not delivered: {what}")
ONE_UNTOLD = Said("{who}（{way}，{why}，已试 {n} 次）", "{who} ({way}, {why}, tried {n} times)")
WAYS: Mapping[str, Said] = {"mail": Said("邮件", "mail"), "chat": Said("群聊", "chat")}
START_TELLING = Said(
    "先看工作进程和邮件服务器两项；它们正常后会自动发出",
    "see to the worker and the mail server; they then go out by themselves",
)
MEND_ADDRESS = Said(
    "请检查制度中这些人或小组的邮箱和群聊地址，以及工作进程的环境变量；未送达的会再试或改发小组邮箱",
    "check the addresses and chats of these people and teams in the policy, and the worker's"
    " environment; meanwhile it is tried again, or the team's mailbox is told",
)

# Temporal

TEMPORAL_AT = Said("{address}，命名空间 {namespace}", "{address}, namespace {namespace}")
NEWER_SERVER = Said(
    "请升级 Temporal 服务器到 {oldest} 或以上", "upgrade Temporal to {oldest} or later"
)
NO_NAMESPACE = Said("没有命名空间 {name}", "there is no namespace {name}")
MAKE_NAMESPACE = Said(
    "运行：temporal operator namespace create --retention {days}d {name}",
    "run: temporal operator namespace create --retention {days}d {name}",
)
RETENTION = Said("{name}，历史保留 {days:g} 天", "{name}, histories are kept for {days:g} days")
RETENTION_OF_DEVELOPMENT = Said(
    "{name}，历史只保留 24 小时（开发服务器的默认值）",
    "{name}, histories are kept for 24 hours only, as development servers do",
)
KEEP_LONGER = Said(
    "运行：temporal operator namespace update --retention {days}d {name}"
    "；或把 HUIYIN_RETENTION_DAYS 设为您要的天数",
    "run: temporal operator namespace update --retention {days}d {name};"
    " or set HUIYIN_RETENTION_DAYS to what you mean",
)
REGISTERED = Said("已全部注册", "all registered")
UNREGISTERED = Said("未注册：{names}", "not registered: {names}")
REGISTER_ATTRIBUTES = Said(
    "重新启动工作进程会自动注册；若无权限，请用 temporal operator search-attribute create 注册",
    "a worker registers them when it starts; if it may not, do it by"
    " `temporal operator search-attribute create`",
)
MISTYPED = Said("类型不符：{names}", "of another type: {names}")
REMOVE_ATTRIBUTES = Said(
    "请用 temporal operator search-attribute remove 移除它们，再重新启动工作进程",
    "remove them by `temporal operator search-attribute remove`, then start the worker again",
)
WORKS = Said("正在接活", "asks for work")
NO_WORKER = Said("没有工作进程", "there is none")
HALF_A_WORKER = Said("没有人处理：{work}", "nobody does: {work}")
WORK: Mapping[str, Said] = {
    "workflows": Said("流程", "workflows"),
    "activities": Said("步骤", "steps"),
}
SILENT = Said("没有工作进程报到", "no worker is heard of")
START_WORKER = Said(
    "运行 huiyin up 或 huiyin worker；在此之前工单不会前进",
    "run `huiyin up` or `huiyin worker`; until then no case goes on",
)
NO_SCHEDULE = Said("没有定时任务", "there is no schedule")
PAUSED = Said("已暂停", "it is paused")
UNPAUSE = Said(
    "运行：temporal schedule toggle --schedule-id {schedule} --unpause --reason resume",
    "run: temporal schedule toggle --schedule-id {schedule} --unpause --reason resume",
)
JUST_MADE = Said("刚刚建立", "it was made just now")
LAST_PASS = Said("上一次在 {seconds:.0f} 秒前", "last pass {seconds:.0f} s ago")
RESTART_WORKER = Said(
    "重新启动工作进程，它会重建定时任务", "start the worker again: it makes the schedule"
)

# Mail

ANSWERS = Said("{where} 正常应答", "{where} answers")
LOGGED_IN = Said("{where} 登录成功", "{where}, logged in")
MAIL_TROUBLE = Said("{where} 不可用：{why}", "{where} cannot be used: {why}")
KNOWN_TROUBLE = Said("{why}（{error}）", "{why} ({error})")
MAIL_TROUBLES: Mapping[str, Said] = {
    "SMTPConnectError": Said("连接不上", "nobody answers there"),
    "SMTPConnectTimeoutError": Said("连接超时", "no connection in time"),
    "SMTPConnectResponseError": Said("不接受连接", "it does not take connections"),
    "SMTPReadTimeoutError": Said("超时没有应答", "no answer in time"),
    "SMTPTimeoutError": Said("超时没有应答", "no answer in time"),
    "SMTPServerDisconnected": Said("中断了连接", "it hung up"),
    "SMTPAuthenticationError": Said("登录被拒绝", "it refused the login"),
    "SMTPHeloError": Said("不接受问候", "it refused the greeting"),
}
RECORD_AWAY = Said("记录库没有应答（{why}）", "the record does not answer ({why})")
TEMPORAL_AWAY = Said("没有应答（{why}）", "no answer ({why})")
STAYS_HERE = Said("不离开本机", "it stays on this machine")
ENCRYPTED = Said("加密，并核对证书", "encrypted, and the certificate is checked")
UNVERIFIED = Said("不核对服务器的证书", "the server's certificate is not checked")
VERIFY = Said("从 HUIYIN_SMTP_URL 中去掉 verify=false", "take verify=false out of HUIYIN_SMTP_URL")
IN_THE_OPEN = Said("邮件可能不加密传送", "mails may travel unencrypted")
ENCRYPT = Said(
    "在 HUIYIN_SMTP_URL 中使用 smtps://，或加上 ?starttls=true",
    "use smtps:// in HUIYIN_SMTP_URL, or add ?starttls=true",
)
NO_ADDRESS = Said("{value} 不是一个邮箱地址", "{value} is not one address")
SET_FROM = Said(
    "把 HUIYIN_MAIL_FROM 设为您的域名下的地址，例如：客户反馈 <feedback@example.com>",
    "set HUIYIN_MAIL_FROM to an address of your domain, such as: Feedback <feedback@example.com>",
)
NO_REPLY_TO = Said(
    "未设置：客户直接回复的邮件没有人看到", "not set: nobody reads what customers reply"
)
SET_REPLY_TO = Said(
    "把 HUIYIN_MAIL_REPLY_TO 设为有人查看的信箱",
    "set HUIYIN_MAIL_REPLY_TO to a mailbox that people read",
)

# The customers' page

SET_PUBLIC_URL = Said(
    "把 HUIYIN_PUBLIC_URL 设为客户能打开的网址，例如：https://feedback.example.com",
    "set HUIYIN_PUBLIC_URL to an address that customers reach, such as https://feedback.example.com",
)
ONLY_HERE = Said(
    "{url} 只能在本机打开，而邮件会发到外面", "{url} works on this machine only, and mails go out"
)
USE_HTTPS = Said("请改用 https：链接就是客户的钥匙", "use https: the link is the customer's key")
HEALTHY = Said("{url} 正常应答", "{url} answers")
WEB_TROUBLE = Said("{url} 没有正常应答：{why}", "{url} does not answer: {why}")
START_WEB = Said(
    "运行 huiyin up 或 huiyin web，并检查 HUIYIN_PUBLIC_URL",
    "run `huiyin up` or `huiyin web`, and check HUIYIN_PUBLIC_URL",
)

# Second opinions

NO_SECOND = Said("不使用；没有文字离开本系统", "not used: no text leaves this installation")
NOWHERE_TO_ASK = Said(
    "现行制度要问语言模型，但没有设置 HUIYIN_LLM_URL",
    "the policy asks one, and HUIYIN_LLM_URL is not set",
)
SET_LLM = Said(
    "设置 HUIYIN_LLM_URL 和 HUIYIN_LLM_MODEL，或从制度里去掉 [analysis.second]",
    "set HUIYIN_LLM_URL and HUIYIN_LLM_MODEL, or take [analysis.second] out of the policy",
)
NOT_WANTED = Said(
    "已设置，但现行制度没有 [analysis.second]，不会去问",
    "set, and never asked: the policy in force has no [analysis.second]",
)
WANT_IT = Said(
    "在制度里写上 [analysis.second]，或去掉 HUIYIN_LLM_URL",
    "write [analysis.second] in the policy, or take HUIYIN_LLM_URL away",
)
LLM_ANSWERS = Said(
    "{model}，{where}；今天已问 {asked} 次，最多 {daily} 次",
    "{model} at {where}; asked today: {asked} of {daily}",
)
LLM_AWAY = Said(
    "{where} 没有正常答复：{why}；工单只用自带的分析",
    "{where} does not answer as it should: {why}; cases go on with the built-in analysis alone",
)
CHECK_LLM = Said(
    "检查 HUIYIN_LLM_URL、HUIYIN_LLM_KEY 和那边的服务",
    "check HUIYIN_LLM_URL, HUIYIN_LLM_KEY and the service there",
)
LLM_IN_THE_OPEN = Said(
    "{where} 没有加密，文字会明文经过网络",
    "{where} is not encrypted: texts cross the network in the open",
)
LLM_BY_HTTPS = Said("使用 https 地址", "use an address with https")
