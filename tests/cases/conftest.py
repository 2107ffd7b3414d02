"""A city with one department, a subscription of it that sees things, and people who judge them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.tokens import service as tokens
from accounts.users.model import User
from accounts.viewings import api as looks
from cases.assignment import api as assignments
from cases.emergency import api as emergencies
from cases.emergency import rules_api as emergency_rules
from cases.events import api as evidence
from cases.events import clip_api
from cases.events.model import Event
from cases.events.report import Source
from cases.events.service import report
from cases.incidents import api as incidents
from cases.lifecycle import api as lifecycle
from cases.open311 import api as open311
from cases.open311 import desk as callers
from cases.outbox import api as outbox
from cases.photos import api as photos
from cases.places import api as places
from cases.reports import api as reports
from cases.reports import hooks
from cases.resources import api as resources
from cases.responsibility import api as responsibilities
from cases.review import api as review
from cases.review import overview as desk
from cases.sinks import api as sinks
from cases.sinks.post import open_client
from cases.water import api as water
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.feed import Change
from core.http import problems
from core.http.services import Services
from core.ids import uuid7
from core.secrets import Keyring
from core.settings import Settings
from registry.catalogue.model import Algorithm, Version
from registry.gate import service as gate
from registry.subscriptions.model import Subscription
from serving.api import review as queue
from serving.api import viewings
from tests import make
from tests.cases import samples, seen
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, door
from tests.cases.sinks.receiver import Receiver
from video.cameras.model import Camera

Browser = Callable[[User], TestClient]
NewEvent = Callable[[], Event]
NewUser = Callable[[], User]
NewReceiver = Callable[..., Receiver]


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The root of the organizations."""
    with transaction(sessions) as session:
        return make.organization(session)


@pytest.fixture
def department(sessions: Sessions, city: Organization) -> Organization:
    """The department that owns the cameras."""
    with transaction(sessions) as session:
        return make.organization(session, city, name_zh="城管局", name_en="Urban Management")


@pytest.fixture
def source(sessions: Sessions, department: Organization) -> Source:
    """A subscription of the department, known to every table that an event refers to."""
    with transaction(sessions) as session:
        return subscribed(session, department)


def subscribed(session: Session, owner: Organization) -> Source:
    """Add a camera of the owner, an algorithm and a subscription; return what its events say."""
    of = replace(samples.source(), owner_id=owner.id)
    now = datetime.now(UTC)
    session.add_all(
        [
            Camera(
                id=of.camera_id,
                owner_id=owner.id,
                name_zh="人民路东口",
                name_en="Renmin Road East",
                url_sealed=b"",
                url_masked="rtsp://***@10.0.0.1/1",
                created_at=now,
                state_since=now,
            ),
            Algorithm(
                id=of.algorithm_id,
                owner_id=owner.id,
                slug=f"fire-{of.algorithm_id}",
                title_zh="烟火",
                title_en="Fire",
                summary_zh="",
                summary_en="",
                created_at=now,
            ),
        ]
    )
    session.flush()
    session.add(_version(of, now))
    session.add(
        Subscription(
            id=of.subscription_id,
            owner_id=owner.id,
            camera_id=of.camera_id,
            algorithm_id=of.algorithm_id,
            interval_s=5,
            rule={},
            state_since=now,
            created_at=now,
        )
    )
    session.flush()
    return of


def _version(of: Source, now: datetime) -> Version:
    return Version(
        id=of.version_id,
        owner_id=of.owner_id,
        algorithm_id=of.algorithm_id,
        version="1.0.0",
        state="published",
        digest="cd" * 32,
        model_digest=of.model_digest,
        size=1,
        manifest={},
        readme="",
        files={},
        gate=gate.binding() | {"model_digest": of.model_digest},
        created_at=now,
        published_at=now,
    )


@pytest.fixture
def new_event(sessions: Sessions, source: Source, blobs: FolderBlobs) -> NewEvent:
    """A factory of open events, each of another incident key."""

    def build() -> Event:
        rule = replace(samples.RULE, incident_key=uuid7().hex)
        with transaction(sessions) as session:
            event = report(session, samples.raised(source, blobs, rule=rule))
            assert event is not None
            return event

    return build


@pytest.fixture
def sees(
    sessions: Sessions, department: Organization, source: Source, blobs: FolderBlobs
) -> seen.Sees:
    """A factory of events: whose, what, where and when."""

    def another(session: Session, owner: Organization | None) -> Source:
        return subscribed(session, owner or department)

    return seen.seer(sessions, source, blobs, another)


@pytest.fixture
def event(new_event: NewEvent) -> Event:
    """One open event that waits for its verdict."""
    return new_event()


@dataclass(frozen=True)
class People:
    """Who works in the city."""

    dispatcher: User
    colleague: User
    handler: User
    viewer: User
    system: User
    stranger: User
    """A dispatcher of another city."""


@pytest.fixture
def people(sessions: Sessions, city: Organization, department: Organization) -> People:
    """People of the department, the city's system administrator, and somebody from elsewhere."""
    with transaction(sessions) as session:
        elsewhere = make.organization(session, name_zh="邻市", name_en="Next City")
        return People(
            _user(session, department, Role.DISPATCHER, "李雷"),
            _user(session, department, Role.DISPATCHER, "韩梅梅"),
            _user(session, department, Role.HANDLER, "周师傅"),
            _user(session, department, Role.VIEWER, "王芳"),
            _user(session, city, Role.SYSTEM, "赵敏"),
            _user(session, elsewhere, Role.DISPATCHER, "路人"),
        )


@pytest.fixture
def new_user(sessions: Sessions, department: Organization) -> NewUser:
    """A factory of the department's dispatchers."""

    def build() -> User:
        with transaction(sessions) as session:
            return _user(session, department, Role.DISPATCHER, "派遣员")

    return build


def _user(session: Session, owner: Organization, role: Role, name: str) -> User:
    now = datetime.now(UTC)
    user = User(
        id=uuid7(),
        owner_id=owner.id,
        login=uuid7().hex,
        name=name,
        language="zh",
        roles=[role],
        password_hash="unused",
        created_at=now,
        password_changed_at=now,
    )
    session.add(user)
    session.flush()
    return user


def changes_of(session: Session) -> list[Change]:
    """Return what the feed was told of cases' own objects; making the city told it of organizations."""
    told = select(Change).where(Change.topic != "organization").order_by(Change.id)
    return list(session.scalars(told))


def scope_of(session: Session, user: User, action: str) -> Scope:
    """Return what a user may do with an action, in this session."""
    return make.scope_of(session.get_one(User, user.id), action)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still at the real time, by which receivers check signatures."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test's own."""
    return Settings(
        home=tmp_path,
        database_url=SecretStr("postgresql://unused"),
        outbound_networks="10.0.0.0/8,127.0.0.0/8",
    )


@pytest.fixture
def app(
    settings: Settings, sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> FastAPI:
    """An app that answers with the routes of cases."""
    app = FastAPI()
    app.state.services = Services(settings, sessions, clock, blobs, keyring)
    own = (
        evidence,
        clip_api,
        queue,
        review,
        desk,
        incidents,
        sinks,
        outbox,
        reports,
        lifecycle,
        photos,
        callers,
        looks,
        viewings,
        places,
        responsibilities,
        assignments,
        water,
        resources,
        emergencies,
        emergency_rules,
    )
    for part in own:
        app.include_router(part.routes, prefix="/api/v1")
    for several in (places, responsibilities):
        app.include_router(several.single, prefix="/api/v1")
    for foreign in (open311, hooks):
        app.include_router(foreign.routes)
    problems.install(app)
    return app


@pytest.fixture
def signed_in(app: FastAPI, sessions: Sessions, clock: ManualClock) -> Iterator[Browser]:
    """A factory of clients that act as a user."""
    with ExitStack() as stack:

        def client(user: User) -> TestClient:
            with transaction(sessions) as session:
                row = session.get_one(User, user.id)
                token = tokens.issue(session, None, row, tokens.Wanted("test", 90), clock).secret
            made = TestClient(
                app,
                base_url="http://city.test/api/v1",
                headers={"authorization": f"Bearer {token}", "accept-language": "en"},
            )
            return stack.enter_context(made)

        yield client


@pytest.fixture
def new_receiver(tmp_path: Path) -> Iterator[NewReceiver]:
    """A factory of real receivers in processes of their own, stopped at the end."""
    with ExitStack() as stack:

        def start(**how: object) -> Receiver:
            return stack.enter_context(Receiver(tmp_path / "received.jsonl", **how))  # type: ignore[arg-type]

        yield start


@pytest.fixture
def http(settings: Settings) -> Iterator[httpx.Client]:
    """The client that messages go out by."""
    with open_client(settings) as client:
        yield client


@pytest.fixture
def post(
    sessions: Sessions,
    clock: ManualClock,
    http: httpx.Client,
    keyring: Keyring,
    settings: Settings,
    people: People,
    new_event: NewEvent,
) -> Post:
    """The city's outbox, which is brisk: signatures do not look old after many pauses."""
    brisk = settings.model_copy(update={"delivery_backoff_max_s": LONGEST_S})
    return Post(sessions, clock, http, keyring, brisk, people, new_event)


@pytest.fixture
def there() -> Iterator[Door]:
    """A receiver that says yes until it is told otherwise."""
    with door() as one:
        yield one
