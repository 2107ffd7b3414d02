"""What the job hands to whoever deals with uploads of one kind, and what he answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.scope import Scope
from core.http.services import Services


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload at work."""

    id: UUID
    kind: str
    owner_id: UUID
    scope: Scope
    """Of who handed it in, for the trail."""
    about: Mapping[str, Any]
    """What he said of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an upload."""

    passed: bool
    report: dict[str, Any]


Work = Callable[[Services, Begun, int], Outcome]
"""Takes a descriptor of the whole file, open for reading."""
