"""What one trial of a camera finds, as the child tells it and the parent believes it."""

from pydantic import BaseModel, ConfigDict, Field

from video.readers.link import FAILURES

SIDE_MAX = 16_384


class Facts(BaseModel):
    """A stream as it was measured; None where it did not last long enough to tell."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    codec: str = Field(max_length=40, pattern=r"^[\w.-]+$")
    """As FFmpeg calls it: `h264`, `hevc`."""
    width: int = Field(ge=1, le=SIDE_MAX)
    height: int = Field(ge=1, le=SIDE_MAX)
    transport: str = Field(max_length=10, pattern=r"^[a-z]+$")
    fps: float | None = Field(ge=0, le=1000)
    """Pictures a second, measured."""
    keyframe_gap_s: float | None = Field(ge=0, le=3600)
    """Seconds from one key frame to the next, the longest that was seen."""
    bitrate_kbps: float | None = Field(ge=0)
    """Kilobits a second of video, measured."""
    first_picture_s: float | None = Field(ge=0)
    """Seconds from the beginning of the connection to the first decoded picture."""
    decode_errors: int = Field(ge=0)
    """Packets that could not be decoded, and pictures with faults in them."""


class Trial(BaseModel):
    """What came of a trial: facts, or a reason, or both where a stream has no picture."""

    model_config = ConfigDict(extra="forbid")

    reason: str | None = None
    """Why there is no picture, a key of `video.readers.link.FAILURES`."""
    facts: Facts | None = None
    picture_bytes: int = Field(default=0, ge=0)
    """So many bytes of JPEG follow."""

    def known(self) -> bool:
        """Say whether the reason is one there are words for."""
        return self.reason is None or self.reason in FAILURES
