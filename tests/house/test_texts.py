"""Whatever a person reads exists in Chinese and in English, with the same blanks to fill."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PACKAGES, ROOT, sources


def _texts(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, Chinese and English of every `Text(...)` written out in a file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Text"
        ):
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            zh, en = (*node.args, named.get("zh"), named.get("en"))[:2]
            if isinstance(zh, ast.Constant) and isinstance(en, ast.Constant):
                yield node.lineno, str(zh.value), str(en.value)


def _blanks(text: str) -> set[str]:
    """Return the names to fill in; `title_zh` and `title_en` are twins themselves."""
    named = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    return {re.sub(r"(^|_)(zh|en)$", "", name) for name in named}


def test_chinese_and_english_are_twins() -> None:
    for path in sources(*PACKAGES, "benchmarks"):
        for line, zh, en in _texts(path):
            assert bool(zh.strip()) == bool(en.strip()), f"{path}:{line} has one language only"
            assert _blanks(zh) == _blanks(en), f"{path}:{line} fills different blanks"
