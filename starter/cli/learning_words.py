"""The words of the commands about what the machine learns from people."""

from schemas.learning import Learnt
from schemas.words import Said

ANALYZE = Said("系统分析：问一段文字、看依据、从更正中学习。", "What texts say, why, and learning.")
WHY = Said("说明一个工单为什么被这样分析。", "Say why a case was analyzed as it was.")
CORRECTIONS = Said("列出人工更正。", "List what people corrected.")
MODELS = Said("列出训练过的模型。", "List the models that were trained here.")
USE = Said(
    "改用一个模型；写 shipped 用随软件附带的。工作进程不用重启。",
    "Take a model into use; `shipped` is the one that comes along. Workers need no restart.",
)
LEARN = Said(
    "从人工更正中学习；新模型不比现在的差才会启用。",
    "Learn from what people corrected; a new model is taken only if it is not worse.",
)
ANEW = Said("没有新的更正也训练。", "Train without a new correction too.")
WRONG_ONLY = Said("只列出改了的，不列认可的。", "Only what was changed, not what was found right.")
A_NAME = Said("名称", "NAME")
NAME = Said("模型的名称", "The name of a model")
CORRECT = Said(
    "更正系统的判断：分类、紧急程度、情绪、垃圾信息等。与 triage 相同，任何进行中的阶段都可以。",
    "Correct the machine: category, priority, mood, spam and so on. The same as triage, and"
    " possible as long as a case is open.",
)

SHIPPED = "shipped"
COLUMNS = (
    Said("工单", "case"),
    Said("时间", "when"),
    Said("谁", "who"),
    Said("什么", "what"),
    Said("原来", "was"),
    Said("现在", "now"),
)
MODEL_COLUMNS = (
    Said("模型", "model"),
    Said("训练时间", "trained"),
    Said("训练者", "by"),
    Said("更正数", "lessons"),
    Said("使用", "in use"),
    Said("变化", "what changed"),
)
NO_CORRECTIONS = Said("还没有人工更正。", "Nobody has corrected anything yet.")
NO_MODELS = Said(
    "这里没有训练过模型；使用随软件附带的模型。",
    "No model was trained here; the shipped one is in use.",
)
NO_MODEL = Said("没有模型 {name}；有：{known}", "there is no model {name}; there are: {known}")
IN_USE = Said(
    "现在使用 {name}；工作进程半分钟内跟上。", "{name} is in use; workers follow in half a minute."
)
ENDED = {
    Learnt.TAKEN: Said("新模型 {name} 已启用（学了 {n} 条）。", "{name} is in use ({n} lessons)."),
    Learnt.WORSE: Said(
        "新模型 {name} 比现在的差，没有启用（学了 {n} 条）。",
        "{name} is worse than the present model and was not taken ({n} lessons).",
    ),
    Learnt.NOTHING_NEW: Said(
        "没有新的更正（共 {n} 条），没有训练；加 --anew 也训练。",
        "There is nothing new to learn ({n} lessons); with --anew it is trained all the same.",
    ),
    Learnt.NO_TRAINER: Said(
        "没有安装训练所需的 scikit-learn。请运行：{install}",
        "scikit-learn, which training needs, is not installed. Run: {install}",
    ),
}
CHANGED = Said("{name} {before:.3f} → {after:.3f}", "{name} {before:.3f} → {after:.3f}")
EFFECT = Said(
    "人工判断的 {n} 处：现在的模型答对 {known_before} 处，"
    "新模型答对 {known_after} 处（不算制度的规则）。",
    "Of {n} things that people judged, the present model says {known_before} as they do, the new"
    " one {known_after} (without the policy's rules).",
)
EFFECT_COLUMNS = (
    Said("工单", "case"),
    Said("什么", "what"),
    Said("人工判断", "people say"),
    Said("现在的模型", "present model"),
    Said("新模型", "new model"),
    Said("相同", "agrees"),
)
MORE_OF_THEM = Said("……还有 {n} 处；--json 列出全部", "… and {n} more; --json lists all")
NO_LESSONS = Said(
    "还没有人工更正，只学了语料。",
    "Nobody has corrected anything yet: it learned from the corpus alone.",
)
EVALUATION = Said("在固定的检验集上（宏平均 F1）：", "On the fixed evaluation set (macro F1):")
