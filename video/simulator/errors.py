"""What the simulator refuses."""

from core.errors import Invalid, Unavailable
from core.text import Text


class UnsuitableFootage(Invalid):
    """The file cannot be played as a camera without re-encoding it."""

    code = "unsuitable_footage"
    title = Text("录像无法播放", "Footage cannot be played")
    detail = Text(
        "{file} 不能作为摄像机播放：{reason}。请提供以关键帧开头的 H.264 MP4 文件。",
        "{file} cannot play as a camera: {reason}. Give an H.264 mp4 that starts with a key frame.",
    )


class SimulatorFailed(Unavailable):
    """The simulator process ended or said nothing before it was ready."""

    code = "simulator_failed"
    title = Text("摄像机模拟器未能启动", "The camera simulator did not start")
    detail = Text("模拟器进程异常结束：{reason}", "The simulator process ended: {reason}")
