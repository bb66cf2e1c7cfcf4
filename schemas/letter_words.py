"""What is said of a company's own letters that are wrong, and what would be right."""

from schemas.policy_words import Fault
from schemas.words import Said

NO_LETTER = Fault(
    Said("这封信不能用自己的话", "this letter has no words of your own"),
    Said("改成其中之一：{known}", "write one of: {known}"),
)
SUBJECT_LINES = Fault(
    Said("主题必须是一行", "a subject is a single line"),
    Said("删除换行", "take the line break away"),
)
NO_NUMBER = Fault(
    Said("主题里没有反馈编号", "the subject does not say the number"),
    Said("在主题里加上 {{number}}", "add {{number}} to the subject"),
)
NEEDS = Fault(
    Said("没有 {{{name}}}，这封信就没有说要说的事", "says nothing without {{{name}}}"),
    Said("加上 {{{name}}}", "add {{{name}}}"),
)
NO_LINK = Fault(
    Said("没有链接，客户不能答复或查看", "has no link: the customer cannot answer or look"),
    Said("加上只写着 {{link}} 的一行", "add a line with {{link}} alone"),
)
LINK_LINE = Fault(
    Said("链接的一行里还有别的文字", "the line of the link has other words"),
    Said("让 {{link}} 独占一行", "let {{link}} stand on a line of its own"),
)
UNKNOWN = Fault(
    Said("这里不能填入 {{{name}}}", "{{{name}}} cannot be filled in here"),
    Said("只用这些：{known}", "use only: {known}"),
)
BRACKETS = Fault(
    Said("花括号里有别的内容", "something else stands in curly brackets"),
    Said("花括号里只能写：{known}", "only these can stand there: {known}"),
)
ONE_LANGUAGE = Fault(
    Said(
        "只写了一种语言（{given}），说另一种语言的客户收到的是自带的文字",
        "is given in {given} only: customers of the other language get the words that are shipped",
    ),
    Said("写上 {missing}，或确认有意如此", "add {missing}, or leave it if that is meant"),
)
