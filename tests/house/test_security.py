"""Rules about what leaves the house, and about the checks that are switched off."""

import ast
import re
from collections.abc import Iterator

from core.errors import AlgomartError, Misconfigured
from tests.house.source import PACKAGES, ROOT, import_all, sources

SWITCHED_OFF = re.compile(r"# nosec\b")
WITH_REASON = re.compile(r"# nosec B\d{3}(, ?B\d{3})*  # (noqa: [A-Z0-9, ]+ - )?\w+")

TELLS_FOREIGN_WORDS = {
    "cases/events/service.py": "a report comes from the judge, not from a caller; its refusal is logged",
    "video/simulator/footage.py": "the simulator is a program of its own; who starts it reads this",
    "video/simulator/looks.py": "the same",
    "serving/cli/replay.py": "a command line reads a rule of its caller's own",
    "serving/watching.py": "a command line reads spans of its caller's own",
}
"""Files that put another library's words into an error that is not about this installation's set-up."""


def test_a_check_is_switched_off_by_name_and_with_a_reason() -> None:
    files = sources(*PACKAGES, "benchmarks", "migrations")
    lines = [(path, line) for path in files for line in (ROOT / path).read_text().splitlines()]
    off = [one for one in lines if SWITCHED_OFF.search(one[1])]
    assert off
    assert [one for one in off if not WITH_REASON.search(one[1])] == []


def test_no_answer_repeats_what_another_library_said() -> None:
    import_all(*PACKAGES)
    answers = _names(AlgomartError) - _names(Misconfigured)
    trees = {str(path): ast.parse((ROOT / path).read_text()) for path in sources(*PACKAGES)}
    ours = {n.name for t in trees.values() for n in ast.walk(t) if isinstance(n, ast.ClassDef)}
    found = {
        path
        for path, tree in trees.items()
        if answers.intersection(_kinds_with_foreign_words(tree, ours))
    }
    assert found == TELLS_FOREIGN_WORDS.keys()


def _names(kind: type[AlgomartError]) -> set[str]:
    return {kind.__name__}.union(*map(_names, kind.__subclasses__()))


def _kinds_with_foreign_words(tree: ast.Module, ours: set[str]) -> Iterator[str]:
    """Yield the names of the errors that are raised with the words of a foreign one just caught."""
    for caught in ast.walk(tree):
        if not isinstance(caught, ast.ExceptHandler) or caught.name is None:
            continue
        if caught.type is not None and _caught(caught.type) <= ours:
            continue
        for node in ast.walk(caught):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                values = [*node.exc.args, *(word.value for word in node.exc.keywords)]
                if any(_speaks(part, caught.name) for one in values for part in ast.walk(one)):
                    yield ast.unparse(node.exc.func).rpartition(".")[2]


def _caught(kinds: ast.expr) -> set[str]:
    each = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
    return {ast.unparse(one).rpartition(".")[2] for one in each}


def _speaks(node: ast.AST, name: str) -> bool:
    """Say whether an expression is the exception's words: `str(error)`, `f"{error}"`, `error.args`."""
    match node:
        case ast.Call(func=ast.Name("str" | "repr"), args=[argument]):
            return _begins_with(argument, name)
        case ast.FormattedValue(value=value):
            return _begins_with(value, name)
        case ast.Attribute(value=value, attr="args" | "orig" | "detail" | "message"):
            return _begins_with(value, name)
    return False


def _begins_with(node: ast.expr, name: str) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id == name
