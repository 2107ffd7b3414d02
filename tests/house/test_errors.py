"""Every refusal has a code of its own and says, in both languages, what happened and what to do."""

from collections import Counter

import pytest

from core.errors import AlgomartError
from core.text import Text
from tests.house.source import PACKAGES, import_all

STATUSES = {400, 401, 403, 404, 409, 412, 413, 416, 422, 428, 429, 500, 502, 503, 504}


def _kinds(kind: type[AlgomartError] = AlgomartError) -> list[type[AlgomartError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in _kinds(child))]


@pytest.fixture(scope="module")
def kinds() -> list[type[AlgomartError]]:
    """Every error class of the product."""
    import_all(*PACKAGES, "benchmarks")
    return [kind for kind in _kinds() if not kind.__module__.startswith("tests.")]


def test_every_class_has_a_code_of_its_own(kinds: list[type[AlgomartError]]) -> None:
    named = [kind for kind in kinds if "code" in vars(kind)]
    assert [kind.__name__ for kind in kinds if kind not in named] == []
    counts = Counter(kind.code for kind in named)
    assert [code for code, times in counts.items() if times > 1] == []


def test_every_message_is_complete_in_both_languages(kinds: list[type[AlgomartError]]) -> None:
    texts = {f"{kind.__name__}.title": kind.title for kind in kinds}
    texts |= {f"{kind.__name__}.detail": kind.detail for kind in kinds}
    assert [name for name, text in texts.items() if not _complete(text)] == []


def test_titles_are_chinese_in_chinese(kinds: list[type[AlgomartError]]) -> None:
    assert [kind.__name__ for kind in kinds if not _has_chinese(kind.title.zh)] == []


def test_every_status_is_one_a_client_expects(kinds: list[type[AlgomartError]]) -> None:
    assert {kind.status for kind in kinds} <= STATUSES


def _complete(text: Text) -> bool:
    return bool(text.zh.strip()) and bool(text.en.strip())


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
