"""What `huiyin analyze evaluate` and `huiyin analyze train` say."""

from schemas.words import Said

EVALUATE = Said(
    "用带标注的文件检验分析：每个方面、每种语言的准确率、宏平均 F1、混淆和置信度是否可信",
    "Measure the analysis on a labelled file: accuracy, macro F1, confusion and whether confidence"
    " can be trusted, for each field and language",
)
A_FILE = Said("文件", "FILE")
LABELLED = Said(
    "CSV 或 JSON Lines 文件：text，以及 label、category、priority、sentiment、spam 等列；"
    "或者成对的文字：a、b、label（1 相同，0 不同）",
    "a CSV or JSON Lines file with text and any of label, category, subcategory, module, priority,"
    " sentiment, spam, language; or pairs: a, b and label (1 the same, 0 not)",
)
NO_LABELS = Said(
    "{path} 里没有可检验的标注：需要 text 和 label、category、priority、sentiment、spam 之一",
    "{path} has no labels to measure by: it needs text and one of label, category, priority,"
    " sentiment, spam",
)
MEASURING = Said("检验中", "Measuring")
FIELD = Said("方面", "field")
LANGUAGE = Said("语言", "language")
ROWS = Said("条数", "rows")
MAJORITY = Said("总答最多的一类", "always the most frequent")
ACCURACY = Said("准确率", "accuracy")
MACRO_F1 = Said("宏平均 F1", "macro F1")
SURE = Said("九成把握以上", "90 % sure")
SURE_RIGHT = Said("其中答对（自称）", "of these right (said)")
ERROR = Said("置信度误差", "calibration error")
BY_CLASS = Said("{field}：实际 → 回答", "{field}: truth → answers")
RECALL = Said("召回率", "recall")
F1 = Said("F1", "F1")
TRUTH = Said("实际", "truth")
ANSWERS = Said("回答", "answers")

TRAIN = Said(
    "用带标注的数据训练一个新模型，并以留出的数据检验（需要 scikit-learn）",
    "Train a model from labelled data and measure it on rows kept apart (needs scikit-learn)",
)
DATA = Said(
    "数据所在的文件夹（文件名见 docs/analysis.md）；不给则只用自带的语料",
    "the folder of the data (which files: docs/analysis.md); without it, the shipped corpus alone",
)
A_FOLDER = Said("文件夹", "FOLDER")
OUT = Said("模型写到哪个文件", "the file to write the model to")
LICENSED = Said("不用没有注明许可的数据", "leave out data for which no licence is stated")
WITH_CORRECTIONS = Said(
    "也学习本系统里人工的更正",
    "also learn what people of this installation corrected",
)
TRAINING = Said("训练中", "Training")
NO_TRAINER = Said(
    "没有安装训练所需的 scikit-learn。请运行：{install}",
    "scikit-learn, which training needs, is not installed. Run: {install}",
)
NO_FOLDER = Said("没有文件夹 {path}", "there is no folder {path}")
SETS = Said("数据", "set")
WRITTEN = Said(
    "模型 {name} 已写到 {path}（{size} KB）", "Model {name} is written to {path} ({size} KB)"
)
POLICY = Said(
    "按这个制度文件检验；不写则按现行的制度",
    "Go by this policy file; by the policy in force if it is not given",
)
MODEL = Said(
    "检验这个模型文件；不写则检验自带的模型",
    "The model file to measure; the shipped one if it is not given",
)
TFIDF = Said("TF-IDF：准确率 / F1", "TF-IDF: accuracy / F1")
WORDS_ONLY = Said(
    "不用句向量：给没有安装句向量包的地方用",
    "without the sentence encoder: for where it is not installed",
)

NO_PAIRS = Said(
    "{path} 里没有成对的文字：需要 a、b 和 label（1 相同，0 不同）",
    "{path} has no pairs: it needs a, b and label (1 the same, 0 not)",
)
SAME = Said("相同的", "the same")
THRESHOLD = Said("从哪里起算相似", "counts as the same")
SIMILAR_ABOVE = Said("列为相似（similar_above）", "shown as similar (similar_above)")
LINK_ABOVE = Said("自动归到一起（link_above）", "linked by itself (link_above)")
BEST_F1 = Said("F1 最高处", "where F1 is best")
FROM = Said("相似度", "from")
FOUND = Said("找出", "found")
PRECISION = Said("精确率", "precision")
