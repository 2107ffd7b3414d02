"""Why something became of a version or an alias: `code`, `zh`, `en`, as rows keep it."""

from typing import Any

from core.text import Text


def by_hand(words: str) -> dict[str, Any]:
    """Return a person's own words."""
    return {"code": "person", "zh": words, "en": words}


def by_itself(code: str, why: Text) -> dict[str, Any]:
    """Return why the product did it."""
    return {"code": code, "zh": why.zh, "en": why.en}
