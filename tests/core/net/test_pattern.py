"""Addresses made of a pattern: whatever a value is, it stays one part of the address."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.net.pattern import check_link, filled, places

LINK = "https://media.city.example:8443/play/<gb_id>?from=<camera_id>"


@given(st.text(min_size=1))
def test_no_value_leaves_its_place(value: str) -> None:
    value = value.encode("utf-8", "replace").decode()
    parts = urlsplit(filled(LINK, {"gb_id": value, "camera_id": "1"}) or "")
    assert (parts.netloc, parts.query, parts.fragment) == ("media.city.example:8443", "from=1", "")
    assert unquote(parts.path) == f"/play/{value}"
    assert parts.path.count("/") == 2


@pytest.mark.parametrize("values", [{"gb_id": "1"}, {"gb_id": "1", "camera_id": ""}])
def test_nothing_is_made_of_half_the_values(values: dict[str, str]) -> None:
    assert filled(LINK, values) is None


def test_a_value_that_looks_like_a_place_is_not_filled() -> None:
    made = filled("https://m.example/<a>/<b>", {"a": "<b>", "b": "2"})
    assert made == "https://m.example/%3Cb%3E/2"


def test_a_good_link_is_taken() -> None:
    assert check_link(LINK, ("camera_id", "gb_id")) == LINK
    assert places(LINK) == {"camera_id", "gb_id"}


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("http://media.city.example/<gb_id>", "https"),
        ("javascript:alert(1)//<gb_id>", "https"),
        ("https:///<gb_id>", "https"),
        ("https://media.city.example/a b/<gb_id>", "https"),
        ("https://user:secret@media.city.example/<gb_id>", "password"),
        ("https://<gb_id>.city.example/", "placeholder"),
        ("https://media.city.example/", "<gb_id>"),
        ("https://media.city.example/<url>", "<gb_id>"),
        ("https://media.city.example/<gb_id>/<", "<gb_id>"),
        ("https://media.city.example:port/<gb_id>", "ort"),
    ],
)
def test_a_bad_one_is_refused_with_words(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check_link(pattern, ("gb_id",))
