"""Looking for a camera by its names, its place, or its whole device id."""

from sqlalchemy import ColumnElement, or_

from core.database.pairs import hold, words_of
from video.cameras.model import Camera


def matches(text: str) -> ColumnElement[bool]:
    """Return the condition that every word of a text occurs in a camera's names or place.

    A whole device id finds its camera too. Case counts for no ASCII letter; a text of blanks finds all.
    """
    words = words_of(text)
    found = hold((Camera.name_zh, Camera.name_en, Camera.place), words)
    whole = "".join(words)
    is_gb_id = len(whole) == 20 and whole.isascii() and whole.isdigit()
    return or_(found, Camera.gb_id == whole) if is_gb_id else found
