"""What the commands about personal data say."""

from schemas.words import Said

ERASE = Said(
    "删除一位客户的文字、姓名、地址、邮件和附件；先预览再执行。",
    "Erase a customer's words, name, address, mails and files; shown first, then done.",
)
ERASURES = Said("列出做过的删除，不含当事人。", "List what was erased, without the persons.")
EXPORT = Said(
    "把关于一位客户的全部内容导出到一个文件夹。",
    "Write all that is known of a customer into a folder.",
)
HOLD = Said(
    "依法保留一件工单：解除之前不能删除。",
    "Put a case under a legal hold: it is not erased until it is released.",
)
RELEASE = Said("解除依法保留。", "End the legal hold of a case.")
RETENTION = Said(
    "预览下一次按保存期删除会涉及的工单。",
    "Show what the next nightly erasure by age will take.",
)
CODEC = Said("加密 Temporal 保存的内容。", "Encryption of what Temporal keeps.")
CODEC_KEY = Said("生成一把新的密钥。", "Make a new key.")
SEAL = Said(
    "加密标准输入上的一条反馈，供 SubmitFeedback 使用。",
    "Encrypt one item of feedback from standard input, for SubmitFeedback.",
)

A_CUSTOMER = Said("地址|编号", "ADDRESS|ID")
CUSTOMER = Said(
    "客户的邮箱地址；没有地址的，写工单编号，或来源系统的编号、帐号",
    "The customer's address; else the id of a case, or what its system calls the item or account",
)
A_REASON = Said("理由", "REASON")
REASON = Said(
    "为什么删除；会永久保存，不要写出客户是谁",
    "Why; it is kept for good and must not say who the customer is",
)
HOLD_REASON = Said("为什么", "Why")
YES = Said("不再询问，直接执行", "Go ahead without asking")
BY = Said("经手人，默认为系统用户", "Who does it; default: the system's user")
TO = Said("要新建的文件夹", "The folder to make")
A_FOLDER = Said("文件夹", "FOLDER")
KEY_ID = Said("密钥的名称", "The key's name")
A_NAME = Said("名称", "NAME")

CASE = Said("工单", "case")
STAGE = Said("阶段", "stage")
TEXTS = Said("文字", "texts")
MAILS = Said("已发邮件", "mails sent")
STATE = Said("情况", "state")
IS_HELD = Said("依法保留：{reason}", "legal hold: {reason}")
IS_ERASED = Said("已删除", "erased")
KEPT = Said("另外：{what} {count} 份", "besides: {what}: {count}")
KEEPERS = {
    "mails": Said("收集到的邮件", "caught mails"),
    "attachments": Said("附件", "attachments"),
}
MENTIONED = Said(
    "别人的工单里也写到了这个地址，请查看：{found}",
    "others wrote this address in their cases, have a look: {found}",
)
SIMILAR = Said(
    "这些地址可能是同一个人的，不会一并删除：{found}",
    "these addresses may be the same person's, and are left alone: {found}",
)
NO_CUSTOMER = Said(
    "没有找到 {customer}：不是地址、工单编号，也不是来源系统的编号或帐号；"
    "可用 huiyin list --search 查找",
    "{customer} is no address, no id of a case and no other system's id or account;"
    " `huiyin list --search` finds cases by words",
)
WAITING = Said(
    "记录已经删除，正在等待流程停下（最多 45 秒）……",
    "the record is erased; waiting up to 45 seconds for the workflows to end…",
)
NOTHING = Said("没有找到这位客户的内容。", "Nothing is known of this customer.")
SURE = Said("删除以后无法恢复。要删除吗？", "This cannot be undone. Erase it?")
NOT_YET = Said(
    "还没有删除任何内容；加 --yes 执行。", "Nothing has been erased yet; --yes carries it out."
)
ERASED = Said("已删除工单 {count} 件的个人内容。", "Personal data erased from cases: {count}.")
STILL_RUNNING = Said(
    "流程还没有全部停下（{ids}）；Temporal 和 worker 都在运行时会自动停下，其中没有个人内容",
    "some workflows have not ended yet ({ids}); they do by themselves once Temporal and a worker"
    " run, and hold no personal data",
)
LOG_NOT_EMPTIED = Said(
    "有程序正在长时间读取数据库，日志文件没能清空；请稍后再执行一次同样的命令",
    "something is reading the database for long, its log could not be emptied; run the same"
    " command again later",
)
HELD = Said(
    "以下工单依法保留，什么都没有删除：{cases}",
    "under a legal hold, nothing was erased: {cases}",
)
NAMES_CUSTOMER = Said(
    "--reason 里写出了客户是谁；这段文字会永久保存，请换一种说法",
    "--reason says who the customer is; it is kept for good, so write it without that",
)
EXPORTED = Said("已导出到 {folder}：工单 {count} 件。", "Written to {folder}: {count} cases.")
FOLDER_TROUBLE = Said("不能写入 {folder}：{why}", "cannot write {folder}: {why}")
EXISTS = Said("它已经存在", "it exists already")
NOW_HELD = Said("{id} 已依法保留。", "{id} is under a legal hold.")
NOW_RELEASED = Said("{id} 已解除保留。", "{id} is released.")
CATEGORY = Said("分类", "category")
MONTHS = Said("保存月数", "months")
BEFORE = Said("结案早于", "closed before")
DUE = Said("件数", "cases")
NO_RETENTION = Said(
    "制度里没有 [retention]：全部内容长期保存。",
    "The policy has no [retention]: everything is kept for good.",
)
AT_NIGHT = Said("每天夜里自动执行。", "Carried out by itself, every night.")
WHEN = Said("时间", "at")
WHO = Said("经手人", "by")
WHY = Said("原因", "why")
HOW_MANY = Said("件数", "cases")
BY_AGE = Said("保存期已满", "kept long enough")
NO_ERASURES = Said("还没有删除过。", "Nothing was erased yet.")
NO_KEYS = Said(
    "HUIYIN_PAYLOAD_KEYS 没有设置，不能加密", "HUIYIN_PAYLOAD_KEYS is not set: nothing can encrypt"
)
