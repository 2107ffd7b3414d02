"""What is refused while a package arrives."""

from core.errors import Conflict, Unavailable
from core.text import Text


class UploadNotOpen(Conflict):
    """The upload takes no more bytes, or cannot be taken back any more."""

    code = "upload_not_open"
    title = Text("上传已结束", "The upload is over")
    detail = Text(
        "该上传当前状态为{state}，不能再更改。请新建一次上传。",
        "The upload is {state} and does not change any more. Begin a new one.",
    )


class UploadsOpen(Conflict):
    """A vendor has as many unfinished uploads as he may."""

    code = "uploads_open"
    title = Text("未完成的上传过多", "Too many unfinished uploads")
    detail = Text(
        "已有 {count} 个上传尚未完成。请先续传或撤回其中之一。",
        "{count} uploads are not finished. Go on with one of them, or take one back.",
    )


class UploadOutOfStep(Conflict):
    """The bytes do not follow those that are there."""

    code = "upload_out_of_step"
    title = Text("上传位置不符", "The upload is out of step")
    detail = Text(
        "服务器已收到 {received} 字节，请从该位置继续。",
        "{received} bytes have arrived; go on from there.",
    )


class UploadBusy(Conflict):
    """Another request is still sending to the same upload."""

    code = "upload_busy"
    title = Text("正在接收", "It is being received")
    detail = Text(
        "另一个请求仍在发送该文件，请稍候再从断点继续。",
        "Another request is still sending this file; wait a moment, then go on where it was.",
    )


class UploadTooLong(Conflict):
    """More bytes came than were announced."""

    code = "upload_too_long"
    title = Text("超出声明的大小", "Longer than announced")
    detail = Text(
        "声明的大小为 {size} 字节，请重新开始上传。",
        "{size} bytes were announced. Begin the upload anew.",
    )


class UploadDamaged(Conflict):
    """All bytes are there, but they are not those that were announced."""

    code = "upload_damaged"
    title = Text("文件内容不符", "The file is not the one announced")
    detail = Text(
        "收到的内容与声明的 SHA-256 不符，已清空。请从头重新发送。",
        "What arrived has another SHA-256 than announced and was dropped. Send it again from the start.",
    )


class UploadGone(Conflict):
    """The uploaded file is no longer there."""

    code = "upload_gone"
    title = Text("上传的文件已不存在", "The uploaded file is gone")
    detail = Text("请重新上传算法包。", "Upload the package again.")


class GateStuck(Unavailable):
    """The gate began several times and never came to an end."""

    code = "gate_stuck"
    title = Text("检查未能完成", "The gate did not come to an end")
    detail = Text(
        "已尝试 {attempts} 次。请系统管理员查看日志后重新上传。",
        "It was tried {attempts} times. Have a system administrator read the log, then upload it again.",
    )
