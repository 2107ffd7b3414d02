"""What is refused about cameras. No message ever repeats an address: it may carry a password."""

from core.errors import Conflict, Invalid, TooLarge
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


class CameraInUse(Conflict):
    """Subscriptions still look through the camera."""

    code = "camera_in_use"
    title = Text("摄像机正在使用", "The camera is in use")
    detail = Text(
        "仍有 {count} 个订阅使用此摄像机，请先删除这些订阅。",
        "{count} subscriptions still look through this camera; delete them first.",
    )


class GbIdTaken(Conflict):
    """Another camera of the organization has this device id."""

    code = "gb_id_taken"
    title = Text("国标编码已被使用", "The device id is taken")
    detail = Text(
        "本组织已有摄像机使用国标编码 {gb_id}，请核对编码或修改那台摄像机。",
        "Another camera of this organization has the device id {gb_id}; check it, or change that camera.",
    )


class SourceIdTaken(Conflict):
    """Another camera of the organization has this id at the same source."""

    code = "source_id_taken"
    title = Text("来源编号已被使用", "The id at its source is taken")
    detail = Text(
        "本组织已有同一来源的摄像机使用编号 {source_id}，请核对编号。",
        "Another camera of this organization has the id {source_id} at the same source; check it.",
    )


class TooManyCameras(TooLarge):
    """A change at once would touch more cameras than it may."""

    code = "too_many_cameras"
    title = Text("摄像机过多", "Too many cameras at once")
    detail = Text(
        "筛选条件匹配的摄像机超过 {limit} 台，请缩小范围后分批操作。",
        "More than {limit} cameras match; narrow the filter and change them in parts.",
    )


class TooManyTags(Invalid):
    """A camera would get more tags than it may have."""

    code = "too_many_tags"
    title = Text("标签过多", "Too many tags")
    detail = Text(
        "有摄像机的标签将超过 {limit} 个，请先移除一些标签。",
        "A camera would have more than {limit} tags; take some away first.",
    )


class BulkInvalid(Invalid):
    """A change at once lacks what it is about, or what it should do."""

    code = "bulk_invalid"
    title = Text("批量操作不完整", "The change at once is not complete")
    detail = Text(
        "camera_ids 与 filter 必须且只能给出一个；tag 和 untag 需要 tag，group 需要 group。",
        "Give either camera_ids or filter; tag and untag need a tag, group needs a group.",
    )
