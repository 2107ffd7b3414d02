"""What is refused about cameras. No message ever repeats an address: it may carry a password."""

from core.errors import Conflict, Invalid
from core.text import Text


class CameraUrlInvalid(Invalid):
    """The address of a camera cannot be used."""

    code = "camera_url_invalid"
    title = Text("摄像机地址无效", "The camera's address is not valid")
    detail = Text(
        "摄像机地址无效：{reason}。格式：rtsp://用户名:密码@主机:端口/路径。",
        "The camera's address is not valid: {reason}. "
        "It looks like rtsp://user:password@host:port/path.",
    )


class PositionInvalid(Invalid):
    """Only half a position was given."""

    code = "position_invalid"
    title = Text("坐标无效", "The position is not valid")
    detail = Text(
        "经度和纬度必须同时填写，或同时留空。", "Give both longitude and latitude, or neither."
    )


class CameraInUse(Conflict):
    """Subscriptions still look through the camera."""

    code = "camera_in_use"
    title = Text("摄像机正在使用", "The camera is in use")
    detail = Text(
        "仍有 {count} 个订阅使用此摄像机，请先删除这些订阅。",
        "{count} subscriptions still look through this camera; delete them first.",
    )
