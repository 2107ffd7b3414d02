"""A camera that shows nothing of use, or is looked at too rarely, is an incident, too.

Of its owner, and seen by the camera itself.
"""

from algorithms.contract.values import Detection
from cases.events.report import Source
from cases.rules import Rule
from core.text import Text
from serving.cluster.assignment import Judged
from video.cameras.model import Camera
from video.quality.report import END_AFTER_S, EVENT_TYPE, MAINTENANCE, Maintenance

PACE, BEHIND = "camera_pace", "behind"
"""Type and label of the incident of a camera whose looks come late."""
_BEHIND = Maintenance(
    Text("摄像机分析不及时", "Camera is looked at too rarely"), "minor", f"{PACE}:{BEHIND}"
)


def upkeep_of(camera: Camera) -> tuple[Judged, ...]:
    """Return what a camera is judged by: an incident for each problem of its picture, one for its pace."""
    every = [(EVENT_TYPE, problem, told) for problem, told in MAINTENANCE.items()]
    return tuple(
        Judged(_rule(event_type, label, told), _source(camera, told))
        for event_type, label, told in [*every, (PACE, BEHIND, _BEHIND)]
    )


def behind(achieved_s: float, promised_s: float) -> Detection:
    """Return as a detection that looks come every so many seconds, and not as promised."""
    told = {"achieved_s": achieved_s, "promised_s": promised_s}
    return Detection(BEHIND, 1.0, attributes=told)


def _rule(event_type: str, label: str, told: Maintenance) -> Rule:
    return Rule(
        event_type=event_type,
        labels=(label,),
        threshold=0.5,
        k=1,
        n=1,
        cooldown_s=0,
        end_after_s=END_AFTER_S,
        severity=told.severity,
        incident_key=told.incident_key,
    )


def _source(camera: Camera, told: Maintenance) -> Source:
    return Source(
        owner_id=camera.owner_id,
        subscription_id=None,
        camera_id=camera.id,
        algorithm_id=None,
        version_id=None,
        model_digest=None,
        title=told.title,
        place=camera.place or "",
        longitude=camera.longitude,
        latitude=camera.latitude,
    )
