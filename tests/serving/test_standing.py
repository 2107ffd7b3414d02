"""A worker watches what it was told last, in whatever order it hears of it."""

from serving.cluster.standing import Standing
from tests.serving.test_eyes import camera, watch

ONE, TWO = [camera(watch(5))], [camera(watch(5)), camera(watch(5))]


def test_an_order_is_taken_once() -> None:
    standing = Standing()
    assert standing.take() is None
    assert standing.give(1, ONE)
    assert standing.take() == ONE
    assert standing.take() is None


def test_an_order_that_a_newer_one_has_overtaken_is_passed_over() -> None:
    standing = Standing()
    assert standing.give(2, TWO)
    assert not standing.give(1, ONE)
    assert standing.take() == TWO
    assert not standing.give(1, ONE), "not even when the newer one was taken already"
    assert standing.take() is None


def test_what_could_not_be_taken_up_waits_again_unless_something_newer_does() -> None:
    standing = Standing()
    standing.give(1, ONE)
    standing.put_back(standing.take() or [])
    assert standing.take() == ONE
    standing.give(2, TWO)
    standing.put_back(ONE)
    assert standing.take() == TWO
