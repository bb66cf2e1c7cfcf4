"""What statements to the customers of emergencies say."""

from schemas.words import Said

NOBODY = Said(
    "没有符合条件的紧急工单，没有发出任何邮件。", "No emergency fits; nobody is mailed anything."
)
WOULD = Said(
    "将发给 {n} 件紧急工单的客户（还没有发出）：",
    "Emergencies whose customers would be told: {n} (nothing is sent yet)",
)
SEND = Said("确认后发出：同一命令加上 --yes", "To send it, add --yes to the same command.")
TOLD = Said("已告知 {n} 件紧急工单的客户。", "Emergencies whose customers are told: {n}")
BEFORE = Said("此前已告知同样内容：{cases}", "Told the same before: {cases}")
REFUSED = Said("没有告知 {case}：{why}", "Not told, {case}: {why}")
UNREACHABLE = Said("没有邮箱，由小组另行告知", "no address: the team is asked to tell them")
BAD_FILTER = Said("--cases：{why}", "--cases: {why}")
