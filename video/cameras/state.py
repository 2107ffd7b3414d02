"""What is truly known of a camera: its state word, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from core.text import Text
from video.quality import PROBLEMS, Problem
from video.readers.link import Link

State = Literal[
    "new", "in_view", "late", "poor_picture", "silent", "refused", "wrong_stream", "offline",
    "paused",
]  # fmt: skip
STATES: tuple[str, ...] = get_args(State)
PATIENCE_S = 30.0
TOLD_S = 2.0
"""A state is written once a second and read a little later: by then the patience must not be over."""

REASONS: Mapping[str, Text] = {
    "unknown_host": Text(
        "无法解析主机名，请检查地址", "the host name is unknown; check the address"
    ),
    "unreachable": Text(
        "网络不通或主机无响应，请检查网络和供电",
        "no way to the host; check network and power",
    ),
    "port_closed": Text(
        "主机在线但端口未开放，请检查端口和摄像机服务",
        "the host is up but its port is closed; check the port and the camera's service",
    ),
    "address_not_allowed": Text(
        "摄像机的网络地址不在允许范围内，请系统管理员检查 ALGOMART_CAMERA_NETWORKS",
        "the camera's network address is not allowed; a system administrator checks "
        "ALGOMART_CAMERA_NETWORKS",
    ),
    "bad_credentials": Text(
        "用户名或密码错误，请更新地址中的凭据",
        "user name or password is wrong; enter the address with the right ones",
    ),
    "forbidden": Text(
        "摄像机拒绝访问，请检查该账号的权限",
        "the camera forbids it; check what its account may do",
    ),
    "busy": Text(
        "摄像机连接数已满，请减少其他客户端或稍后再试",
        "the camera serves too many clients; end others, or wait",
    ),
    "not_rtsp": Text(
        "该端口不是 RTSP 服务，请检查端口", "that port does not speak RTSP; check the port"
    ),
    "no_such_stream": Text(
        "摄像机上没有此码流路径，请检查地址中的路径",
        "the camera has no such stream; check the path of the address",
    ),
    "redirected": Text(
        "摄像机反复转向其他地址，请填写最终的码流地址",
        "the camera sends us on and on; enter the address of the stream itself",
    ),
    "no_video": Text("码流中没有视频，请检查路径", "the stream has no video; check the path"),
    "unsupported_codec": Text(
        "不支持的视频编码，请在摄像机上改用 H.264 或 H.265",
        "its codec is not supported; set the camera to H.264 or H.265",
    ),
    "undecodable": Text(
        "码流无法解码，请检查摄像机的编码设置",
        "the stream cannot be decoded; check the camera's encoder",
    ),
    "no_answer": Text(
        "端口已连接但没有应答，请重启摄像机或检查中间设备",
        "connected, but nothing answers; restart the camera or check what is between",
    ),
    "no_frames": Text(
        "已连接但没有画面，请检查摄像机", "connected, but no picture comes; check the camera"
    ),
    "no_key_frame": Text(
        "码流长时间没有关键帧，请把摄像机的关键帧间隔设为 2 秒",
        "the stream has no key frame for long; set the camera to one every 2 s",
    ),
    "stalled": Text("画面中断，正在自动重连", "the picture stopped; reconnecting by itself"),
    "hung_up": Text("摄像机断开了连接，正在自动重连", "the camera hung up; reconnecting by itself"),
    "reader_failed": Text(
        "读取程序出错，正在自动重试；请查看日志",
        "the reader failed and tries again; see the log",
    ),
    "held_back": Text(
        "所在的录像机或网关没有应答，暂缓连接，恢复后自动重连",
        "its recorder or gateway answers nobody; attempts are held back until it does",
    ),
    "crowded": Text(
        "所在的录像机连接数已满，正在排队",
        "its recorder gives no more sessions; waiting for its turn",
    ),
    "paced": Text(
        "正在排队连接，连接速度有上限", "waiting to connect: attempts are bounded in number"
    ),
    **{str(problem): words for problem, words in PROBLEMS.items()},
    "connecting": Text("正在连接", "connecting"),
    "not_inferred": Text(
        "有画面但未按时分析，请检查服务器负载和算法状态",
        "pictures come but are not analysed in time; check the load and the algorithm",
    ),
    "no_worker": Text(
        "暂无进程读取此摄像机，系统正在恢复",
        "no process reads this camera now; the system is recovering",
    ),
    "hung": Text(
        "读取时卡死在底层库中，已与其他摄像机隔离，稍后自动重试；若反复出现，请更换码流编码设置",
        "reading it hung in a native library; it is kept apart from others and tried again in a while; "
        "where that goes on, change its encoder's settings",
    ),
    "disabled": Text("已停用", "switched off"),
    "not_subscribed": Text(
        "没有启用的订阅使用此摄像机", "no enabled subscription looks at this camera"
    ),
}
"""Every reason a state may have, in words that say what to do."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """A state word and its reason, a key of REASONS."""

    state: State
    reason: str | None = None


def patience(interval_s: float) -> timedelta:
    """Return for how long a camera stays in view after its last inferred frame.

    Whoever reads its state is told otherwise within thirty seconds, or twice the interval.
    """
    return timedelta(seconds=max(PATIENCE_S, 2 * interval_s) - TOLD_S)


def camera_state(
    now: datetime,
    interval_s: float,
    last_inferred_at: datetime | None,
    link: Link | None,
    enabled: bool,
    problem: Problem | None = None,
) -> CameraState:
    """Return what a camera may be called: in view only while its frames are being inferred.

    `problem` is why the frames that come are of no use and are not inferred.
    """
    if not enabled:
        return CameraState("paused", "disabled")
    if problem is not None and link is not None and link.state == "streaming":
        return CameraState("poor_picture", problem)
    if last_inferred_at is not None and now - last_inferred_at <= patience(interval_s):
        return CameraState("in_view")
    if link is None:
        return _waiting(last_inferred_at, "no_worker")
    if link.state == "connecting":
        return _waiting(last_inferred_at, link.reason or "connecting")
    if link.state == "streaming":
        young = last_inferred_at is None and now - link.since <= patience(interval_s)
        return CameraState("new") if young else CameraState("late", "not_inferred")
    return CameraState(link.state, link.reason)


def _waiting(last_inferred_at: datetime | None, reason: str) -> CameraState:
    return CameraState("new" if last_inferred_at is None else "late", reason)
