"""What the commands about people and keys say."""

from collections.abc import Mapping

from schemas.access import AccessRole
from schemas.words import Said

# Commands

USERS = Said("员工帐号。", "The accounts of people.")
KEYS = Said("其他系统使用的密钥。", "The keys of other systems.")
USER_ADD = Said(
    "新增一个帐号，并给出设置密码的一次性链接。",
    "Let a person in; answers with a link to set the password, once.",
)
USER_LIST = Said("列出所有帐号。", "List every account.")
USER_CHANGE = Said(
    "改变角色或小组，下一次请求起生效。",
    "Give a person another role or other teams; it counts at once.",
)
USER_INVITE = Said(
    "再给出一个设置密码的一次性链接，原来的链接失效。",
    "Give out another link to set the password; an earlier one is over.",
)
USER_DISABLE = Said(
    "停用帐号：立即退出登录，不再参与任何决定。",
    "Shut a person out at once: signed out, and in no team any more.",
)
USER_ENABLE = Said("恢复停用的帐号。", "Let a person in again who was shut out.")
USER_FORGET = Said(
    "不再要求动态验证码（手机和恢复码都丢失时）。",
    "Ask a person for no one-time codes any more: when phone and recovery codes are lost.",
)
USER_ERASE = Said(
    "删除离职员工的个人信息，只留登录名；须先停用。",
    "Erase what is kept of a person who has left, but the login; after `disable`.",
)
USER_UNBIND = Said(
    "不再按公司帐号认人，下次单点登录时按邮箱重新认定。",
    "Forget whom single sign-on knows this person as; the next sign-in by the address decides.",
)
USER_HISTORY = Said(
    "帐号的变更：何时、谁、改了什么。", "Who changed what of an account, and when; or of all."
)
KEY_HISTORY = Said("密钥的变更：何时、谁、改了什么。", "Who made and revoked keys, and when.")
KEY_ADD = Said(
    "新增一个密钥；密钥只显示这一次。", "Make a key. It is shown this once, and never again."
)
KEY_LIST = Said("列出所有密钥，不含密钥本身。", "List every key, without what lets one in.")
KEY_REVOKE = Said("立即作废密钥。", "End a key at once.")

# Arguments and options

A_ROLE = Said("角色", "ROLE")
AN_ID_OR_NAME = Said("编号或名称", "ID|NAME")
ADDRESS = Said(
    "此人的邮箱；单点登录按它认人", "The person's address; single sign-on knows people by it"
)
ROLE = Said(
    "agent 专员、lead 组长、manager 经理、administrator 管理员、auditor 审计、intake 接入",
    "agent, lead, manager, administrator, auditor or intake",
)
TEAM = Said(
    "所属小组，可以写几次；专员、组长、经理没有小组就看不到工单",
    "A team, again for each further one; agents, leads and managers without a team see no case",
)
TEAMS = Said(
    "今后的小组，可以写几次；原来的小组不再保留",
    "The team from now on, again for each further one; the teams of before are left",
)
NO_TEAM = Said("退出所有小组", "Leave every team")
LOGIN = Said("登录名，默认取邮箱 @ 之前的部分", "The login; default: the address up to its @")
PASSWORD_STDIN = Said(
    "从标准输入的第一行读取密码，不给出链接", "Read the password from stdin, and give no link"
)
WHO = Said("登录名", "The login")
WHOSE = Said("不写则列出全部", "Default: all")
KEY_NAME = Said("使用密钥的系统的名称，像登录名那样写", "What uses the key, written like a login")
KEY_TEAM = Said(
    "只看这个小组的工单，可以写几次；不写则能看所有小组",
    "A team whose cases it sees, again for each further one; without any it sees all teams",
)
EXPIRES = Said(
    "有效到哪一天或哪个时刻，例如 2027-03-05；不写则一直有效",
    "Until which day or instant it holds, such as 2027-03-05; default: until it is revoked",
)
WHICH_KEY = Said(
    "密钥的编号，或名称（作废所有同名的密钥）", "Its id, or a name: then all keys of that name"
)

# Answers

ADDED = Said("已新增帐号 {login}（{role}）。", "{login} has an account now ({role}).")
SET_PASSWORD_AT = Said(
    "请转交此人：在 {until} 之前打开链接设置密码，只能用一次：",
    "For this person: open this link before {until} to set a password. It works once:",
)
CHANGED = Said("已更改 {login}。", "{login} is changed.")
DISABLED = Said("已停用 {login}。", "{login} is shut out.")
ENABLED = Said("已恢复 {login}。", "{login} may come in again.")
ERASED = Said(
    "{login} 的地址、密码和验证方式已删除；决定仍以这个登录名记录。",
    "Address, password and codes of {login} are erased; decisions keep the login.",
)
UNBOUND = Said(
    "下次单点登录时，按邮箱重新认定 {login}。",
    "The next sign-in by the address decides who {login} is.",
)
NOT_BOUND = Said("{login} 没有用过单点登录", "{login} has never come in by single sign-on")
STILL_IN = Said(
    "{login} 还在使用；请先执行 huiyin user disable {login}",
    "{login} can still sign in; run `huiyin user disable {login}` first",
)
FORGOTTEN = Said(
    "不再要求 {login} 输入动态验证码。", "{login} is asked for no one-time codes any more."
)
KEY_ADDED = Said(
    "已新增密钥 {name}（编号 {id}）。请立即保存，以后不再显示：",
    "The key {name} is made (id {id}). Keep it now, it is never shown again:",
)
REVOKED = Said("已作废 {n} 个密钥：{ids}。", "Revoked: {ids} ({n}).")
NO_USERS = Said("还没有帐号。", "There are no accounts yet.")
NOTHING_CHANGED = Said("还没有变更。", "Nothing was changed yet.")
NO_KEYS = Said("还没有密钥。", "There are no keys yet.")

# Columns

COLUMN_LOGIN = Said("登录名", "Login")
COLUMN_ROLE = Said("角色", "Role")
COLUMN_TEAMS = Said("小组", "Teams")
COLUMN_ADDRESS = Said("邮箱", "Address")
COLUMN_SEEN = Said("上次登录", "Last sign-in")
COLUMN_STANDING = Said("状态", "Standing")
COLUMN_NAME = Said("名称", "Name")
COLUMN_ID = Said("编号", "Id")
COLUMN_USED = Said("上次使用", "Last used")
COLUMN_EXPIRES = Said("有效到", "Holds until")
COLUMN_AT = Said("时间", "When")
COLUMN_WHAT = Said("变更", "What")
COLUMN_BY = Said("操作人", "By")
ALL_TEAMS = Said("全部", "all")
NEVER = Said("从未", "never")
WITH_PASSWORD = Said("已设密码", "has a password")
WITH_CODES = Said("已设密码和动态验证码", "has a password and one-time codes")
INVITED = Said("已发链接", "has a link")
WITHOUT_PASSWORD = Said("未设密码", "has no password")
IS_DISABLED = Said("已停用", "shut out")
IS_REVOKED = Said("已作废", "revoked")
IS_EXPIRED = Said("已过期", "expired")
HOLDS = Said("有效", "holds")

# What is wrong

NO_USER = Said("没有 {login} 这个帐号", "there is no account {login}")
SHUT_OUT = Said(
    "{login} 已停用；请先运行 huiyin user enable {login}",
    "{login} is shut out; run `huiyin user enable {login}` first",
)
LAST_ADMINISTRATOR = Said(
    "这是最后一个管理员；请先新增另一个",
    "this is the last administrator; let another one in first",
)
WHAT_CHANGES = Said(
    "请给出 --role，以及 --team 或 --no-team 之一",
    "give --role, and either --team or --no-team, or one of them",
)
TAKEN = Said("{value} 已被另一个帐号或密钥使用", "{value} is another account's or key's already")
RESERVED = Said(
    "{value} 在记录中另有含义，不能用作名称", "{value} means somebody else in the record"
)
OF_POLICY = Said(
    "制度中有叫 {value} 的人，密钥请另取名称",
    "{value} is a person of the policy; name the key otherwise",
)
LOGIN_MISSING = Said(
    "从 {address} 得不出登录名，请用 --login 给出", "{address} gives no login; name one by --login"
)
NO_KEY = Said("没有编号或名称为 {key} 的密钥", "there is no key of the id or name {key}")
PASSWORD_LENGTH = Said("密码应有 12 到 200 个字符", "a password has 12 to 200 characters")
PASSWORD_EASY = Said("这个密码太容易猜到", "this password is too easy to guess")

WEAKNESSES: Mapping[str, Said] = {
    "password_length": PASSWORD_LENGTH,
    "password_easy": PASSWORD_EASY,
}
ROLES: Mapping[AccessRole, Said] = {
    AccessRole.AGENT: Said("专员", "agent"),
    AccessRole.LEAD: Said("组长", "lead"),
    AccessRole.MANAGER: Said("经理", "manager"),
    AccessRole.ADMINISTRATOR: Said("管理员", "administrator"),
    AccessRole.AUDITOR: Said("审计", "auditor"),
    AccessRole.INTAKE: Said("接入", "intake"),
}
CHANGE_GIVEN = Said("{what}（{given}）", "{what} ({given})")
CHANGES: Mapping[str, Said] = {
    "added": Said("新增", "added"),
    "invited": Said("给出设置密码的链接", "given a link to set a password"),
    "password": Said("设置密码", "password set"),
    "codes_on": Said("启用动态验证码", "one-time codes on"),
    "codes_off": Said("停用动态验证码", "one-time codes off"),
    "changed": Said("更改", "changed"),
    "disabled": Said("停用", "shut out"),
    "enabled": Said("恢复", "let in again"),
    "erased": Said("删除个人信息", "erased"),
    "bound": Said("首次单点登录", "first single sign-on"),
    "unbound": Said("解除单点登录的绑定", "single sign-on forgotten"),
    "revoked": Said("作废", "revoked"),
}
