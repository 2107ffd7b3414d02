"""Why subscriptions fail whose model is asked at its vendor's: what is wrong with the endpoint."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from registry.catalogue.model import Alias, Version
from registry.remote.errors import EndpointFailed
from registry.remote.model import RemoteEndpoint
from registry.subscriptions.model import Subscription


def troubles(session: Session, subscription_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the reasons, as rows keep them, of those whose endpoint is known to be in trouble."""
    followed = and_(
        Alias.algorithm_id == Subscription.algorithm_id, Alias.name == Subscription.alias
    )
    meant = func.coalesce(Subscription.version_id, Alias.version_id)
    asked_at = and_(
        RemoteEndpoint.owner_id == Version.owner_id,
        RemoteEndpoint.name == Version.manifest["stages"][0]["endpoint"].astext,
    )
    found = (
        select(Subscription.id, RemoteEndpoint.trouble)
        .outerjoin(Alias, followed)
        .join(Version, Version.id == meant)
        .join(RemoteEndpoint, asked_at)
        .where(Subscription.id.in_(subscription_ids), RemoteEndpoint.trouble.is_not(None))
    )
    return {one: _reason(trouble) for one, trouble in session.execute(found) if trouble}


def _reason(trouble: str) -> dict[str, Any]:
    failure = EndpointFailed(trouble)
    return {"code": failure.code, "zh": failure.message("zh"), "en": failure.message("en")}
