"""A city's departments, and files of cameras brought into them as the job does it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.coordinates import System
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from tests import make
from video.cameras.model import Camera
from video.imports import job, service
from video.imports.model import CameraImport, CameraImportFault

HEADER = ("名称", "RTSP 地址", "经度", "纬度", "国标编码")
GB = "3702020008132600000"


@dataclass(frozen=True, slots=True)
class City:
    """Two departments, and who imports into each."""

    parks: Organization
    roads: Organization
    gardener: User
    mender: User


@pytest.fixture
def services(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> Services:
    """What the job works with."""
    return Services(Settings(home=tmp_path), sessions, clock, blobs, keyring)


@pytest.fixture
def city(sessions: Sessions) -> City:
    """The departments."""
    with transaction(sessions) as session:
        root = make.organization(session)
        parks = make.organization(session, root, name_zh="园林局", name_en="Parks")
        roads = make.organization(session, root, name_zh="道路局", name_en="Roads")
        gardener = make.user(session, parks, roles=[Role.SUBSCRIBER])
        return City(parks, roads, gardener, make.user(session, roads, roles=[Role.SUBSCRIBER]))


def row(number: int, **other: str) -> tuple[str, ...]:
    """Return a row of `HEADER` about one camera."""
    cells = {
        "name": f"中山路 {number} 号",
        "url": f"rtsp://admin:s3cret@10.0.0.{number}:554/1",
        "longitude": "120.38",
        "latitude": "36.06",
        "gb_id": f"{GB}{number}",
    }
    return tuple((cells | other).values())


def csv_of(
    rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8"
) -> bytes:
    """Return rows as a file."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


@dataclass(frozen=True, slots=True)
class Imports:
    """Brings files in, the way the API and the job do."""

    services: Services
    city: City

    def scope(self, who: User | None = None) -> Scope:
        """Return what somebody may do with imports."""
        with transaction(self.services.sessions) as session:
            user = session.get_one(User, (who or self.city.gardener).id)
            return make.scope_of(user, "camera.import")

    def upload(self, data: bytes, who: User | None = None) -> UUID:
        """Upload a file and return its import."""
        scope, clock = self.scope(who), self.services.clock
        with transaction(self.services.sessions) as session:
            owner_id = scope.user.organization_id
            one = service.announce(session, scope, owner_id, "list", clock)
        with closing(service.receiver(self.services.settings, one.id)) as file:
            file.write(data)
            encoding = file.settle()
        with transaction(self.services.sessions) as session:
            service.received(session, scope, one.id, file, encoding, clock)
        return one.id

    def start(
        self,
        import_id: UUID,
        chosen: Mapping[str, int] | None = None,
        system: System = "wgs84",
        who: User | None = None,
        *,
        applies: bool = True,
    ) -> None:
        """Hand an import to the job, its columns as guessed."""
        with transaction(self.services.sessions) as session:
            scope = self.scope(who)
            one = service.fetch(session, scope, import_id)
            guessed = service.preview(self.services.settings, one).mapping
            service.start(
                session,
                scope,
                import_id,
                chosen or guessed,
                system,
                self.services.settings,
                self.services.clock,
                applies=applies,
            )

    def run(
        self,
        data: bytes,
        chosen: Mapping[str, int] | None = None,
        system: System = "wgs84",
        who: User | None = None,
    ) -> CameraImport:
        """Upload, start and carry out; return what it came to."""
        import_id = self.upload(data, who)
        self.start(import_id, chosen, system, who)
        job.run_due(self.services)
        return self.read(import_id)

    def read(self, import_id: UUID) -> CameraImport:
        """Return an import as it is now."""
        with transaction(self.services.sessions) as session:
            return session.get_one(CameraImport, import_id)

    def faults(self, import_id: UUID) -> list[tuple[int, str, str]]:
        """Return row, field and code of everything that is wrong."""
        with transaction(self.services.sessions) as session:
            found = session.scalars(
                select(CameraImportFault)
                .filter_by(import_id=import_id)
                .order_by(CameraImportFault.row, CameraImportFault.field)
            )
            return [(one.row, one.field, one.code) for one in found]

    def cameras(self, owner: Organization | None = None) -> list[Camera]:
        """Return an organization's cameras by name."""
        owner_id = (owner or self.city.parks).id
        with transaction(self.services.sessions) as session:
            rows = select(Camera).filter_by(owner_id=owner_id).order_by(Camera.name_zh)
            return list(session.scalars(rows))


@pytest.fixture
def imports(services: Services, city: City) -> Imports:
    """Imports into the city."""
    return Imports(services, city)
