"""`/signing-keys`: the keys vendors sign their packages with; and whether a vendor wants them signed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, StringConstraints
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, router
from core.http.described import refuses
from core.http.etag import etag
from core.http.fields import Body, Line, Reason
from core.http.page import Page, paginate
from registry.signing import service
from registry.signing.model import SigningKey
from registry.signing.service import Rule

routes = router(tags=["packages"])

Reader = Annotated[Scope, allow("signing_key.read")]
Pem = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[\x20-\x7e\r\n]*$"
    ),
]


class SigningKeyIn(Body):
    """A public key on P-256 or P-384 in PEM, and what to call it."""

    name: Line
    public_key: Pem


class SigningKeyOut(BaseModel):
    """A key that packages are signed with."""

    id: UUID
    owner_id: UUID
    name: str
    public_key: str
    fingerprint: str
    """SHA-256 of the PEM."""
    created_at: datetime
    retired_at: datetime | None
    """Since when nothing new may be signed with it."""
    retired_reason: str | None


class KeyRetirementIn(Body):
    """Why nothing new shall be signed with it."""

    reason: Reason


class SigningRuleIn(Body):
    """Whether packages that are not signed shall be refused."""

    required: bool


class SigningRuleOut(BaseModel):
    """Whether packages that are not signed are refused, and since when; revision 0: never set."""

    required: bool
    required_since: datetime | None
    revision: int


@routes.get("/signing-keys")
def list_signing_keys(
    session: SessionDep, scope: Reader, query: PageQueryDep, owner_id: UUID | None = None
) -> Page[SigningKeyOut]:
    """Keys, the newest first, the retired among them; those of one vendor with `owner_id`."""
    wanted = scope.limit(select(SigningKey), SigningKey)
    if owner_id is not None:
        wanted = wanted.where(SigningKey.owner_id == owner_id)
    rows = paginate(session, wanted, (SigningKey.id,), query)
    return rows.page([_out(one) for one in rows.rows])


@routes.post("/signing-keys", status_code=201)
def register_signing_key(
    body: SigningKeyIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("signing_key.create")],
) -> SigningKeyOut:
    """Register a public key for the caller's organization; the private half never leaves its owner."""
    return _out(service.register(session, scope, body.name, body.public_key, clock))


@routes.post("/signing-keys/{signing_key_id}/retirement")
def retire_signing_key(
    signing_key_id: UUID,
    body: KeyRetirementIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("signing_key.retire")],
) -> SigningKeyOut:
    """Refuse what is signed with a key from now on; what was handed in before stays as it is."""
    return _out(service.retire(session, scope, signing_key_id, body.reason, clock))


@routes.get("/organizations/{organization_id}/signing")
@refuses(409)
def read_signing_rule(
    organization_id: UUID, session: SessionDep, scope: Reader, response: Response
) -> SigningRuleOut:
    """Tell whether a vendor wants every package of his signed."""
    return _told(service.rule_of(session, scope, organization_id), response)


@routes.put("/organizations/{organization_id}/signing")
def set_signing_rule(
    organization_id: UUID,
    body: SigningRuleIn,
    session: SessionDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("signing_rule.update")],
    response: Response,
) -> SigningRuleOut:
    """Refuse a vendor's packages that are not signed from now on, or take them again."""
    rule = service.require_signatures(
        session, scope, organization_id, if_match, clock, required=body.required
    )
    return _told(rule, response)


def _out(one: SigningKey) -> SigningKeyOut:
    return SigningKeyOut.model_validate(one, from_attributes=True)


def _told(rule: Rule, response: Response) -> SigningRuleOut:
    response.headers["ETag"] = etag(rule)
    return SigningRuleOut(
        required=rule.required_since is not None,
        required_since=rule.required_since,
        revision=rule.revision,
    )
