"""What the simulator refuses."""

from core.errors import Invalid, Unavailable
from core.text import Text


class UnsuitableFootage(Invalid):
    """The file cannot be played as a camera without re-encoding it."""

    code = "unsuitable_footage"
    title = Text("录像无法播放", "Footage cannot be played")
    detail = Text(
        "{file} 不能作为摄像机播放：{reason}。请提供以关键帧开头的 H.264 或 H.265 MP4 文件。",
        "{file} cannot play as a camera: {reason}. Give an H.264 or H.265 mp4 that starts with a key frame.",
    )


class UnknownFault(Invalid):
    """No fault has this name."""

    code = "unknown_fault"
    title = Text("没有这种故障", "No such fault")
    detail = Text(
        "没有名为 {name} 的故障。可选：{known}。", "No fault is called {name}. There are: {known}."
    )


class UnknownCamera(Invalid):
    """The selection names no camera of the simulator."""

    code = "unknown_simulated_camera"
    title = Text("没有这个摄像机", "No such camera")
    detail = Text(
        "模拟器中没有 {path}。请给出路径、以 * 结尾的前缀，或 *。",
        "The simulator has no {path}. Give a path, a prefix that ends with *, or *.",
    )


class NotPartly(Invalid):
    """The fault is one of the whole simulator."""

    code = "fault_not_partly"
    title = Text("该故障不能只用于部分摄像机", "Not for some cameras only")
    detail = Text(
        "故障 {name} 只能用于整台模拟器，请选择 *。",
        "The fault {name} is one of the whole simulator: select *.",
    )


class SimulatorFailed(Unavailable):
    """The simulator process ended or said nothing before it was ready."""

    code = "simulator_failed"
    title = Text("摄像机模拟器未能启动", "The camera simulator did not start")
    detail = Text("模拟器进程异常结束：{reason}", "The simulator process ended: {reason}")
