"""By which key a version was signed, as whoever may see the version is shown it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.catalogue.model import Version
from registry.signing.model import SigningKey


class SignatureOut(BaseModel):
    """The vendor's key that a version was signed with."""

    key_id: UUID
    name: str
    fingerprint: str
    """SHA-256 of the PEM."""
    registered_at: datetime
    retired_at: datetime | None
    """Since when nothing new may be signed with it."""

    @classmethod
    def of(cls, key: SigningKey) -> Self:
        """Return a key as the one that signed."""
        return cls(
            key_id=key.id,
            name=key.name,
            fingerprint=key.fingerprint,
            registered_at=key.created_at,
            retired_at=key.retired_at,
        )


def signatures(session: Session, versions: Sequence[Version]) -> dict[UUID, SignatureOut]:
    """Return by which key versions were signed, by their ids; those that were not are left out."""
    signed = {one.id: (one.owner_id, one.gate.get("signed_by")) for one in versions}
    fingerprints = {one for _, one in signed.values() if one}
    if not fingerprints:
        return {}
    keys = session.scalars(select(SigningKey).where(SigningKey.fingerprint.in_(fingerprints)))
    known = {(key.owner_id, key.fingerprint): SignatureOut.of(key) for key in keys}
    return {one: known[by] for one, by in signed.items() if by in known}
