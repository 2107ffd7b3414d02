"""What every part of the manifest is made of."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from algorithms.contract import faults
from core.text import Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Label = Annotated[str, Field(min_length=1, max_length=64)]
Fraction = Annotated[float, Field(ge=0, le=1)]
PackagedFile = Annotated[str, Field(max_length=200), AfterValidator(faults.packaged_file)]


class Part(BaseModel):
    """Some fields, each told of in its docstring; none but these."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Words(Part):
    """A text in both languages of the product."""

    zh: str = Field(min_length=1, max_length=500)
    """Chinese."""
    en: str = Field(min_length=1, max_length=500)
    """English."""

    def text(self) -> Text:
        """Return the value the rest of the product hands around."""
        return Text(self.zh, self.en)
