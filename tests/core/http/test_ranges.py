"""A player gets the part of a file it asks for, and everything where it asks for nothing we know."""

import pytest

from core.http.ranges import RangeUnusable, Wanted, ranged

DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("wanted", "status", "part", "said"),
    [
        (None, 200, DATA, None),
        ("bytes=0-", 206, DATA, "bytes 0-99/100"),
        ("bytes=10-19", 206, DATA[10:20], "bytes 10-19/100"),
        ("bytes=90-500", 206, DATA[90:], "bytes 90-99/100"),
        ("bytes=-5", 206, DATA[-5:], "bytes 95-99/100"),
        ("bytes=-500", 206, DATA, "bytes 0-99/100"),
        ("bytes=-", 200, DATA, None),
        ("bytes=1-2,4-5", 200, DATA, None),
        ("lines=1-2", 200, DATA, None),
    ],
)
def test_a_part_is_what_was_asked_for(
    wanted: str | None, status: int, part: bytes, said: str | None
) -> None:
    answer = ranged(DATA, Wanted(wanted), "video/mp4", {"ETag": '"x"'})
    assert (answer.status_code, answer.body) == (status, part)
    assert answer.headers.get("content-range") == said
    assert (answer.headers["accept-ranges"], answer.headers["etag"]) == ("bytes", '"x"')
    assert answer.headers["content-length"] == str(len(part))


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=7-3", "bytes=-0"])
def test_a_part_outside_the_file_is_refused(wanted: str) -> None:
    with pytest.raises(RangeUnusable, match="100 bytes"):
        ranged(DATA, Wanted(wanted), "video/mp4", {})


@pytest.mark.parametrize(("of", "status"), [('"x"', 206), ('"y"', 200)])
def test_a_part_of_another_file_is_not_given(of: str, status: int) -> None:
    answer = ranged(DATA, Wanted("bytes=0-9", of), "video/mp4", {"ETag": '"x"'})
    assert answer.status_code == status
