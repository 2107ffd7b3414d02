"""Who costs workers is found out, waits, and ends up alone."""

from math import inf
from uuid import UUID

import pytest

from core.ids import uuid7
from serving.cluster.strikes import FORGET_S, WAITS_S, Suspects


@pytest.fixture
def cameras() -> list[UUID]:
    return [uuid7() for _ in range(4)]


def test_who_hangs_waits_and_nobody_else_does(cameras: list[UUID]) -> None:
    suspects = Suspects()
    suspects.lost(cameras, cameras[:1], 100)
    assert suspects.waiting(100) == {cameras[0]}
    assert suspects.waiting(100 + WAITS_S[1]) == frozenset()
    assert [suspects.burden(one, 100) for one in cameras] == [1, 1, 1, 1]


def test_who_hangs_again_waits_longer_and_has_a_worker_to_himself(cameras: list[UUID]) -> None:
    suspects = Suspects()
    for at_s in (100, 200, 300, 400):
        suspects.lost(cameras, cameras[:1], at_s)
    assert suspects.waiting(400 + WAITS_S[-1] - 1) == {cameras[0]}
    assert suspects.waiting(400 + WAITS_S[-1]) == frozenset()
    assert [suspects.burden(one, 400) for one in cameras] == [inf, 1, 1, 1]


def test_a_crash_that_names_nobody_spreads_its_cameras_only_when_it_recurs(
    cameras: list[UUID],
) -> None:
    suspects = Suspects()
    burdens = []
    for at_s in range(100, 500, 100):
        suspects.lost(cameras, (), at_s)
        burdens.append(suspects.burden(cameras[0], at_s))
    assert burdens == [1, 1, 2, 4]
    assert suspects.waiting(500) == frozenset()


def test_a_worker_s_only_camera_is_what_crashed_it(cameras: list[UUID]) -> None:
    suspects = Suspects()
    suspects.lost(cameras[:1], (), 100)
    assert suspects.waiting(100) == frozenset(), "once is not held against it"
    suspects.lost(cameras[:1], (), 110)
    assert suspects.waiting(110) == {cameras[0]}


def test_strikes_are_forgotten(cameras: list[UUID]) -> None:
    suspects = Suspects()
    for at_s in (100, 200, 300):
        suspects.lost(cameras, (), at_s)
    assert suspects.burden(cameras[0], 300) == 2
    assert suspects.burden(cameras[0], 301 + FORGET_S) == 1
    suspects.lost(cameras, (), 302 + FORGET_S)
    assert suspects.burden(cameras[0], 302 + FORGET_S) == 1
