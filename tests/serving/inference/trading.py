"""What the tests of algorithms that stay with their vendor share: the people, the endpoint, the package."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.scope import Scope
from core.database.engine import transaction
from core.http.etag import Precondition
from core.http.services import Services
from registry.catalogue import handing_in, life
from registry.catalogue.model import Version
from registry.catalogue.reasons import by_hand
from registry.gate import service as gate
from registry.packages.reader import Package, read
from registry.remote import service as remote
from registry.remote.model import RemoteEndpoint
from registry.remote.service import Ruling, Tools, Wish
from tests import make
from tests.registry import cameras, goods
from tests.serving.belongings import user
from tests.serving.inference import endpoints
from tests.serving.inference.endpoints import Vendor

ANY = Precondition("*")


@dataclass(frozen=True, slots=True)
class Trade:
    """Who is there: a vendor with an endpoint that security has let in, and a department with a camera."""

    services: Services
    vendor_id: UUID
    endpoint_id: UUID
    selling: Scope
    guarding: Scope
    subscribing: Scope
    camera_id: UUID


def begun(services: Services, vendor: Vendor) -> Trade:
    """Let a vendor's endpoint in, and add a department's camera."""
    platform = replace(services, settings=vendor.settings())
    with transaction(platform.sessions) as session:
        seller = make.organization(session, kind="vendor", name_zh="远程厂商", name_en="Remote")
        parks = make.organization(session, name_zh="园林局", name_en="Parks")
        selling = scope(session, seller, Role.VENDOR, "remote_endpoint.create")
        guarding = scope(session, operator(session), Role.SECURITY, "remote_endpoint.decide")
        subscribing = scope(session, parks, Role.SUBSCRIBER, "remote_endpoint.agree")
        wish = Wish("main", vendor.url, credential=vendor.token)
        one = remote.create(session, selling, wish, Tools.of(platform))
        remote.decide(session, guarding, one.id, Ruling(True, "已核查"), ANY, platform.clock)
        camera_id = cameras.add(session, parks.id)
        return Trade(platform, seller.id, one.id, selling, guarding, subscribing, camera_id)


def scope(session: Session, owner: Organization, role: Role, action: str) -> Scope:
    return make.scope_of(user(session, owner, role), action)


def package(trade: Trade, folder: Path, **said: Any) -> Package:
    """Return the toy's package as it is handed in where the model stays with its vendor."""
    stage = endpoints.stage(**said).model_dump(mode="json")
    described = goods.manifest() | {"stages": [stage]}
    return read(goods.write(folder, described=described), trade.services.blobs)


def handed_in(trade: Trade, handed: Package) -> UUID:
    services = trade.services
    with transaction(services.sessions) as session:
        return handing_in.hand_in(
            session, None, handed, trade.vendor_id, services.settings, services.clock
        ).id


def examined(trade: Trade, folder: Path, **said: Any) -> tuple[UUID, dict[str, Any]]:
    handed = package(trade, folder, **said)
    version_id = handed_in(trade, handed)
    return version_id, handing_in.examine(trade.services, version_id, handed, None)


def on_shelf(trade: Trade, folder: Path, **said: Any) -> tuple[UUID, UUID]:
    """Return a published version, as the gate lets it pass, and its algorithm."""
    version_id, clock = handed_in(trade, package(trade, folder, **said)), trade.services.clock
    with transaction(trade.services.sessions) as session:
        version = session.get_one(Version, version_id)
        version.gate = gate.binding() | {"model_digest": version.model_digest}
        life.take(session, None, version, "check", clock)
        life.take(session, None, version, "approve", clock, why=by_hand("可信"))
        life.take(session, None, version, "publish", clock)
        return version.id, version.algorithm_id


def moved(trade: Trade, url: str) -> None:
    """Let the endpoint be elsewhere without a new approval, as a name that changes its address is."""
    with transaction(trade.services.sessions) as session:
        session.execute(update(RemoteEndpoint).values(url=url))


def states(report: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["state"] for one in report["checks"]}
