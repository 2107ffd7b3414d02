"""What counters gained of late."""

from serving.cluster.recent import SPAN_S, Recent


def test_what_was_gained_within_the_span_and_how_fast() -> None:
    recent = Recent()
    assert (recent.gained(), recent.per_s("looks")) == ({}, None)
    recent.note({"looks": 100, "model": 7}, 0)
    assert recent.per_s("looks") is None
    recent.note({"looks": 130, "model": 7}, 15)
    assert (recent.gained(), recent.per_s("looks")) == ({"looks": 30}, 2)


def test_what_is_older_is_forgotten() -> None:
    recent = Recent()
    for second in range(0, 1001, 5):
        recent.note({"looks": second, "error": min(second, 20)}, second)
    gained = recent.gained()
    assert "error" not in gained
    assert SPAN_S <= gained["looks"] <= SPAN_S + 10
    assert recent.per_s("looks") == 1
