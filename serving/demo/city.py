"""The demo's city in the database: organizations, users, cameras, subscriptions, a receiver."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations import service as organizations
from accounts.organizations.model import Kind, Organization
from accounts.policy import ADMINISTRATORS, Role
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.passwords import random_password
from cases.sinks import service as sinks
from cases.sinks.model import Sink
from cases.sinks.signing import new_secret
from core.database.engine import transaction
from core.home import write_private
from core.http.etag import Precondition
from core.http.services import Services
from core.net.allowed import outbound
from core.text import Text
from registry.catalogue.model import Algorithm
from registry.subscriptions import service as subscriptions
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import NewSubscription
from serving.demo.footage import CAMERAS, DemoCamera
from video.cameras import service as cameras
from video.cameras.address import networks
from video.cameras.model import Camera
from video.cameras.service import CameraChange, NewCamera, Position

CITY = Text("示例市", "Sample City")
DEPARTMENT = Text("城市管理局", "Urban Management Bureau")
VENDOR = Text("示例算法厂商", "Sample Vendor")
SINK = "示例市案件系统"
ALGORITHM = "fire"
ROLES: dict[str, tuple[str, Role]] = {
    "dispatcher": ("王调度", Role.DISPATCHER),
    "subscriber": ("李订阅", Role.SUBSCRIBER),
    "handler": ("赵处置", Role.HANDLER),
    "viewer": ("周查看", Role.VIEWER),
    "vendor": ("钱厂商", Role.VENDOR),
    "system": ("孙系统", Role.SYSTEM),
    "security": ("吴安全", Role.SECURITY),
    "audit": ("郑审计", Role.AUDIT),
}
_ANY = Precondition("*")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demo made up at its first start; kept in an owner-only file of its home."""

    camera_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    sink_secret: str = field(default_factory=new_secret)
    passwords: dict[str, str] = field(
        default_factory=lambda: {login: random_password() for login in ROLES}
    )

    @classmethod
    def of(cls, home: Path) -> "Secrets":
        """Return the demo's secrets, made up if this is its first start."""
        path = home / "demo.json"
        if path.exists():
            return cls(**json.loads(path.read_text()))
        made = cls()
        write_private(path, json.dumps(asdict(made)).encode())
        return made


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the demo's cameras and its receiver listen in this run."""

    cameras: str
    """Base address with credentials, `rtsp://demo:…@127.0.0.1:port`."""
    receiver: str
    """Address of the outside case system."""


def build(services: Services, made_up: Secrets, outside: Outside) -> None:
    """Make the city, or bring the one of an earlier run to this run's addresses."""
    with transaction(services.sessions) as session:
        operator = organizations.operator(session)
        city = _organization(session, operator, "city", CITY)
        bureau = _organization(session, city, "department", DEPARTMENT)
        vendor = _organization(session, operator, "vendor", VENDOR)
        homes = {Role.VENDOR: vendor} | dict.fromkeys(ADMINISTRATORS, operator)
        people = {
            login: _user(session, services, homes.get(role, bureau), login, made_up)
            for login, (_, role) in ROLES.items()
        }
        subscriber = Scope(users.principal(session, people["subscriber"]), "camera.update")
        system = Scope(users.principal(session, people["system"]), "sink.update")
        for camera in CAMERAS:
            _camera(session, services, subscriber, camera, outside.cameras)
        _sink(session, services, system, made_up.sink_secret, outside.receiver)


def _organization(session: Session, parent: Organization, kind: Kind, name: Text) -> Organization:
    known = session.scalar(select(Organization).filter_by(name_en=name.en))
    return known or organizations.create(session, None, parent, kind, name)


def _user(
    session: Session, services: Services, owner: Organization, login: str, made_up: Secrets
) -> User:
    known = session.scalar(select(User).filter_by(login=login))
    if known is not None:
        return known
    name, role = ROLES[login]
    # Made up, printed and meant to be used: nobody shall have to change it first.
    new = users.NewUser(login, name, made_up.passwords[login], [role], given=False)
    return users.create(session, None, owner.id, new, services.clock, services.settings)


def _camera(
    session: Session, services: Services, scope: Scope, demo: DemoCamera, base: str
) -> None:
    url, allowed = f"{base}{demo.path}", networks(services.settings)
    known = session.scalar(select(Camera).filter_by(name_en=demo.name_en, removed_at=None))
    if known is not None:
        change = CameraChange(url=url)
        cameras.change(
            session,
            scope,
            known.id,
            change,
            _ANY,
            services.keyring,
            services.clock,
            allowed=allowed,
        )
        return
    position = Position(demo.longitude, demo.latitude)
    new = NewCamera(demo.name_zh, demo.name_en, url, demo.place, position)
    owner = scope.user.organization_id
    camera = cameras.create(
        session, scope, owner, new, services.keyring, services.clock, allowed=allowed
    )
    fire = session.scalars(select(Algorithm).filter_by(slug=ALGORITHM)).one()
    wanted = NewSubscription(camera.id, fire.id)
    if not session.scalar(select(Subscription.id).filter_by(camera_id=camera.id)):
        _subscribe(session, services, scope, wanted)


def _subscribe(session: Session, services: Services, scope: Scope, wanted: NewSubscription) -> None:
    scope = scope.on("subscription.create")
    subscriptions.create(session, scope, wanted, services.settings, services.clock)


def _sink(session: Session, services: Services, scope: Scope, secret: str, url: str) -> None:
    allowed = outbound(services.settings)
    known = session.scalar(select(Sink).filter_by(name=SINK))
    if known is None:
        sinks.create(
            session,
            scope,
            name=SINK,
            kind="cloudevents",
            url=url,
            secret=secret,
            allowed=allowed,
            keyring=services.keyring,
            clock=services.clock,
        )
        return
    sinks.change(
        session,
        scope,
        known.id,
        _ANY,
        sinks.Edit(url=url, enabled=True),
        allowed=allowed,
        keyring=services.keyring,
        clock=services.clock,
    )
