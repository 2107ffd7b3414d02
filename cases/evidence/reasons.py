"""Why a piece of evidence is missing, or shorter than it should be: codes, and words for people."""

from collections.abc import Mapping

from core.http.reasons import ReasonOut
from core.text import Text

REASONS: Mapping[str, Text] = {
    "disk_full": Text(
        "写入时存储空间已满，请释放空间或调整保存期限",
        "the storage was full when it was written; free some space or shorten the retention",
    ),
    "disk_failed": Text(
        "存储设备写入失败，请检查磁盘",
        "the storage could not be written; check the disk",
    ),
    "not_encoded": Text(
        "画面无法编码，请检查视频流", "the picture could not be encoded; check the stream"
    ),
    "nothing_recorded": Text(
        "当时没有收到该摄像机的连续画面", "nothing of the stream was received at that time"
    ),
    "undecodable": Text(
        "收到的视频数据已损坏，无法解码", "what was received of the stream is damaged"
    ),
    "codec_unsupported": Text(
        "不支持该视频编码，请将摄像机改为 H.264 或 H.265",
        "the stream's codec is not supported; set the camera to H.264 or H.265",
    ),
    "camera_left": Text(
        "录制期间摄像机断开或改变了读取方式，片段不完整",
        "the camera went away, or was read in another way, while it was recorded",
    ),
    "size_limit": Text(
        "片段达到大小上限（ALGOMART_CLIP_MB），后面的部分没有保存",
        "it reached the limit of size (ALGOMART_CLIP_MB); what came later is not kept",
    ),
    "worker_stopped": Text(
        "片段完成之前，负责该摄像机的进程已停止",
        "the process that watched the camera stopped before it was done",
    ),
    "store_away": Text(
        "存储服务长时间不可用，片段没有保存",
        "the store was away for too long, so it was not kept",
    ),
    "too_many": Text(
        "同时发生的事件过多，来不及生成片段",
        "too many events at once; there was no room for it",
    ),
    "transcode_failed": Text(
        "转码失败，可导出原始片段", "it could not be transcoded; the original can be exported"
    ),
    "transcode_slow": Text(
        "转码超时，可稍后重试或导出原始片段",
        "transcoding took too long; try again later, or export the original",
    ),
}


def reason(code: str | None) -> ReasonOut | None:
    """Return a code with its words; a code of another release speaks for itself."""
    if code is None:
        return None
    return ReasonOut.of(code, REASONS.get(code, Text(code, code)))
