"""A reason as the API tells it: a code for machines, words for people."""

from pydantic import BaseModel

from core.text import Text


class ReasonOut(BaseModel):
    """Why something is as it is, and what to do."""

    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, code: str, words: Text) -> "ReasonOut":
        """Return a code with its words."""
        return cls(code=code, zh=words.zh, en=words.en)
