"""A share of cameras is always the same one, and a larger share has all of a smaller one's."""

from uuid import UUID

from hypothesis import given, strategies
from sqlalchemy import BigInteger, Uuid, column, select, values
from sqlalchemy.orm import Session

from core.ids import uuid7
from registry.catalogue import share

IDS = strategies.uuids()
SHARES = strategies.integers(0, share.WHOLE)


@given(IDS, IDS, SHARES, SHARES)
def test_who_is_in_stays_in_as_the_share_grows(
    algorithm: UUID, camera: UUID, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    if share.is_in(algorithm, camera, less):
        assert share.is_in(algorithm, camera, more)
    assert share.is_in(algorithm, camera, share.WHOLE)
    assert not share.is_in(algorithm, camera, 0)


def test_a_share_is_as_large_as_it_says_and_each_algorithm_has_its_own() -> None:
    cameras = [uuid7() for _ in range(4000)]
    chosen = [{c for c in cameras if share.is_in(one, c, 100)} for one in (uuid7(), uuid7())]
    for few in chosen:
        assert 300 < len(few) < 500, "a tenth, five standard deviations either way"
    assert len(chosen[0] & chosen[1]) < 100, "a hundredth are in both by chance"


def test_the_database_finds_the_same_cameras(session: Session) -> None:
    rows = [(uuid7(), uuid7(), permille) for permille in (1, 10, 333, 500) for _ in range(100)]
    given = values(
        column("algorithm_id", Uuid), column("camera_id", Uuid), column("permille", BigInteger),
        name="given",
    ).data(rows)  # fmt: skip
    of = given.c
    found = select(of.algorithm_id, of.camera_id, of.permille).where(
        share.within(of.algorithm_id, of.camera_id, of.permille)
    )
    assert {*map(tuple, session.execute(found))} == {row for row in rows if share.is_in(*row)}
