"""A department subscribes the cameras it may see, with a rule that fits the algorithm."""

from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.scope import Scope
from accounts.shares.model import Share
from algorithms.contract.rule import Coverage, Tracking, Tripwire
from core.clock import ManualClock
from core.errors import NotFound, Stale
from core.feed import Change
from core.http.etag import Precondition, PreconditionRequired
from core.http.page import PageQuery
from core.ids import uuid7
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion
from registry.catalogue.model import Version
from registry.subscriptions import rules, service
from registry.subscriptions.errors import AlreadySubscribed, RuleInvalid
from registry.subscriptions.model import Subscription
from registry.subscriptions.rules import EventRuleChange, RuleOverrides
from registry.subscriptions.service import NewSubscription, SubscriptionChange
from tests.registry import cameras, shelf
from tests.registry.conftest import SETTINGS, City, Install
from video.cameras.model import Camera

ANY = Precondition("*")


@pytest.fixture
def version(install: Install) -> Version:
    return install()


@pytest.fixture
def subscription(
    session: Session, gardener: Scope, camera: UUID, version: Version, clock: ManualClock
) -> Subscription:
    return service.create(
        session, gardener, NewSubscription(camera, version.algorithm_id), SETTINGS, clock
    )


def test_a_new_subscription_takes_the_algorithms_interval(
    session: Session, city: City, subscription: Subscription
) -> None:
    assert subscription.interval_s == 5
    assert subscription.owner_id == city.parks.id
    assert (subscription.state, subscription.revision) == ("waiting", 1)
    entry = session.scalars(select(AuditEntry).filter_by(object_id=subscription.id)).one()
    assert entry.action == "subscription.create"
    assert session.scalars(select(Change.topic).filter_by(object_id=subscription.id)).all() == [
        "subscription"
    ]
    assert service.enabled(session) == [subscription]


def test_a_camera_is_subscribed_once(
    session: Session, gardener: Scope, subscription: Subscription, clock: ManualClock
) -> None:
    again = NewSubscription(subscription.camera_id, subscription.algorithm_id)
    with pytest.raises(AlreadySubscribed):
        service.create(session, gardener, again, SETTINGS, clock)
    assert service.enabled(session) == [subscription]


def test_a_foreign_camera_is_not_found(
    session: Session, mender: Scope, camera: UUID, version: Version, clock: ManualClock
) -> None:
    for missing in (camera, uuid7()):
        new = NewSubscription(missing, version.algorithm_id)
        with pytest.raises(NotFound):
            service.create(session, mender, new, SETTINGS, clock)


def test_a_shared_camera_can_be_subscribed(
    session: Session, city: City, mender: Scope, camera: UUID, version: Version, clock: ManualClock
) -> None:
    session.add(
        Share(
            owner_id=city.parks.id,
            object_type="cameras",
            object_id=camera,
            organization_id=city.roads.id,
        )
    )
    row = service.create(
        session, mender, NewSubscription(camera, version.algorithm_id), SETTINGS, clock
    )
    assert row.owner_id == city.roads.id


def test_an_algorithm_must_be_there_and_healthy(
    session: Session, gardener: Scope, camera: UUID, version: Version, clock: ManualClock
) -> None:
    with pytest.raises(NotFound):
        service.create(session, gardener, NewSubscription(camera, uuid7()), SETTINGS, clock)
    shelf.mean(session, version.algorithm_id, None)
    with pytest.raises(NoHealthyVersion):
        service.create(
            session, gardener, NewSubscription(camera, version.algorithm_id), SETTINGS, clock
        )


def test_another_departments_subscription_is_not_found(
    session: Session, mender: Scope, subscription: Subscription, clock: ManualClock
) -> None:
    with pytest.raises(NotFound):
        service.fetch(session, mender, subscription.id)
    with pytest.raises(NotFound):
        service.change(session, mender, subscription.id, SubscriptionChange(), ANY, SETTINGS, clock)
    with pytest.raises(NotFound):
        service.delete(session, mender, subscription.id, clock)
    assert service.page(session, mender, PageQuery())[1] == []


def test_a_change_needs_the_present_revision(
    session: Session, gardener: Scope, subscription: Subscription, clock: ManualClock
) -> None:
    wanted = SubscriptionChange(interval_s=10, rule=RuleOverrides(k=1), enabled=False)
    for precondition, error in ((None, PreconditionRequired), ('"7"', Stale)):
        with pytest.raises(error):
            service.change(
                session,
                gardener,
                subscription.id,
                wanted,
                Precondition(precondition),
                SETTINGS,
                clock,
            )
    row = service.change(
        session, gardener, subscription.id, wanted, Precondition('"1"'), SETTINGS, clock
    )
    assert (row.interval_s, row.rule, row.enabled) == (10, {"k": 1}, False)
    assert (row.state, row.revision) == ("off", 2)
    assert service.enabled(session) == []


def test_what_the_supervisor_sees_is_news_only_when_it_changes(
    session: Session, subscription: Subscription, clock: ManualClock
) -> None:
    late = {"code": "late", "zh": "慢", "en": "slow"}
    for achieved in (5.0, 5.1, 5.2):
        service.observe(session, subscription.id, "running", None, achieved, clock)
    service.observe(session, subscription.id, "late", late, 9.0, clock)
    told = session.scalars(select(Change.topic).filter_by(object_id=subscription.id)).all()
    assert len(told) == 3, "created, running, late"
    assert (subscription.state, subscription.achieved_interval_s) == ("late", 9.0)
    assert subscription.revision == 1


def test_a_list_names_cameras_and_algorithms_and_turns_its_pages(
    session: Session, city: City, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    for number in range(5):
        camera_id = cameras.add(session, city.parks.id, f"{number} 号")
        clock.advance(1)
        service.create(
            session, gardener, NewSubscription(camera_id, version.algorithm_id), SETTINGS, clock
        )
    first, listed = service.page(session, gardener, PageQuery(limit=3))
    assert [one.camera.name_zh for one in listed] == ["4 号", "3 号", "2 号"]
    assert {one.algorithm.slug for one in listed} == {"fire"}
    assert first.count == 5
    _, rest = service.page(session, gardener, PageQuery(3, first.next_cursor))
    assert [one.camera.name_zh for one in rest] == ["1 号", "0 号"]
    _, one = service.page(session, gardener, PageQuery(), camera_id=rest[0].camera.id)
    assert [found.camera.name_zh for found in one] == ["1 号"]


def test_subscriptions_of_a_removed_camera_neither_run_nor_show(
    session: Session,
    gardener: Scope,
    camera: UUID,
    subscription: Subscription,
    clock: ManualClock,
) -> None:
    session.get_one(Camera, camera).removed_at = clock.now()
    assert service.enabled(session) == []
    assert service.page(session, gardener, PageQuery())[1] == []
    new = NewSubscription(camera, subscription.algorithm_id)
    with pytest.raises(NotFound):
        service.create(session, gardener, new, SETTINGS, clock)


def test_a_deleted_subscription_leaves_its_trail(
    session: Session, gardener: Scope, subscription: Subscription, clock: ManualClock
) -> None:
    service.delete(session, gardener, subscription.id, clock)
    assert session.get(Subscription, subscription.id) is None
    actions = select(AuditEntry.action).filter_by(object_id=subscription.id)
    assert set(session.scalars(actions)) == {"subscription.create", "subscription.delete"}


@pytest.mark.parametrize(
    "rule",
    [
        RuleOverrides(thresholds={"fire.smoke": 0.5}),
        RuleOverrides(k=9),
        RuleOverrides(n=1),
        RuleOverrides(events={"fire.smoke": EventRuleChange(k=1)}),
        RuleOverrides(keep_threshold=1),
        RuleOverrides(tripwires=(Tripwire((0, 0), (1, 1)),)),
        RuleOverrides(tracking=Tracking(), coverage=Coverage(0.5)),
    ],
    ids=["unknown event", "k over n", "n under k", "event", "keep", "wire", "coverage"],
)
def test_a_rule_must_fit_the_algorithm(
    session: Session,
    gardener: Scope,
    camera: UUID,
    version: Version,
    clock: ManualClock,
    rule: RuleOverrides,
) -> None:
    new = NewSubscription(camera, version.algorithm_id, rule=rule)
    with pytest.raises(RuleInvalid):
        service.create(session, gardener, new, SETTINGS, clock)


def test_overrides_replace_only_what_they_name(session: Session, version: Version) -> None:
    (event,) = catalogue.runnable(session, version.algorithm_id).manifest.events
    own = RuleOverrides(thresholds={"fire.flame": 0.9}, k=3, cooldown_s=0)
    assert own.stored() == {"thresholds": {"fire.flame": 0.9}, "k": 3, "cooldown_s": 0}
    merged = rules.effective(event, own)
    assert (merged.k, merged.n, merged.cooldown_s) == (3, event.rule.n, 0)
    assert (merged.threshold, merged.severity) == (0.9, event.severity)
    assert rules.effective(event, RuleOverrides(k=9)).k == event.rule.n, "a later version's n rules"
    assert rules.effective(event, RuleOverrides()) == event.spec()


def test_an_event_types_own_fields_go_before_those_for_all(
    session: Session, version: Version
) -> None:
    (event,) = catalogue.runnable(session, version.algorithm_id).manifest.events
    zone = {"name": "yard", "points": [[0, 0], [1, 0], [1, 1]]}
    plain = {
        "zones": [zone],
        "dwell_s": 5,
        "tracking": {},
        "events": {event.event_type: {"dwell_s": 9, "threshold": 0.7, "off": ["tracking"]}},
    }
    own = RuleOverrides.model_validate(plain)
    merged = rules.effective(event, own)
    assert (merged.dwell_s, merged.threshold, merged.tracking) == (9, 0.7, None)
    assert merged.zones[0].name == "yard"
    assert RuleOverrides.model_validate(own.stored()) == own


def test_a_rule_that_an_upgraded_algorithm_no_longer_fits_keeps_what_the_subscriber_set(
    session: Session, version: Version
) -> None:
    (event,) = catalogue.runnable(session, version.algorithm_id).manifest.events
    wires = [{"start": [0, 0], "end": [1, 1]}]
    own = RuleOverrides.model_validate({"tripwires": wires})
    merged = rules.effective(event, own)
    assert len(merged.tripwires) == 1
    assert merged.tracking == Tracking()


@pytest.mark.parametrize(
    "rule",
    [
        {"thresholds": {"x": 2}},
        {"k": 0},
        {"end_after_s": 0},
        {"color": "red"},
        {"off": ["zones"]},
        {"zones": [{"points": [[0, 0], [1, 1], [1, 0], [0, 1]]}]},
        {"schedule": {"windows": [{"end": "25:00"}]}},
        {"tracking": {"reach_per_s": 0}},
        {"coverage": {}},
        {"events": {"fire.flame": {"colour": "red"}}},
    ],
)
def test_an_impossible_rule_is_refused_at_the_door(rule: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RuleOverrides.model_validate(rule)
