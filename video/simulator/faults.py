"""The faults a simulated camera can be given; `docs/simulator.md` says what a client sees of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.text import Text


class Fault(StrEnum):
    """Every fault by name."""

    CLOSED = "closed"
    RESET = "reset"
    MUTE = "mute"
    REFUSED = "refused"
    FULL = "full"
    FULL_FORBIDDEN = "full-forbidden"
    STALLED = "stalled"
    HUNG_UP = "hung-up"
    TORN = "torn"
    CORRUPT = "corrupt"
    SLOW = "slow"
    CLOCK_JUMPS = "clock-jumps"
    CLOCK_OFFSET = "clock-offset"
    CLOCK_DRIFT = "clock-drift"
    FROZEN = "frozen"
    GRAY = "gray"
    BLACK = "black"
    OVEREXPOSED = "overexposed"
    BLURRED = "blurred"
    COVERED = "covered"
    MOVED = "moved"
    LONG_GOP = "long-gop"
    RESIZED = "resized"
    OTHER_CODEC = "other-codec"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a fault does, and the value it has unless another one is given; None: it needs none."""

    text: Text
    value: float | None = None
    film: bool = False
    """Whether the camera plays another film, derived from its own one."""


FAULTS = {
    Fault.CLOSED: Kind(
        Text("端口关闭（仅整台模拟器）", "the port is closed (the whole simulator only)")
    ),
    Fault.RESET: Kind(Text("第一个请求后复位连接", "the connection is reset at its first request")),
    Fault.MUTE: Kind(Text("接受连接但不应答", "connections are accepted, requests never answered")),
    Fault.REFUSED: Kind(Text("以该状态码拒绝", "requests are answered with this status"), 503),
    Fault.FULL: Kind(
        Text("超出会话数时应答 453", "sessions beyond this many are answered 453"), 16
    ),
    Fault.FULL_FORBIDDEN: Kind(
        Text("超出会话数时应答 403", "sessions beyond this many are answered 403"), 16
    ),
    Fault.STALLED: Kind(Text("保持连接但不发画面", "connected, but no picture is sent")),
    Fault.HUNG_UP: Kind(Text("播放中挂断", "clients are hung up while they play")),
    Fault.TORN: Kind(Text("在一帧中间复位连接", "the connection is reset in mid-picture")),
    Fault.CORRUPT: Kind(
        Text("该比例的帧数据损坏", "this share of the pictures has wrong bytes"), 0.5
    ),
    Fault.SLOW: Kind(Text("每秒最多这么多字节", "no more than so many bytes a second"), 20_000),
    Fault.CLOCK_JUMPS: Kind(
        Text(
            "时间戳在每个关键帧来回跳这么多秒",
            "timestamps jump by so many seconds and back, key frame by key frame",
        ),
        3600,
    ),
    Fault.CLOCK_OFFSET: Kind(
        Text("摄像机时钟偏差（秒）", "the camera's clock is so many seconds ahead"), 3600
    ),
    Fault.CLOCK_DRIFT: Kind(
        Text("摄像机时钟走快（百万分之）", "the camera's clock is so many millionths too fast"),
        1000,
    ),
    Fault.FROZEN: Kind(Text("画面冻结", "the same picture again and again"), film=True),
    Fault.GRAY: Kind(Text("全灰画面", "flat gray pictures"), film=True),
    Fault.BLACK: Kind(Text("全黑画面", "black pictures"), film=True),
    Fault.OVEREXPOSED: Kind(Text("过曝", "over-exposed pictures"), film=True),
    Fault.BLURRED: Kind(Text("失焦", "pictures out of focus"), film=True),
    Fault.COVERED: Kind(Text("镜头被遮挡", "something covers the lens"), film=True),
    Fault.MOVED: Kind(Text("视角被移动", "the camera looks elsewhere"), film=True),
    Fault.LONG_GOP: Kind(
        Text("关键帧间隔至少 10 秒", "at least 10 s from key frame to key frame"), film=True
    ),
    Fault.RESIZED: Kind(Text("画面尺寸改变", "pictures of another size"), film=True),
    Fault.OTHER_CODEC: Kind(
        Text("H.264 与 H.265 互换", "H.265 instead of H.264, or the reverse"), film=True
    ),
}


def of_film(faults: Iterable[Fault]) -> frozenset[Fault]:
    """Return those of the faults that need another film."""
    return frozenset(fault for fault in faults if FAULTS[fault].film)
