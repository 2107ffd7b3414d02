"""A camera that shows nothing of use is an incident, too: of its owner, seen by the camera itself."""

from cases.events.report import Source
from cases.rules import Rule
from serving.cluster.assignment import Judged
from video.cameras.model import Camera
from video.quality.report import END_AFTER_S, EVENT_TYPE, MAINTENANCE, Maintenance


def upkeep_of(camera: Camera) -> tuple[Judged, ...]:
    """Return what a camera's picture is judged by: one incident for each problem it may have."""
    return tuple(
        Judged(_rule(problem, told), _source(camera, told)) for problem, told in MAINTENANCE.items()
    )


def _rule(problem: str, told: Maintenance) -> Rule:
    return Rule(
        event_type=EVENT_TYPE,
        labels=(problem,),
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
