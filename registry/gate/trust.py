"""Whose signatures a package may bear: its vendor's keys, handed into the sandbox with the order."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of the vendor's."""

    name: str
    fingerprint: str
    pem: str
    retired: bool = False
    """Whether it was, by the time the package was handed in."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a package's signature is held against."""

    keys: tuple[TrustedKey, ...] | None = None
    """None: nobody knows here; the signature is held against the files alone."""
    required: bool = False
    """Whether the vendor wants no unsigned package of his taken."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values, as they stand in an order."""
        return asdict(self)

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Return the trust of plain values."""
        keys = said["keys"]
        known = None if keys is None else tuple(TrustedKey(**one) for one in keys)
        return cls(known, said["required"])


UNKNOWN = Trust()
"""Of a package that is looked at where nobody knows its vendor's keys."""
