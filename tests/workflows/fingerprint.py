"""What workflow code asks of Temporal, read from its source.

Of every function in workflows/ that asks for something it is told what, in the order of the
source, and inside of which conditions and loops. A change means that open cases may replay
otherwise than they ran. `python -m tests.workflows.fingerprint` accepts the code as it is.
"""

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "histories" / "fingerprint.json"
SOURCES = ROOT / "workflows"

Fingerprint = dict[str, list[str]]

_COMMANDS = (
    "execute_",  # activities, local activities, child workflows
    "start_",
    "upsert_",
    "patched",
    "deprecate_patch",
    "continue_as_new",
    "sleep",
    "wait",
    "get_external_workflow_handle",
    "signal_external",
    "create_nexus_client",
)
_BRANCHES = {
    ast.If: "if",
    ast.IfExp: "if",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.ExceptHandler: "except",
    ast.Match: "match",
    ast.comprehension: "for",
    ast.Lambda: "lambda",
}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def fingerprint(sources: Iterable[tuple[str, str]]) -> Fingerprint:
    """The commands of each function of these modules, each given as its name and its text."""
    functions = [
        (f"{module}:{name}", node)
        for module, text in sources
        for name, node in _functions(ast.parse(text))
    ]
    helpers = _helpers([node for _, node in functions])
    found = {name: list(_commands(node, helpers)) for name, node in functions}
    return {name: commands for name, commands in sorted(found.items()) if commands}


def present() -> Fingerprint:
    """The fingerprint of the code as it is."""
    files = sorted(SOURCES.glob("*.py"))
    return fingerprint((file.stem, file.read_text(encoding="utf-8")) for file in files)


def recorded() -> Fingerprint:
    """The fingerprint that was committed."""
    committed: Fingerprint = json.loads(FILE.read_text(encoding="utf-8"))
    return committed


def _functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function | ast.ClassDef):
            name = f"{prefix}{child.name}"
            if isinstance(child, _Function):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, prefix)


def _helpers(functions: list[_Function]) -> frozenset[str]:
    """The names of our own functions that ask for something, be it through another one."""
    known: frozenset[str] = frozenset()
    while True:
        asking = {node.name for node in functions if any(_commands(node, known))}
        # What Temporal calls by itself is no helper.
        if (more := known | asking) == known:
            return known
        known = more


def _commands(function: _Function, helpers: frozenset[str]) -> Iterator[str]:
    for statement in function.body:
        yield from _asked(statement, (), helpers)


def _asked(node: ast.AST, inside: tuple[str, ...], helpers: frozenset[str]) -> Iterator[str]:
    if isinstance(node, _Function | ast.ClassDef):
        return
    deeper = (*inside, _BRANCHES[type(node)]) if type(node) in _BRANCHES else inside
    for child in ast.iter_child_nodes(node):
        yield from _asked(child, deeper, helpers)
    # A call comes after its arguments.
    if isinstance(node, ast.Call) and (asked := _asked_by(node, helpers)):
        yield " > ".join((*inside, asked))


def _asked_by(call: ast.Call, helpers: frozenset[str]) -> str | None:
    name = _name(call.func)
    what = _what(call)
    if _of_temporal(call.func) and name.startswith(_COMMANDS):
        timer = any(keyword.arg == "timeout" for keyword in call.keywords)
        return f"{name}{' with a timer' if timer else ''}{what}"
    if name in helpers or name == "create_task":
        return f"{name}(){what}"
    return None


def _of_temporal(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in (
        "workflow",
        "asyncio",
    )


def _what(call: ast.Call) -> str:
    """The activity that is named, if one is."""
    for argument in call.args[:1]:
        if isinstance(argument, ast.Attribute) and "Activities" in ast.unparse(argument):
            return f" {ast.unparse(argument)}"
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return f" {argument.value}"
    return ""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)


if __name__ == "__main__":
    FILE.write_text(json.dumps(present(), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.relative_to(ROOT)} is written: {len(present())} functions\n")
