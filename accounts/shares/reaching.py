"""Which shares reach an organization, and what they let it do: conditions for statements."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from accounts.organizations.model import Organization
from accounts.shares.model import TERMS, Share

Known = UUID | ColumnElement[Any]
"""An id, or the column that holds it: then it is asked of each row of its table."""


def readers(object_type: str, object_id: Known, owner_id: Known) -> ColumnElement[bool]:
    """Return the condition that an organization sees an object: its owner's line, or a share's."""
    receiver = aliased(Organization)
    shared = (
        select(Share.id)
        .join(receiver, receiver.id == Share.organization_id)
        .where(_reaches(receiver, object_type, object_id))
    )
    return or_(_above(owner_id), shared.correlate_except(Share, receiver).exists())


def terms_for(object_type: str, object_id: Known, owner_id: Known) -> ColumnElement[str | None]:
    """Return what an organization may do with an object, as `Terms`; null: it does not even see it.

    Its owner, and who stands above, subscribes freely. Else the most generous share counts that reaches it.
    """
    receiver = aliased(Organization)
    best = case(*((func.bool_or(Share.terms == one), literal(one)) for one in TERMS), else_=null())
    shared = (
        select(best)
        .select_from(Share)
        .join(receiver, receiver.id == Share.organization_id)
        .where(_reaches(receiver, object_type, object_id))
    )
    found = shared.correlate_except(Share, receiver).scalar_subquery()
    return case((_above(owner_id), literal(TERMS[0])), else_=found)


def hold(session: Session, object_type: str, object_ids: Collection[UUID]) -> None:
    """Keep the shares of some objects as they are until the transaction ends; who changes one waits."""
    kept = select(Share.id).where(Share.object_type == object_type, Share.object_id.in_(object_ids))
    session.execute(kept.order_by(Share.id).with_for_update(read=True)).all()


def _above(owner_id: Known) -> ColumnElement[bool]:
    owner = aliased(Organization)
    above = select(owner.id).where(owner.id == owner_id, owner.path.startswith(Organization.path))
    return above.correlate_except(owner).exists()


def _reaches(receiver: Any, object_type: str, object_id: Known) -> ColumnElement[bool]:
    """A share reaches its receiver, all below it, and who stands above."""
    return and_(
        Share.object_type == object_type,
        Share.object_id == object_id,
        or_(
            receiver.path.startswith(Organization.path),
            Organization.path.startswith(receiver.path),
        ),
    )
