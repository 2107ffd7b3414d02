"""Reports of invented incidents, for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from algorithms.contract.values import Detection
from cases.events.report import Report, Source
from cases.evidence.prepare import PreparedEvidence, prepare
from cases.rules import End, Incident, Raise, Rule, Update
from core.blobs import Blobs
from core.ids import uuid7
from core.text import Text

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FIRE = Detection("fire", 0.9, (0.2, 0.2, 0.5, 0.6), attributes={"flicker": True})
RULE = Rule("fire.smoke", ("fire", "smoke"), threshold=0.5, k=2, n=3, severity="critical")
TITLE = Text("烟火", "Fire or smoke")


def at(seconds: float) -> datetime:
    """Return an instant so many seconds after the beginning of the story."""
    return START + timedelta(seconds=seconds)


def source() -> Source:
    """Return a source whose ids are new and known to no table."""
    return Source(
        owner_id=uuid7(),
        subscription_id=uuid7(),
        camera_id=uuid7(),
        algorithm_id=uuid7(),
        version_id=uuid7(),
        model_digest="ab" * 32,
        title=TITLE,
        place="人民路 12 号",
        longitude=120.38,
        latitude=36.07,
    )


def evidence(blobs: Blobs) -> PreparedEvidence:
    """Return the prepared pictures of a small gray frame."""
    pixels = np.full((72, 128, 3), 120, np.uint8)
    return prepare(
        blobs,
        pixels,
        [FIRE],
        event_type="fire.smoke",
        title=TITLE,
        language="zh",
        taken_at=START,
    )


def raised(of: Source, blobs: Blobs, opened_s: float = 0, rule: Rule = RULE) -> Report:
    """Return a raise at so many seconds."""
    incident = Incident(at(opened_s), at(opened_s), looks=2, score=0.9)
    return Report(of, rule, Raise(incident, (FIRE,)), evidence(blobs))


def seen(of: Source, opened_s: float, seen_s: float, looks: int = 3, score: float = 0.9) -> Report:
    """Return an update: the incident of `opened_s` was seen again at `seen_s`."""
    incident = Incident(at(opened_s), at(seen_s), looks, score)
    return Report(of, RULE, Update(incident, (replace(FIRE, score=score),)))


def ended(of: Source, opened_s: float, seen_s: float, ended_s: float) -> Report:
    """Return an end of the incident of `opened_s`, last seen at `seen_s`."""
    return Report(of, RULE, End(Incident(at(opened_s), at(seen_s), 4, 0.9), at(ended_s)))
