"""What a resource's fields may be, whether somebody types them or a list has them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.http.fields import Body, Latitude, Line, Longitude

Kind = Literal["pump", "team", "vehicle", "material", "boat", "fire", "medical", "shelter", "other"]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
Phone = Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9+() ,;/-]*$")]
Quantity = Annotated[float, Field(ge=0, le=1e9)]


class Entry(Body):
    """A resource as a list has it."""

    kind: Kind
    name: Line
    quantity: Quantity = 1.0
    unit: Words = ""
    longitude: Longitude
    latitude: Latitude
    address: Words = ""
    contact: Words = ""
    phone: Phone = ""
