"""What most of the cameras achieve."""

from benchmarks.patrol import share


def test_so_many_of_a_hundred_do_not_exceed_it() -> None:
    values = [60.0] * 95 + [90.0] * 5
    assert share(values, 50) == 60.0
    assert share(values, 94) == 60.0
    assert share(values, 97) == 90.0
    assert share([60.0], 50) is None
