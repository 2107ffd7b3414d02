"""What can go wrong with events."""

from core.errors import AlgomartError, Conflict, Unavailable
from core.text import Text

EVENT = Text("事件", "event")


class EvidenceMissing(AlgomartError):
    """A raise was reported without its pictures."""

    code = "evidence_missing"
    detail = Text(
        "上报“{event_type}”时没有附带图片。",
        "“{event_type}” was reported without pictures; prepare evidence first.",
    )


class IncidentContended(Unavailable):
    """Other reporters kept opening and ending the same incident in between."""

    code = "incident_contended"
    detail = Text(
        "事件“{key}”正被其他进程反复更新，请稍后重试。",
        "Incident “{key}” keeps changing under other reporters; try again.",
    )


class ReportRefused(Conflict):
    """The database will never take this report: what it speaks of was deleted, or a value is no value."""

    code = "report_refused"
    detail = Text(
        "事件无法保存（{reason}）。所属的摄像机、订阅或算法版本可能已被删除。",
        "The event cannot be stored ({reason}). Its camera, subscription or version may be deleted.",
    )


class SpoolFull(Unavailable):
    """The spool has reached its bound or its disk is full."""

    code = "spool_full"
    detail = Text(
        "事件缓存 {folder} 已满。请恢复数据库，或增大 ALGOMART_SPOOL_MB、释放磁盘空间。",
        "The event spool {folder} is full. Bring the database back, raise ALGOMART_SPOOL_MB or "
        "free some disk.",
    )


class SpoolUnusable(AlgomartError):
    """The spool's folder cannot be written."""

    code = "spool_unusable"
    detail = Text(
        "无法写入事件缓存目录 {folder}：{reason}。请检查磁盘空间和权限。",
        "The event spool {folder} cannot be written: {reason}. Check disk space and permissions.",
    )
