"""What the command line says of proposals, their approvals and what became of them."""

from schemas.words import Said

NOTHING = Said("没有等待审批的方案。", "No proposal waits for approval.")
NOTHING_FOR = Said("没有等 {who} 决定的方案。", "Nothing waits for {who}.")
LEVEL = Said("审批", "Approval")
AT_LEVEL = Said("第 {level} 级", "level {level}")
LEVEL_OF = Said("第 {level} 级，共 {of} 级", "level {level} of {of}")
PROPOSAL = Said("方案", "Proposal")
WAITS_FOR = Said("等待", "Waits for")
PROPOSER = Said("提出人", "Proposed by")
DUE = Said("时限", "Due")
STUCK = Said("无人可审批", "nobody can approve")
VERSION = Said("第 {version} 版", "version {version}")
NEED = Said("需 {need} 人同意", "{need} must say yes")
SAID_YES = Said("已同意：{who}", "yes: {who}")
SAID_NO = Said("反对：{who}", "no: {who}")
WAITING = Said("等待：{who}", "waits for: {who}")
DEPUTIES = Said("代理：{who}", "stand-ins: {who}")
STANDS_IN = Said("{deputy} 代 {who}", "{deputy} for {who}")
HASH = Said("校验码 {hash}", "hash {hash}")
AMOUNT = Said("{remedy} {amount}", "{remedy} {amount}")
FIX_BY = Said("承诺 {when} 前修复", "fix promised by {when}")
HOTFIX = Said("紧急修复", "hotfix")
ROADMAP = Said("规划编号 {id}", "roadmap {id}")
VALUE = Said("价值 {n}", "value {n}")
FEASIBILITY = Said("可行性 {n}", "feasibility {n}")
STANDARD = Said("标准方案", "standard solution")
YES = Said("同意", "yes")
NO = Said("反对", "no")
FOR = Said("代 {who}", "for {who}")
ASKED = Said("请 {who}", "asks {who}")
SKIPPED = Said("跳过 {who}", "skipped: {who}")
SKIPPED_FOR = Said("{who}（{why}）", "{who} ({why})")
WHY_SKIPPED = {
    "proposer": Said("方案是本人提出的", "made the proposal"),
    "deputy_is_proposer": Said("代理人就是提出人", "the deputy made the proposal"),
    "absent": Said("不在，没有代理人", "away without a deputy"),
    "inactive": Said("已不在岗", "does not work here any more"),
    "speaks_for_another": Said("由同一人表态", "the same person would speak twice"),
}
AS_ROLE = Said("凭{role}的权限", "by the authority of: {role}")
LIMIT = Said("限额 {limit}", "limit {limit}")
CARRIED = Said("{who} 此前已同意", "{who} has said yes before")
SHIPPED = Said("已告知 {count} 件工单的客户。", "The customers of {count} cases are told.")
SHIPPED_BEFORE = Said(
    "{count} 件此前已告知，没有再发。", "{count} were told before and are not told again."
)
NOBODY_ASKED = Said("没有工单列在规划编号 {id} 之下。", "No case is on the roadmap under {id}.")
