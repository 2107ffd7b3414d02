from pathlib import Path

from benchmarks import incidents
from tests.registry import goods


def test_quiet_streets_lack_the_subject_only_and_incidents_begin_in_the_twentieth_second() -> None:
    for number in range(4):
        assert incidents.quiet(number, "pools").pools == ()
        [pile] = incidents.incident(number, "piles").piles
        assert (pile.starts_s, pile.ends_s) == (20, 80)
    assert any(incidents.quiet(number, "pools").fires for number in range(5))
    [muck] = incidents.incident(0, "mucks").mucks
    assert muck.ends_s == 35


def test_a_shelf_s_algorithm_is_watched_faster_than_real_time(tmp_path: Path) -> None:
    """The toy sees a fire wherever a street is bright."""
    shelf = goods.write(tmp_path / "fire").parent

    found = incidents.measure("fire", hours=0.03, incidents=1, shelf=shelf)

    assert found.quiet_looks == STREET_LOOKS
    assert found.incidents == 1
    assert found.false_per_hour_at_most > found.false_events / found.quiet_hours
    assert found.times_real_time > 1


STREET_LOOKS = 24
