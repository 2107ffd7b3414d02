"""An organization with a platform, and what synchronizing it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from accounts.policy import Role
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.etag import Precondition
from core.secrets import Keyring
from core.settings import Settings
from tests import make
from tests.video.sources import platform
from tests.video.sources.platform import ACCOUNT, PASSWORD, Platform
from video.cameras.model import Camera
from video.sources import service
from video.sources.model import CameraSource, SourceChannel
from video.sources.run import synchronize_due
from video.sources.service import Tools, Wanted

PATTERN = "rtsp://media:m3dia-s3cret@10.0.0.8:554/rtp/<parent_id>_<gb_id>"


@pytest.fixture
def settings() -> Settings:
    """Settings that let the tests' own machine be a platform."""
    return Settings(outbound_networks="127.0.0.0/8")


@pytest.fixture
def wvp() -> Iterator[Platform]:
    """A platform with three cameras and an alarm input."""
    alarm = platform.channel(9, gbDeviceId="37020200081340000009")
    with platform.running(*map(platform.channel, (1, 2, 3)), alarm) as running:
        yield running


@dataclass
class Bench:
    """One organization's platform, run by hand."""

    sessions: Sessions
    clock: ManualClock
    keyring: Keyring
    settings: Settings
    user: User
    source_id: UUID

    def synchronize(self) -> CameraSource:
        """Let the background work run once more and return the source as it is then."""
        with transaction(self.sessions) as session:
            session.get_one(CameraSource, self.source_id).due_at = self.clock.now()
        synchronize_due(self.sessions, self.clock, self.keyring, self.settings)
        self.clock.advance(60)
        return self.source()

    def source(self) -> CameraSource:
        """Return the source."""
        with transaction(self.sessions) as session:
            return session.get_one(CameraSource, self.source_id)

    def change(self, **wanted: Any) -> None:
        """Change the source as its owner does."""
        with transaction(self.sessions) as session:
            user = session.get_one(User, self.user.id)
            tools = Tools(self.keyring, self.settings, self.clock)
            service.change(
                session,
                make.scope_of(user, "source.update"),
                self.source_id,
                Wanted(**wanted),
                Precondition("*"),
                tools,
            )

    def cameras(self) -> list[Camera]:
        """Return all cameras, in the order of their addresses."""
        with transaction(self.sessions) as session:
            return [*session.scalars(select(Camera).order_by(Camera.url_masked))]

    def channels(self) -> dict[str, SourceChannel]:
        """Return the channels by the platform's own key."""
        with transaction(self.sessions) as session:
            return {row.channel_id: row for row in session.scalars(select(SourceChannel))}


@pytest.fixture
def register(
    sessions: Sessions, clock: ManualClock, keyring: Keyring, settings: Settings
) -> Callable[..., Bench]:
    """Registers a platform of a new department."""

    def registered(url: str, **wanted: Any) -> Bench:
        with transaction(sessions) as session:
            parks = make.organization(session, make.organization(session))
            user = make.user(session, parks, roles=[Role.SUBSCRIBER])
            asked = {
                "name": "市平台",
                "base_url": url,
                "sign_in": "password",
                "account": ACCOUNT,
                "secret": PASSWORD,
                "stream_url": PATTERN,
            }
            source = service.create(
                session,
                make.scope_of(user, "source.create"),
                parks.id,
                Wanted(**(asked | wanted)),
                Tools(keyring, settings, clock),
            )
        return Bench(sessions, clock, keyring, settings, user, source.id)

    return registered


@pytest.fixture
def bench(register: Callable[..., Bench], wvp: Platform) -> Bench:
    """The platform of `wvp`, registered."""
    return register(wvp.url)
