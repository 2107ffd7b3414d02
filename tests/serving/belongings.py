"""What an organization owns: one of each kind of object, made by the services themselves."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.sessions.service import Origin, begin
from accounts.shares.model import Share
from accounts.tokens import service as tokens
from accounts.users.model import User
from accounts.viewings import service as viewings
from accounts.viewings.service import Wish
from cases.dictionaries.model import Matter, MatterMapping
from cases.events.service import report
from cases.evidence import jpeg
from cases.lifecycle.model import Case
from cases.open311 import service as open311
from cases.outbox.model import Delivery
from cases.photos import service as photos
from cases.responsibility.model import Responsibility
from cases.review import service as review
from cases.review.model import Claim
from core.clock import Clock
from core.http.services import Services
from core.ids import uuid7
from core.text import Text
from registry.catalogue.model import Algorithm, Version
from registry.evaluation.model import Evaluation
from registry.evaluation.service import runtime
from registry.gate import service as gate
from registry.rollouts.model import Rollout
from registry.signing import service as signing
from registry.testsets.model import CityPicture, CityTestSet
from registry.uploads.model import Upload
from tests import make
from tests.cases import samples
from tests.cases.conftest import subscribed
from tests.cases.emergency.stories import called, opened, stock
from tests.cases.places import shapes
from tests.cases.water.stories import register, standing
from tests.house.changes import PACKAGE
from tests.registry import signed
from tests.serving.allowances import allowances
from tests.serving.endpoint import endpoint
from tests.serving.receivers import receiver, robot
from video.cameras.model import Camera
from video.cameras.service import url_context
from video.imports.model import CameraImport
from video.sources import service as sources

SECRET_PICTURE, SECRET_DIGEST = "camera-17-secret.jpg", "5ec7e7" * 10 + "abcd"
"""What a picture of a test set is called, and where it is kept: no answer may say either."""


def signed_in(session: Session, services: Services, who: User) -> tuple[str, UUID]:
    """Begin a session of somebody without his password; return its cookie and its id."""
    origin: Any = {"settings": services.settings, "clock": services.clock}
    begun = begin(session, who, origin=Origin(), **origin)
    assert begun.scope.user.session_id is not None
    return begun.cookie, begun.scope.user.session_id


def user(session: Session, owner: Organization, role: Role) -> User:
    """Add somebody who signs in with a token alone: hashing a password takes longer than a test."""
    now = datetime.now(UTC)
    one = User(
        id=uuid7(),
        owner_id=owner.id,
        login=uuid7().hex,
        name="张三",
        language="zh",
        roles=[role],
        password_hash="unused",
        created_at=now,
        password_changed_at=now,
    )
    session.add(one)
    session.flush()
    return one


def belongings(
    session: Session, services: Services, owner: Organization, judge: User
) -> dict[str, UUID]:
    source = subscribed(session, owner)
    event = report(session, samples.raised(source, services.blobs))
    assert event is not None
    judging = make.scope_of(judge, "event.judge")
    sink_id = receiver(session, services, judge)
    verdict = review.give(
        session,
        judging,
        event.id,
        review.Said("confirm"),
        settings=services.settings,
        clock=services.clock,
    )
    review.settle(session, services.clock.now(), services.settings)
    wish = Wish("evidence", "events", [event.id], "recheck")
    looking = make.scope_of(judge, "viewing.create")
    viewing = viewings.begin(session, looking, owner.id, wish, services.clock)
    robot(session, services, judge)
    token = tokens.issue(session, None, judge, tokens.Wanted("other", 90), services.clock).row
    assert source.subscription_id is not None
    assert source.algorithm_id is not None
    assert source.version_id is not None
    return (
        _offered(session, services)
        | allowances(session, event, judge)
        | dict.fromkeys(("event_id", "duplicate_of"), event.id)
        | dict.fromkeys(("verdict_id", "corrects", "batch_id"), verdict.id)
        | dict.fromkeys(("organization_id", "parent_id", "owner_id"), owner.id)
        | {
            "session_id": signed_in(session, services, judge)[1],
            "camera_id": _reachable(session, services, source.camera_id),
            "source_id": _platform(session, services, owner, judge),
            "import_id": imported(session, owner, judge),
            "share_id": _shared(session, owner, source.camera_id),
            "subscription_id": source.subscription_id,
            "claim_id": session.scalars(select(Claim.id)).one(),
            "case_id": session.scalars(select(Case.id)).one(),
            "sink_id": sink_id,
            "delivery_id": session.scalars(select(Delivery.id)).one(),
            "request_id": _request(session, services, judge),
            "object_id": source.camera_id,
            "user_id": judge.id,
            "token_id": token.id,
            "viewing_id": viewing.id,
        }
    )


def places(session: Session, owner: Organization) -> dict[str, UUID]:
    """Add a place, a unit, and the rule that it is responsible for everything everywhere."""
    unit = make.organization(session, owner, kind="unit", name_zh="一所")
    wanted = shapes.square("370202", (120.0, 36.0), 0.1, owner_id=owner.id)
    rule = Responsibility(
        owner_id=owner.id, matter="", area="", unit_id=unit.id, created_at=datetime.now(UTC)
    )
    session.add_all([wanted, rule])
    session.flush()
    return {"place_id": wanted.id, "unit_id": unit.id, "responsibility_id": rule.id}


def dictionary(session: Session) -> dict[str, UUID]:
    """Return what the city's dictionary holds: one of each."""
    return {
        "matter_id": session.scalars(select(Matter.id).limit(1)).one(),
        "mapping_id": session.scalars(select(MatterMapping.id).limit(1)).one(),
    }


def photo(session: Session, services: Services, taker: User, case_id: UUID) -> UUID:
    """Add a photo to the case there is."""
    case = session.get_one(Case, case_id)
    scope = make.scope_of(taker, "case.photo")
    picture = jpeg.encode(np.zeros((8, 8, 3), np.uint8), kind="after")
    tools: Any = {"blobs": services.blobs, "clock": services.clock}
    return photos.add(session, scope, case, "after", picture, **tools).id


def water(session: Session, owner_id: UUID) -> dict[str, UUID]:
    """Let water stand, and a pump be sent there."""
    sensor, resource = register(session, owner_id), stock(session, owner_id)
    point = standing(session, owner_id, sensor)
    emergency = opened(session, point)
    return {
        "sensor_id": sensor.id,
        "point_id": point.id,
        "resource_id": resource.id,
        "emergency_id": emergency.id,
        "call_id": called(session, emergency, resource).id,
    }


def _reachable(session: Session, services: Services, camera_id: UUID) -> UUID:
    """Give a camera an address that can be opened, where nothing may be connected to."""
    context = url_context(camera_id)
    sealed = services.keyring.seal("rtsp://127.0.0.1:9/1", context=context)
    session.execute(update(Camera).where(Camera.id == camera_id).values(url_sealed=sealed))
    return camera_id


def _platform(session: Session, services: Services, owner: Organization, maker: User) -> UUID:
    wanted = sources.Wanted(
        "市平台", "http://127.0.0.1:9", "password", "a", "b", "rtsp://media.test/rtp/<gb_id>"
    )
    scope = make.scope_of(maker, "source.create")
    tools = sources.Tools(services.keyring, services.settings, services.clock)
    return sources.create(session, scope, owner.id, wanted, tools).id


def _request(session: Session, services: Services, who: User) -> UUID:
    """Let somebody post a request by Open311."""
    scope = make.scope_of(who, "request.create")
    code = session.scalars(select(Matter.code).limit(1)).one()
    posted = open311.Posted(code, description="井盖缺失", address="人民路")
    return open311.post(session, scope, posted, services.settings, services.clock).id


def imported(session: Session, owner: Organization, who: User) -> UUID:
    """Announce a file of cameras, which is not there yet."""
    one = CameraImport(
        owner_id=owner.id, user_id=who.id, filename="list.csv", created_at=datetime.now(UTC)
    )
    session.add(one)
    session.flush()
    return one.id


def published(session: Session) -> UUID:
    """Return the goods on the shelf, which everybody may subscribe to."""
    return session.scalars(select(Version.algorithm_id).filter_by(state="published")).one()


def _shared(session: Session, owner: Organization, camera_id: UUID) -> UUID:
    """Let somebody who is nobody here see the other department's camera."""
    city = session.get_one(Organization, owner.parent_id)
    third = make.organization(session, city, name_zh="水务局", name_en="Water")
    row = Share(
        owner_id=owner.id, object_type="cameras", object_id=camera_id, organization_id=third.id
    )
    session.add(row)
    session.flush()
    return row.id


def _offered(session: Session, services: Services) -> dict[str, UUID]:
    """Ask for the approval of another vendor's version."""
    clock = services.clock
    version, title = _unpublished(session), Text("未上架 1.0.0", "Unpublished 1.0.0")
    asked = approvals.request(session, None, version, version.owner_id, title, "", clock)
    return {
        "algorithm_id": version.algorithm_id,
        "version_id": version.id,
        "rollout_id": _tried(session, version, clock),
        "signing_key_id": _signing_key(session, version.owner_id, clock),
        "vendor_id": version.owner_id,
        "approval_id": asked.id,
        "upload_id": _handed_in(session, version.owner_id),
        "remote_endpoint_id": endpoint(session, version.owner_id, services),
    }


def _signing_key(session: Session, vendor_id: UUID, clock: Clock) -> UUID:
    """Register a key of another vendor's."""
    who = user(session, session.get_one(Organization, vendor_id), Role.VENDOR)
    scope = make.scope_of(who, "signing_key.create")
    pem = signed.public_pem(signed.new_key())
    return signing.register(session, scope, "release", pem, clock).id


def _tried(session: Session, version: Version, clock: Clock) -> UUID:
    """Have another vendor's version tried in the shadow; nobody follows its algorithm."""
    who = user(session, session.get_one(Organization, version.owner_id), Role.VENDOR)
    one = Rollout(
        owner_id=version.owner_id,
        algorithm_id=version.algorithm_id,
        version_id=version.id,
        stable_version_id=version.id,
        mode="shadow",
        permille=100,
        reason="上线前比对",
        begun_at=clock.now(),
        user_id=who.id,
    )
    session.add(one)
    session.flush()
    return one.id


def measuring(session: Session, owner: Organization, who: User) -> dict[str, UUID]:
    """Add a test set of somebody's, and the archive of another one on its way in."""
    one = CityTestSet(
        owner_id=owner.id,
        name="保密测试集",
        version=1,
        digest="cd" * 32,
        covers={"fire.flame": ["flame"]},
        classes=["flame"],
        counts={
            "pictures": 1, "negatives": 0, "things": 1, "bytes": 9,
            "events": {"fire.flame": 1}, "scenes": {"day": 1},
        },
        user_id=who.id,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    session.add(one)
    session.flush()
    outline = [["flame", [[0, 0], [1, 0], [1, 1]]]]
    session.add(
        CityPicture(
            test_set_id=one.id, number=0, name=SECRET_PICTURE, digest=SECRET_DIGEST,
            scene="day", things=outline,
        )
    )  # fmt: skip
    evaluation = _evaluation(session, one)
    about: dict[str, Any] = {
        "name": "保密测试集",
        "covers": {},
        "scene": None,
        "negative_hours": None,
    }
    archive = _announced(session, owner.id, who, kind="test_set", about=about)
    return {"test_set_id": one.id, "set_upload_id": archive, "evaluation_id": evaluation}


def _evaluation(session: Session, on: CityTestSet) -> UUID:
    """Have the other vendor's version wait to be measured."""
    version = session.scalars(select(Version).filter_by(state="checked")).one()
    one = Evaluation(
        owner_id=version.owner_id,
        version_id=version.id,
        test_set_id=on.id,
        model_digest=version.model_digest,
        set_digest=on.digest,
        runtime=runtime(),
        pictures=1,
        created_at=datetime.now(UTC),
    )
    session.add(one)
    session.flush()
    return one.id


def _handed_in(session: Session, vendor_id: UUID) -> UUID:
    """Announce another vendor's package, of which nothing has arrived."""
    who = user(session, session.get_one(Organization, vendor_id), Role.VENDOR)
    return _announced(session, vendor_id, who)


def _announced(session: Session, owner_id: UUID, who: User, **more: Any) -> UUID:
    data = json.dumps(PACKAGE, separators=(",", ":")).encode()
    one = Upload(
        owner_id=owner_id,
        user_id=who.id,
        **more,
        filename="a.zip",
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        created_at=datetime.now(UTC),
    )
    session.add(one)
    session.flush()
    return one.id


def _unpublished(session: Session) -> Version:
    """Add what a vendor has not put on the shelf yet: only he and who approves it may see it."""
    vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
    algorithm = Algorithm(
        owner_id=vendor.id,
        slug="secret",
        title_zh="未上架",
        title_en="Unpublished",
        summary_zh="",
        summary_en="",
        created_at=datetime.now(UTC),
    )
    session.add(algorithm)
    session.flush()
    version = Version(
        owner_id=vendor.id,
        algorithm_id=algorithm.id,
        version="1.0.0",
        state="checked",
        digest="ef" * 32,
        model_digest="ef" * 32,
        size=1,
        manifest={},
        readme="",
        files={},
        gate=gate.binding() | {"model_digest": "ef" * 32},
        created_at=datetime.now(UTC),
    )
    session.add(version)
    session.flush()
    return version
