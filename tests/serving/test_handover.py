"""A subscription looks with the version it has until the next one is loaded, and then with that."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from core.ids import uuid7
from serving.cluster.assignment import Assignment
from serving.cluster.handover import WAITS_S, Handover
from tests.serving.test_eyes import camera, watch


@dataclass
class SlowHost:
    """Loads what the test says, when it says."""

    asked: dict[UUID, "Future[None]"] = field(default_factory=dict)
    count: int = 0
    now_s: float = 0.0

    def prepare(self, version_id: UUID) -> "Future[None]":
        self.count += 1
        return self.asked.setdefault(version_id, Future())


@pytest.fixture
def host() -> SlowHost:
    return SlowHost()


@pytest.fixture
def handover(host: SlowHost) -> Handover:
    return Handover(host.prepare, lambda: host.now_s)


def versions(assignments: list[Assignment]) -> list[UUID]:
    return [one.version_id for each in assignments for one in each.watches]


def other(one: Assignment, version_id: UUID) -> Assignment:
    """Return the same camera, to be looked at by another version."""
    return replace(one, watches=tuple(replace(w, version_id=version_id) for w in one.watches))


def test_what_is_new_waits_for_nothing(handover: Handover, host: SlowHost) -> None:
    order = [camera(watch(5))]
    assert handover.eased(order) == order
    assert (host.asked, handover.due()) == ({}, False)


def test_a_subscription_looks_on_until_its_next_version_is_loaded(
    handover: Handover, host: SlowHost
) -> None:
    before, after = [camera(watch(5)), camera(watch(5))], uuid7()
    handover.eased(before)
    wanted = [other(one, after) for one in before]
    assert handover.eased(wanted) == before
    assert not handover.due()
    host.asked[after].set_result(None)
    assert handover.due()
    assert versions(handover.eased(wanted)) == [after, after]
    assert not handover.due()
    assert host.count == 1, "one question for all its cameras"


def test_a_version_that_somebody_looks_with_already_is_ready(
    handover: Handover, host: SlowHost
) -> None:
    one, two = camera(watch(5)), camera(watch(5))
    handover.eased([one, two])
    moved = other(one, two.watches[0].version_id)
    assert handover.eased([moved, two]) == [moved, two]
    assert host.count == 0


def test_nobody_waits_for_ever(handover: Handover, host: SlowHost) -> None:
    order, after = [camera(watch(5))], uuid7()
    handover.eased(order)
    wanted = [other(order[0], after)]
    handover.eased(wanted)
    host.now_s = WAITS_S + 1
    assert handover.due()
    assert versions(handover.eased(wanted)) == [after]


def test_who_turns_back_before_it_is_loaded_never_looked_with_it(
    handover: Handover, host: SlowHost
) -> None:
    order, after = [camera(watch(5))], uuid7()
    handover.eased(order)
    handover.eased([other(order[0], after)])
    assert handover.eased(order) == order
    host.asked[after].set_result(None)
    assert not handover.due()
