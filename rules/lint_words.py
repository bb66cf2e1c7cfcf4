"""What is said of a policy that is well written and still cannot be meant so."""

from schemas.policy_words import Fault
from schemas.words import Said

TEAM_EMPTY = Fault(
    Said("这个小组没有成员", "this team has no members"),
    Said(
        "在 agents、leads 或 managers 里写上登录名", "write logins into agents, leads or managers"
    ),
)
CATEGORY_EMPTY = Fault(
    Said(
        "这个分类交给小组 {team}，而该组没有成员", "goes to the team {team}, which has no members"
    ),
    Said("给小组添加成员，或交给别的小组", "give that team members, or name another team"),
)
CONFIDED_TO_NOBODY = Fault(
    Said(
        "保密工单没有组长或经理能看：小组 {team} 两者都没有",
        "nobody in the team {team} leads it, who would see its confidential cases",
    ),
    Said("给该组添加 leads 或 managers", "give that team leads or managers"),
)
STRANGER = Fault(
    Said("{name} 不在任何小组里", "{name} is in no team"),
    Said(
        "改成小组成员的登录名，或把此人加入一个小组",
        "write the login of a member, or add this person to a team",
    ),
)
OWN_DEPUTY = Fault(
    Said("{name} 不能代理自己", "{name} cannot stand in for themselves"),
    Said("写另一位同事的登录名", "write the login of somebody else"),
)
DEPUTY_OUTSIDE = Fault(
    Said("{name} 不是这个小组的成员", "{name} is no member of this team"),
    Said("写这个小组成员的登录名", "write the login of a member of this team"),
)
TELLS_STRANGER = Fault(
    Said("{name} 不是角色，也不在任何小组里", "{name} is no role, and in no team"),
    Said(
        "写 owner、lead、manager、team，或小组成员的登录名",
        "write owner, lead, manager, team, or the login of a member",
    ),
)
TELLS_NOBODY = Fault(
    Said(
        "在这些小组里，这一级没有人可以通知：{teams}",
        "in these teams there is nobody to tell at this level: {teams}",
    ),
    Said(
        "给它们写上{role}，或在 tell 里加上 team",
        "name a {role} there, or add team to its tell",
    ),
)
CALLS_STRANGER = Fault(
    Said("{name} 不是角色，也不在任何小组里", "{name} is no role, and in no team"),
    Said(
        "写 owner、agent、lead、manager、team，或小组成员的登录名",
        "write owner, agent, lead, manager, team, or the login of a member",
    ),
)
CALLS_NOBODY = Fault(
    Said(
        "在这些小组里，紧急时没有人可以呼叫：{teams}",
        "in these teams an emergency calls nobody: {teams}",
    ),
    Said("在 group 里加上 team 或登录名", "add team, or logins, to the group"),
)
NO_ESCALATION = Fault(
    Said(
        "没有任何一级升级，超时不会通知任何人", "there is no level: nobody hears of a missed target"
    ),
    Said(
        '加上一段 [[escalation]]，写 at = 1.0 和 tell = ["owner", "lead"]',
        'add a section [[escalation]] with at = 1.0 and tell = ["owner", "lead"]',
    ),
)
NO_LEVEL_AT_MISS = Fault(
    Said(
        "没有一级在超时之时或之后通知", "no level tells anybody when a target is missed, or later"
    ),
    Said("加上 at = 1.0 的一级", "add a level with at = 1.0"),
)
ESCALATION_TWICE = Fault(
    Said("与第 {other} 级的时间相同", "falls at the same time as level {other}"),
    Said("合并两级，或改一个时间", "join the two, or change one of the times"),
)
PAUSED_AT_START = Fault(
    Said(
        "时钟 {clock} 正是在这个阶段开始的，一开始就停，不会走",
        "the clock {clock} starts in this stage: it would stand still from its start",
    ),
    Said(
        "从 clocks 里去掉 {clock}，或换一个阶段",
        "take {clock} out of clocks, or name another stage",
    ),
)
PAUSED_ALWAYS = Fault(
    Said(
        "时钟 {clock} 在所有走动的阶段都被停住",
        "the clock {clock} stands still in every stage in which it could run",
    ),
    Said("至少留一个阶段不停", "leave at least one stage in which it runs"),
)
PAUSED_NEVER = Fault(
    Said("时钟 {clock} 在这个阶段本来就不走", "the clock {clock} never runs in this stage"),
    Said("从 clocks 里去掉 {clock}", "take {clock} out of clocks"),
)
APPROVAL_NOBODY = Fault(
    Said(
        "这些小组里能批准的人不够，方案会一直等下去：{teams}",
        "too few people can approve, so proposals would wait for ever, in: {teams}",
    ),
    Said("给它们写上 leads 或 managers", "name leads or managers there"),
)
APPROVAL_ONLY_ONE = Fault(
    Said(
        "这些小组里能批准的人刚好够，其中有人自己提方案时就没有人批：{teams}",
        "just enough people can approve, and too few what one of them proposes, in: {teams}",
    ),
    Said("再写一位组长或经理", "name one more lead or manager"),
)
APPROVAL_UNWATCHED = Fault(
    Said(
        "没有 within：审批人之后离岗，没有人会发现",
        "without within nobody notices when those who were asked are away later",
    ),
    Said('加上 within = "4 business hours"', 'add within = "4 business hours"'),
)
SPECIAL_UNKNOWN = Fault(
    Said("没有 {value}，这一条永远用不上", "there is no {value}, so this never counts"),
    Said("改成其中之一：{known}", "write one of: {known}"),
)
SPECIAL_HIDDEN = Fault(
    Said(
        "被前面的第 {others} 条挡住，永远用不上",
        "is hidden by number {others} before it, and never counts",
    ),
    Said("移到它们前面，或缩小前面的条件", "move it before them, or narrow what they apply to"),
)
SPECIAL_EMPTY = Fault(
    Said("没有写任何目标", "names no target"),
    Said(
        '写上一个，例如 targets = {{ resolve = "4 business hours" }}',
        'write one, such as targets = {{ resolve = "4 business hours" }}',
    ),
)
SPECIAL_NEVER = Fault(
    Said(
        "时钟 {clock} 只在第一轮开始，重新激活的工单用不上",
        "the clock {clock} starts in the first cycle only, never in a reopened case",
    ),
    Said("删除它，或去掉 reopened = true", "remove it, or take reopened = true away"),
)
LATER = Fault(
    Said(
        "{early}（{early_length}）晚于{late}（{late_length}）",
        "{early} ({early_length}) comes later than {late} ({late_length})",
    ),
    Said("缩短前者，或放宽后者", "shorten the one, or lengthen the other"),
)
LATER_AT_TIMES = Fault(
    Said(
        "{early}（{early_length}）有时晚于{late}（{late_length}），要看从何时算起",
        "{early} ({early_length}) at some times comes later than {late} ({late_length})",
    ),
    LATER.remedy,
)
USUAL_LATER = Fault(
    Said(
        "没有在这里写的目标晚于这个解决时间：{kinds}",
        "what is not named here is promised later than this: {kinds}",
    ),
    Said("在同一条里也写上它们", "name them here too"),
)
REMINDED_LATE = Fault(
    Said(
        "提醒（{after}）不早于等待客户确认的时间（优先级{priority}：{confirm}），不会发出",
        "is never sent: {after} is not before the wait is over ({priority} priority: {confirm})",
    ),
    Said("缩短它，或放宽 targets 里的 confirm", "shorten it, or lengthen confirm in targets"),
)
PERSON_UNUSED = Fault(
    Said(
        "{name} 不在任何小组里，这个地址用不上",
        "{name} is in no team, so this address is never used",
    ),
    Said("把此人加入一个小组，或删除这一行", "add this person to a team, or remove the line"),
)
RULE_TWICE = Fault(
    Said("另一条规则也叫 {name}", "another rule has the name {name}"),
    Said(
        "给其中一条改名，结果里才分得清", "give one another name, so that answers tell them apart"
    ),
)
RULE_NEVER = Fault(
    Said(
        "规则 {name} 永远不会成立：没有一个词能算数",
        "the rule {name} never holds: none of its words can count",
    ),
    Said(
        "写上客户会用的词；not_in 里不要写同样的词",
        "write words that customers use, and not the same ones in not_in",
    ),
)
RULES_CONTRADICT = Fault(
    Said("{words}：规则 {other} 对同样的词有别的说法", "{words}: the rule {other} says otherwise"),
    Said(
        "每个词只留在一条规则里，或用 near 区分",
        "leave each word in one of the two, or tell them apart by near",
    ),
)
