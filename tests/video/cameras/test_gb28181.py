"""Device ids of GB/T 28181, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.cameras import gb28181

DIGITS = st.text("0123456789", min_size=20, max_size=20)


def test_an_id_says_where_whose_and_what() -> None:
    found = gb28181.parse("37020200081326000001")
    assert found is not None
    assert [(one.code, one.name.zh) for one in found.regions] == [
        ("37", "山东省"),
        ("3702", "青岛市"),
        ("370202", "市南区"),
    ]
    assert (found.industry.name.zh, found.type.name.en) == ("城市管理接入", "network camera")
    assert (found.network.name.en, found.serial) == ("government extranet", "000001")
    assert found.is_camera


def test_what_nobody_named_stands_for_itself() -> None:
    found = gb28181.parse("99887766999999123456")
    assert found is not None
    assert [one.name.en for one in found.regions] == ["99", "9988", "998877", "99887766"]
    assert (found.industry.name.zh, found.type.name.zh, found.network.name.zh) == ("99", "999", "9")
    assert not found.is_camera


@pytest.mark.parametrize("code", ["", "1" * 19, "1" * 21, "３" * 20, "3702020008132600000x", "1\n"])
def test_anything_but_twenty_digits_is_none(code: str) -> None:
    assert gb28181.parse(code) is None


@given(DIGITS)
def test_the_parts_make_the_id_again(gb_id: str) -> None:
    found = gb28181.parse(gb_id)
    assert found is not None
    padded = found.region.ljust(8, "0")
    parts = (found.industry.code, found.type.code, found.network.code, found.serial)
    assert padded + "".join(parts) == gb_id
    assert all(wide.code == found.region[: len(wide.code)] for wide in found.regions)
    words = [found.industry, found.type, found.network, *found.regions]
    assert all(one.name.zh and one.name.en for one in words)
