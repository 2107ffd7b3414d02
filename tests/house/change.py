"""One call of a route that changes something, and what the trail must say of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from accounts.policy import Role

Told = Literal["before", "after", "both", "none"]
"""Which values a line must carry: what is made has an after, what is removed a before, a change both."""


@dataclass(frozen=True, slots=True)
class Change:
    """One call; `{camera_id}` in a body is filled like one in the path, with an object there is."""

    role: Role
    action: str
    """What the line must be called."""
    told: Told
    body: dict[str, Any] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    """SQL that prepares the objects; `:caller` and `:credential` are the caller's."""
    at: dict[str, str] = field(default_factory=dict)
    """Other objects than those the parameters are named after."""
    content: bytes | None = None
    """A file that is sent instead of a body."""
    own: str | None = None
    """Table and id of the object whose organization the caller must be in himself."""
