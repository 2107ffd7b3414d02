"""The one face that text is drawn on pictures with."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Medium-GB2312.ttf"


@cache
def face(size_px: int) -> ImageFont.FreeTypeFont:
    """Return the face in a size, read once."""
    return ImageFont.truetype(str(FONT), size_px)
