"""What `huiyin audit` says."""

from datetime import timedelta

from schemas.words import Said

PATIENCE = timedelta(seconds=5)

AUDIT = Said(
    "自检：每一件未结的工单是否都有负责人、下一个时限和在运行的流程。",
    "Check that every open case has an owner, a next deadline and a running workflow.",
)
CHECKING = Said("核对中", "Checking")
SOUND = Said(
    "已核对 {n} 件，每一件都有负责人、下一个时限和流程。",
    "{n} cases checked: each has an owner, a next deadline and a workflow.",
)
FOUND = Said("已核对 {n} 件，{lacks} 件有缺。", "{n} cases checked, {lacks} lack something.")
BLIND = Said(
    "Temporal 没有应答：流程没有核对。运行 huiyin doctor，待它应答后再查一次。",
    "Temporal did not answer: workflows were not checked. Run `huiyin doctor`, and check again"
    " when it does.",
)
