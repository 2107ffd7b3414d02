"""Evaluations and tunings, in a process of its own that gives way to everything else on the machine."""

import os

from core.http.services import Services
from registry.evaluation import job
from registry.tuning import job as tuning
from serving.apart import Apart

NICE = 15


def measurer(services: Services) -> Apart:
    """Return what measures versions on test sets."""
    return Apart(services, "evaluations", _is_due, work)


def work(services: Services) -> None:
    """Measure all that is due, then tune it; the model's child inherits how nice it is."""
    os.nice(NICE)
    job.run_due(services)
    tuning.run_due(services)


def _is_due(services: Services) -> bool:
    return job.is_due(services.sessions) or tuning.is_due(services)
