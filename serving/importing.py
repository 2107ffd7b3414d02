"""Imports of cameras, carried out in a process of their own."""

from core.http.services import Services
from serving.apart import Apart
from video.imports import job


def importer(services: Services) -> Apart:
    """Return what carries imports out."""
    return Apart(services, "imports", _is_due, job.run_due)


def _is_due(services: Services) -> bool:
    return job.is_due(services.sessions)
