"""Optimistic locking over HTTP: `ETag` out, `If-Match` in (RFC 9110 section 13)."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Header

from core.errors import AlgomartError, Stale
from core.http.described import refuses
from core.text import Text


class Revised(Protocol):
    """A row that counts its revisions."""

    @property
    def revision(self) -> int: ...


class PreconditionRequired(AlgomartError):
    """A change was sent without saying which revision it is based on."""

    code, status = "precondition_required", 428
    title = Text("缺少 If-Match", "If-Match is missing")
    detail = Text(
        "请先读取对象，并在 If-Match 中带上它的 ETag。",
        "Read the object first and send its ETag in If-Match.",
    )


def etag(row: Revised) -> str:
    """Return the entity tag of a row's present revision."""
    return f'"{row.revision}"'


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the caller believes the revision to be."""

    tag: str | None

    def require(self, row: Revised) -> None:
        """Raise `Stale` if the row moved on, `PreconditionRequired` if nothing was said."""
        if self.tag is None:
            raise PreconditionRequired
        if self.tag not in ("*", etag(row)):
            raise Stale


@refuses(412, 428)
def _precondition(if_match: Annotated[str | None, Header()] = None) -> Precondition:
    return Precondition(if_match)


IfMatch = Annotated[Precondition, Depends(_precondition)]
