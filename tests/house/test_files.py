"""Rules about files that no tool checks: their length, where the environment is read, who may catch all."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PACKAGES, ROOT, sources

EVERYTHING = sources(*PACKAGES, "benchmarks", "tests")
MOST_LINES = 400
MOST_FUNCTION_LINES = 50

ENVIRONMENT = {
    "core/bucket.py": "reads the store's keys where every S3 client looks for them",
    "registry/sandbox/level.py": "scrubs the environment a sandboxed child is started with",
    "serving/cluster/environment.py": "tells Ray, which reads nothing else, to stay private",
    "video/readers/capture.py": "tells FFmpeg inside OpenCV, which reads nothing else, to use TCP",
}
"""Files besides `core/settings.py` (which leaves reading to pydantic-settings) that touch `os.environ`."""

CATCHES_ALL = {
    "registry/sandbox/answering.py": "the model host's: an engine may throw anything",
    "serving/cluster/clips.py": "a background job: one clip must not cost the others",
    "serving/cluster/worker.py": "the camera loop: one bad turn must not blind the other cameras",
    "serving/jobs.py": "a background job outlives its failures",
    "video/readers/feed.py": "the camera loop: the next attempt may do better",
}
"""Files that swallow any `Exception`. Three kinds of place may: camera loop, model host, background job."""


def test_no_file_is_long() -> None:
    long = [path for path in EVERYTHING if len((ROOT / path).read_text().splitlines()) > MOST_LINES]
    assert long == [], "split them by idea"


def test_no_function_is_long() -> None:
    functions = ((path, *one) for path in EVERYTHING for one in _functions(_tree(path)))
    assert [one for one in functions if one[2] > MOST_FUNCTION_LINES] == []


def test_the_environment_is_touched_only_where_it_must_be() -> None:
    found = {str(path) for path in sources(*PACKAGES) if _touches_environment(_tree(path))}
    assert found - {"core/settings.py"} == ENVIRONMENT.keys()


def test_only_three_kinds_of_loop_swallow_everything() -> None:
    found = {str(path) for path in sources(*PACKAGES) if any(_swallows(_tree(path)))}
    assert found == CATCHES_ALL.keys()


def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def _functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _touches_environment(tree: ast.Module) -> bool:
    names = {"environ", "getenv", "putenv"}
    return any(
        (isinstance(node, ast.Attribute) and node.attr in names and _is_os(node.value))
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and names & _names(node))
        for node in ast.walk(tree)
    )


def _is_os(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "os"


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def _swallows(tree: ast.Module) -> Iterator[bool]:
    """Yield for each handler whether it catches everything and does not raise it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            raises = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            yield not raises and any(map(_is_everything, caught))


def _is_everything(kind: ast.expr | None) -> bool:
    return kind is None or (
        isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}
    )
