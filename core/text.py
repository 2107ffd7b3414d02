"""Text a person reads, in both languages of the product."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Chinese and in English; `{name}` fields are filled by `render`."""

    zh: str
    en: str

    def render(self, language: Language, **fields: object) -> str:
        """Return the message in one language with its fields filled."""
        return self.said_in(language).format(**fields)

    def filled(self, **fields: object) -> "Text":
        """Return the message with its fields filled in both languages."""
        return Text(self.render("zh", **fields), self.render("en", **fields))

    def said_in(self, language: Language) -> str:
        """Return the text in one language as it stands: a name may have braces of its own."""
        return self.zh if language == "zh" else self.en


def language_of(accept_language: str | None) -> Language:
    """Return the language an `Accept-Language` header asks for; Chinese unless English comes first."""
    for part in (accept_language or "").lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "zh"
