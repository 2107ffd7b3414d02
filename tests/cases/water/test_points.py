"""Points: from the first wet reading to the last dry one, together with what cameras see."""

from datetime import timedelta
from functools import partial

from sqlalchemy import update

from accounts.organizations.model import Organization
from cases.events.model import Event
from cases.water.intake import Told, take
from cases.water.model import WaterSensor
from cases.water.reading import checked
from cases.water.sensors import remove
from cases.water.standing import gauges_of, sightings_of
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests.cases import samples
from tests.cases.conftest import People, scope_of
from tests.cases.seen import Sees
from tests.cases.water import stories
from tests.cases.water.conftest import Fuse

DRY = [0.0] * 12


def test_water_rises_stands_and_goes(sessions: Sessions, sensor: WaterSensor, fused: Fuse) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [0, 2, 6, 12, 18])
    (point,) = fused(now)
    assert (point.depth_cm, point.peak_cm, point.trend) == (18, 18, "rising")
    assert point.started_at == samples.START + timedelta(minutes=2)
    assert point.place == sensor.place
    assert 2700 < point.area_m2 < 2830
    assert len(point.area) == 1
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [15, 9, 4], since=5)
    (point,) = fused(now)
    assert (point.depth_cm, point.peak_cm, point.state) == (4, 18, "open")
    with transaction(sessions) as session:
        now = stories.course(session, sensor, DRY, since=8)
    (point,) = fused(now)
    assert point.ended_at == samples.START + timedelta(minutes=8)
    assert (point.depth_cm, point.peak_cm, point.trend) == (0, 18, None)


def test_a_short_dry_spell_is_no_end_and_a_puddle_no_point(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [0, 4.9, 4, 0])
    assert fused(now) == []
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [8, 1, 1, 1, 8], since=4)
    (point,) = fused(now)
    assert point.state == "open"


def test_a_flood_that_came_and_went_while_nobody_listened_is_known_all_the_same(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [0, 10, 30, 10, *DRY, 7])
    first, second = fused(now)
    assert (first.peak_cm, first.state) == (30, "ended")
    assert (second.depth_cm, second.state) == (7, "open")


def test_a_late_reading_tells_of_the_peak_and_not_of_now(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [10, 12])
        stories.tell(session, sensor, 5, 8)
    fused(now)
    with transaction(sessions) as session:
        stories.tell(session, sensor, 3, 25)
    (point,) = fused(now)
    assert (point.depth_cm, point.peak_cm) == (8, 25)


def test_two_sensors_near_each_other_make_one_point_and_the_deepest_counts(
    sessions: Sessions, department: Organization, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        near = stories.register(session, department.id, "W-2", metres=60)
        far = stories.register(session, department.id, "W-3", metres=900)
        now = stories.course(session, sensor, [10])
        stories.course(session, near, [22])
        stories.course(session, far, [9])
    one, other = sorted(fused(now), key=lambda point: point.area_m2)
    assert (one.depth_cm, other.depth_cm) == (9, 22)
    with transaction(sessions) as session:
        assert [two.device for _, two in gauges_of(session, other.id)] == ["W-1", "W-2"]


def test_a_camera_joins_the_sensor_and_keeps_the_point_open(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse, sees: Sees
) -> None:
    event = sees(60, event_type="waterlogging.road", metres=20)
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [10, 12, *DRY])
    (point,) = fused(now)
    assert (point.state, point.depth_cm) == ("open", None)
    with transaction(sessions) as session:
        assert [one.id for one in sightings_of(session, point.id)] == [event.id]
        ended = samples.START + timedelta(minutes=20)
        session.execute(update(Event).values(ended_at=ended))
    (point,) = fused(now)
    assert point.ended_at == samples.START + timedelta(minutes=20)


def test_a_camera_alone_makes_a_point_without_a_depth_until_a_person_says_it_was_none(
    sessions: Sessions, fused: Fuse, sees: Sees
) -> None:
    sees(0, event_type="waterlogging")
    sees(0, event_type="fire.smoke")
    now = samples.at(60)
    (point,) = fused(now)
    assert (point.depth_cm, point.peak_cm, point.state) == (None, None, "open")
    with transaction(sessions) as session:
        water = Event.event_type == "waterlogging"
        session.execute(update(Event).where(water).values(review="rejected", wants=None))
    (point,) = fused(now)
    assert point.state == "ended"


def test_a_camera_at_the_same_place_is_told_by_its_sensor_without_a_position(
    sessions: Sessions, department: Organization, fused: Fuse, sees: Sees
) -> None:
    event = sees(0, event_type="waterlogging", metres=None)
    with transaction(sessions) as session:
        sensor = stories.register(session, department.id, camera_id=event.camera_id)
        now = stories.course(session, sensor, [10])
    (point,) = fused(now)
    assert point.depth_cm == 10


def test_another_departments_water_is_its_own(
    sessions: Sessions, city: Organization, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        other = stories.register(session, city.id, "W-9")
        now = stories.course(session, sensor, [10])
        stories.course(session, other, [10])
    assert {point.owner_id for point in fused(now)} == {sensor.owner_id, city.id}


def test_a_reading_of_water_that_came_and_went_begins_nothing(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse
) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [0, 10, 12, *DRY])
    fused(now)
    with transaction(sessions) as session:
        told = Told(sensor.device, "mqtt", "", partial(checked, 33, samples.at(90)))
        take(
            session,
            session.get_one(WaterSensor, sensor.id),
            told,
            stranger=sensor.owner_id,
            now=now,
        )
    (point,) = fused(now)
    assert (point.peak_cm, point.state) == (33, "ended")


def test_a_removed_sensor_leaves_its_point_ended(
    sessions: Sessions, sensor: WaterSensor, fused: Fuse, people: People, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        now = stories.course(session, sensor, [10])
    (point,) = fused(now)
    with transaction(sessions) as session:
        remove(session, scope_of(session, people.system, "sensor.delete"), sensor.id, clock)
    (point,) = fused(now)
    assert (point.state, point.peak_cm) == ("ended", 10)
