"""Code that is replayed must do the same again: a lint for what would not.

The sandbox notices much of it, but only when it happens, and nothing in modules that are passed
through it. Here it is found in the source of workflows/, rules/ and schemas/.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("workflows", "rules", "schemas")

_CLOCKS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "date.today",
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.monotonic_ns",
        "time.perf_counter",
        "time.sleep",
        "time.localtime",
        "time.gmtime",
    }
)
_CHANCE = frozenset(
    {"uuid", "random", "secrets", "uuid1", "uuid4", "uuid7", "urandom", "token_hex"}
)
_OUTSIDE = frozenset(
    {"open", "input", "os.environ", "os.getenv", "Path.read_text", "Path.open", "socket"}
)
_UNORDERED = frozenset({"asyncio.wait", "asyncio.as_completed"})
_IN_ORDER = frozenset(
    {"list", "tuple", "iter", "next", "enumerate", "zip", "map", "filter", "reduce"}
)
_SETS = frozenset({"set", "frozenset", "Set", "FrozenSet", "AbstractSet"})
_METHODS_OF_SETS = frozenset({"union", "intersection", "difference", "symmetric_difference"})
_TIMED = ("execute_", "start_")


class Finding(NamedTuple):
    """What is wrong, and where."""

    rule: str
    line: int
    code: str


def findings(text: str) -> set[Finding]:
    """Everything in a module that would not be the same when it is replayed."""
    tree = ast.parse(text)
    sets = _names_of_sets(tree)
    return {
        Finding(rule, getattr(node, "lineno", 0), ast.unparse(node))
        for node in ast.walk(tree)
        for rule, broken in RULES.items()
        if broken(node, sets)
    }


Rule = Callable[[ast.AST, frozenset[str]], bool]


def _reads_a_clock(node: ast.AST, _: frozenset[str]) -> bool:
    return isinstance(node, ast.Attribute) and _dotted(node) in _CLOCKS


def _imports_chance(node: ast.AST, _: frozenset[str]) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name.split(".")[0] in _CHANCE for alias in names)
        case ast.ImportFrom(module=module, names=names):
            return module in _CHANCE or any(alias.name in _CHANCE for alias in names)
        case ast.Call(func=function):
            return _dotted(function).split(".")[-1] in _CHANCE
        case _:
            return False


def _reaches_outside(node: ast.AST, _: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=function):
            name = _dotted(function)
            return name in _OUTSIDE or name.endswith((".read_text", ".read_bytes", ".write_text"))
        case ast.Attribute():
            return _dotted(node) in _OUTSIDE
        case ast.ImportFrom(module="os", names=names):
            return any(alias.name in ("environ", "getenv") for alias in names)
        case _:
            return False


def _waits_in_no_order(node: ast.AST, _: frozenset[str]) -> bool:
    return isinstance(node, ast.Attribute) and _dotted(node) in _UNORDERED


def _goes_through_a_set(node: ast.AST, sets: frozenset[str]) -> bool:
    match node:
        case ast.For(iter=each) | ast.AsyncFor(iter=each) | ast.Starred(value=each):
            return _is_set(each, sets)
        case ast.ListComp(generators=generators) | ast.DictComp(generators=generators):
            return any(_is_set(each.iter, sets) for each in generators)
        case ast.Call(func=ast.Attribute(attr="join"), args=[only]):
            return _is_set(only, sets) or _is_generator_of_set(only, sets)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _IN_ORDER:
            return any(_is_set(a, sets) or _is_generator_of_set(a, sets) for a in arguments)
        case ast.Call(func=ast.Attribute(attr="pop", value=value), args=[]):
            return _is_set(value, sets)
        case _:
            return False


def _makes_its_own_default(node: ast.AST, _: frozenset[str]) -> bool:
    if not isinstance(node, ast.keyword) or node.arg not in ("default_factory", "factory"):
        return False
    made = ast.unparse(node.value)
    return any(word in made for word in ("now", "today", "time", "uuid", "token", "random"))


def _says_a_time_at_the_call(node: ast.AST, _: frozenset[str]) -> bool:
    if not isinstance(node, ast.Call) or not _dotted(node.func).startswith(_CALLS):
        return False
    return any(_names_timedelta(keyword.value) for keyword in node.keywords)


def _has_no_summary(node: ast.AST, _: frozenset[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name, given = _dotted(node.func), {keyword.arg for keyword in node.keywords}
    if name.startswith(_CALLS) or name == "workflow.sleep":
        return "summary" not in given
    if name == "workflow.wait_condition":
        timed = "timeout" in given or len(node.args) > 1
        return timed and "timeout_summary" not in given
    return name == "asyncio.sleep"


RULES: dict[str, Rule] = {
    "reads the clock of the machine": _reads_a_clock,
    "leaves it to chance": _imports_chance,
    "reaches outside": _reaches_outside,
    "takes what is ready first": _waits_in_no_order,
    "goes through a set in its own order": _goes_through_a_set,
    "makes a default that is different each time": _makes_its_own_default,
    "says a time where the options should": _says_a_time_at_the_call,
    "has no summary for Temporal's pages": _has_no_summary,
}
_CALLS = tuple(f"workflow.{timed}" for timed in _TIMED)


def _dotted(node: ast.expr | ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""


def _names_timedelta(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "timedelta" for each in ast.walk(node))


def _is_generator_of_set(node: ast.expr, sets: frozenset[str]) -> bool:
    return isinstance(node, ast.GeneratorExp) and any(
        _is_set(each.iter, sets) for each in node.generators
    )


def _is_set(node: ast.expr, sets: frozenset[str]) -> bool:
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _SETS
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _METHODS_OF_SETS
        case ast.BinOp(op=ast.Sub() | ast.BitOr() | ast.BitAnd() | ast.BitXor()):
            return _is_set(node.left, sets) or _is_set(node.right, sets)
        case ast.Name() | ast.Attribute():
            return _dotted(node) in sets
        case _:
            return False


def _names_of_sets(tree: ast.Module) -> frozenset[str]:
    """Names and attributes that a module says, or makes, to be sets."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value):
                if _is_set(value, frozenset(names)):
                    names.add(_dotted(target))
            case ast.AnnAssign(target=target, annotation=annotation):
                if _says_set(annotation):
                    names.add(_dotted(target))
            case ast.arg(arg=name, annotation=ast.expr() as annotation):
                if _says_set(annotation):
                    names.add(name)
            case _:
                pass
    return frozenset(names)


def _says_set(annotation: ast.expr) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return _dotted(outer) in _SETS


FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_is_replayed_does_the_same_again(file: Path) -> None:
    assert not findings(file.read_text(encoding="utf-8"))


def _sample(rule: str, *lines: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        yield rule, line


BAD = [
    *_sample(
        "reads the clock of the machine",
        "at = datetime.now(UTC)",
        "at = datetime.utcnow()",
        "Field(default_factory=lambda: datetime.now(UTC))",
        "seconds = time.time()",
        "clock = time.monotonic",
    ),
    *_sample(
        "leaves it to chance",
        "import random",
        "from uuid import uuid4",
        "import uuid",
        "name = uuid.uuid4()",
        "key = secrets.token_hex(4)",
    ),
    *_sample(
        "reaches outside",
        "text = open('file').read()",
        "zone = os.environ['TZ']",
        "zone = os.getenv('TZ')",
        "from os import environ",
        "text = Path('file').read_text()",
    ),
    *_sample(
        "takes what is ready first",
        "done, _ = await asyncio.wait(tasks)",
        "for each in asyncio.as_completed(tasks): pass",
    ),
    *_sample(
        "goes through a set in its own order",
        "for each in {1, 2}: pass",
        "names = frozenset(('a', 'b'))\nfor each in names: pass",
        "names: set[str] = set()\nfound = [each for each in names]",
        "text = ', '.join(set(words) - {'x'})",
        "first = next(iter({1, 2}))",
        "order = list({each for each in words})",
        "def f(names: frozenset[str]):\n    return tuple(n.upper() for n in names)",
        "class A:\n    def __init__(self):\n        self.x = set()\n    def f(self):\n"
        "        for each in self.x: pass",
        "call(*{1, 2})",
    ),
    *_sample(
        "makes a default that is different each time",
        "x: datetime = Field(default_factory=datetime.now)",
        "x: str = Field(default_factory=new_uuid)",
        "x: float = field(default_factory=time)",
    ),
    *_sample(
        "says a time where the options should",
        "workflow.execute_activity(a, start_to_close_timeout=timedelta(seconds=5), summary='s')",
        "workflow.start_activity(a, schedule_to_close_timeout=2 * timedelta(1), summary='s')",
    ),
    *_sample(
        "has no summary for Temporal's pages",
        "workflow.execute_activity_method(A.b, **options.MAIL)",
        "workflow.start_local_activity(a, **options.RECORD)",
        "workflow.sleep(5)",
        "workflow.wait_condition(f, timeout=left)",
        "workflow.wait_condition(f, left)",
        "asyncio.sleep(5)",
    ),
]


@pytest.mark.parametrize(("rule", "code"), BAD)
def test_the_lint_finds(rule: str, code: str) -> None:
    assert rule in {finding.rule for finding in findings(code)}


@pytest.mark.parametrize(
    "code",
    [
        "at = workflow.now()",
        "for each in sorted({1, 2}): pass",
        "text = ', '.join(sorted(set(words)))",
        "found = 1 in {1, 2}",
        "names = frozenset(w for w in words)\nok = 'a' in names and len(names) > 1",
        "more = {each for each in {1, 2}}",
        "any(each > 1 for each in {1, 2})",
        "items: list[str] = Field(default_factory=list)",
        "workflow.execute_activity(a, summary='s', **options.MAIL)",
        "workflow.wait_condition(f)",
        "workflow.wait_condition(f, timeout=left, timeout_summary='s')",
        "workflow.sleep(left, summary='s')",
    ],
)
def test_the_lint_lets_pass(code: str) -> None:
    assert not findings(code)
