"""Types of request fields, so that every route refuses the same things."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
"""One line of text somebody typed: no control characters, which PostgreSQL and terminals choke on."""

Note = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]
"""Some lines of text, or none."""

Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=2000,
        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$",
    ),
]
"""Why somebody does something; never empty."""


Sought = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What a list is asked for: a NUL would reach PostgreSQL, which takes none."""


Place = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Where something stands, in words; may be empty."""
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Body(BaseModel):
    """A request body; a field nobody knows is a mistake, not a wish, and NaN is no number."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
