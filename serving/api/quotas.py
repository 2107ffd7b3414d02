"""Quotas: how much of what each organization may have, and has."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.organizations import service as organizations
from accounts.organizations.model import Kind, Organization
from accounts.organizations.service import OrganizationFilter
from accounts.quotas import listing, service
from accounts.quotas.listing import Held, Listed
from accounts.quotas.resource import TITLES, Measure, Resource
from accounts.scope import ORGANIZATION, Scope
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Sought
from core.http.page import Page, paginate
from registry.catalogue.quota import VERSIONS
from registry.subscriptions.quota import LOOKS, STORAGE
from video.cameras.quota import CAMERAS

routes = router(tags=["accounts"])
Reader = Annotated[Scope, allow("quota.read")]

MEASURES: dict[Resource, Measure] = {
    Resource.CAMERAS: CAMERAS,
    Resource.LOOKS_PER_MINUTE: LOOKS,
    Resource.STORAGE_GB: STORAGE,
    Resource.VERSIONS: VERSIONS,
}
"""How each resource is counted; a package's size is looked at once, when it is handed in."""

Amount = Annotated[int, Field(ge=0, le=10**12)]


class BoundOut(BaseModel):
    """A limit set for an organization above, for all below it together."""

    organization_id: UUID
    name_zh: str
    name_en: str
    limit: int


class QuotaOut(BaseModel):
    """One quota. `source` tells whether the limit was set for this organization or is the default.

    A limit that was set counts the organization and all below it, the default its own rows only.
    """

    resource: Resource
    title_zh: str
    title_en: str
    limit: int
    source: Literal["own", "default"]
    used: float | None
    over: bool
    above: list[BoundOut]


class QuotasOut(BaseModel):
    """An organization's quotas."""

    organization_id: UUID
    parent_id: UUID | None
    kind: Kind
    name_zh: str
    name_en: str
    quotas: list[QuotaOut]
    revision: int


class QuotasPatch(Body):
    """New limits; null lets the default count again, what is left out stays."""

    cameras: Amount | None = None
    looks_per_minute: Amount | None = None
    inferences_per_minute: Amount | None = None
    storage_gb: Amount | None = None
    versions: Amount | None = None
    upload_mb: Amount | None = None


@routes.get("/quotas")
def list_quotas(
    session: SessionDep,
    settings: SettingsDep,
    query: PageQueryDep,
    scope: Reader,
    q: Sought | None = None,
    kind: Kind | None = None,
) -> Page[QuotasOut]:
    """List the quotas of the caller's organization and of all below it, parents first."""
    wanted = organizations.search(scope, OrganizationFilter(q, kind))
    keys = [Organization.path, Organization.id]
    found = paginate(session, wanted, keys, query, descending=False)
    listed = listing.describe(session, found.rows, MEASURES, settings)
    return found.page([_out(one) for one in listed])


@routes.get("/organizations/{organization_id}/quotas")
def read_quotas(
    organization_id: UUID,
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    scope: Reader,
) -> QuotasOut:
    """Show the quotas of one organization."""
    row = organizations.fetch(session, scope, organization_id)
    [found] = listing.describe(session, [row], MEASURES, settings)
    response.headers["ETag"] = etag(found)
    return _out(found)


@routes.patch("/organizations/{organization_id}/quotas")
def change_quotas(
    organization_id: UUID,
    body: QuotasPatch,
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("quota.update")],
) -> QuotasOut:
    """Set quotas of an organization below the caller's own."""
    seen = scope.on("quota.read")
    row = seen.fetch(session, Organization, organization_id, kind=ORGANIZATION, for_update=True)
    [before] = listing.describe(session, [row], {}, settings)
    if_match.require(before)
    amounts = {Resource(name): getattr(body, name) for name in body.model_fields_set}
    service.change(session, scope, row, amounts, clock)
    [found] = listing.describe(session, [row], MEASURES, settings)
    response.headers["ETag"] = etag(found)
    return _out(found)


def _out(listed: Listed) -> QuotasOut:
    one = listed.organization
    names = {name: getattr(one, name) for name in ("parent_id", "kind", "name_zh", "name_en")}
    return QuotasOut(
        organization_id=one.id,
        **names,
        quotas=[_quota(held) for held in listed.quotas],
        revision=listed.revision,
    )


def _quota(held: Held) -> QuotaOut:
    title = TITLES[held.resource]
    return QuotaOut(
        resource=held.resource,
        title_zh=title.zh,
        title_en=title.en,
        limit=held.limit,
        source="default" if held.is_default else "own",
        used=held.used,
        over=held.over,
        above=[
            BoundOut(
                organization_id=bound.organization.id,
                name_zh=bound.organization.name_zh,
                name_en=bound.organization.name_en,
                limit=bound.limit,
            )
            for bound in held.above
        ],
    )
