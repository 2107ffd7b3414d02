"""The product's background work beside the cluster: verdicts, deliveries, platforms, looks, old rows."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import delete

from accounts.audit import witness
from accounts.viewings.service import close_idle
from cases.autoconfirm import service as autoconfirm
from cases.autoconfirm.confirm import confirm_due
from cases.detections import retention as segments
from cases.detections.retention import Keep
from cases.emergency import raising
from cases.events import pieces
from cases.events.copies import make_copies
from cases.events.service import end_abandoned
from cases.evidence import retention, usage
from cases.incidents.correlate import link_new
from cases.kpi import service as kpis
from cases.lifecycle.checks import look_again
from cases.lifecycle.service import reckon_anew, resume_due
from cases.outbox.listing import forget_attempts
from cases.outbox.service import Tools
from cases.outbox.workers import Workers
from cases.photos import retention as photos
from cases.reports.poll import poll_due
from cases.review.claims import lapse
from cases.review.escalation import escalate
from cases.review.service import settle
from cases.sinks.post import open_client
from cases.water import fusion, intake
from cases.water.mqtt import Listener
from core.database.embedded import Embedded
from core.database.engine import transaction
from core.feed import Change
from core.http import idempotency
from core.http.services import Services
from registry.catalogue import life
from registry.metering import service as metering
from registry.rollouts import guard
from registry.uploads import service as uploads
from serving.cluster.lead import Lead
from serving.collecting import collect, collect_left
from serving.gating import gatekeeper
from serving.importing import importer
from serving.jobs import Job
from serving.measuring import measurer
from serving.queries.statements import close_due
from video.history import service as history
from video.imports import service as imports
from video.sources.run import synchronize_due

PURGES = 20
"""Batches of evidence that are deleted in one go, before others have their turn."""
KEEP_CHANGES = timedelta(days=1)
"""A stream that was away longer than this begins anew; the lists have everything."""


def sealing(services: Services) -> Job:
    """Return the job that seals the trail, once more at the very end; it is stopped after all others."""
    outside = witness.Witness(services.settings)
    sessions, clock = services.sessions, services.clock
    return Job(
        "trail",
        1,
        lambda: witness.keep(sessions, services.keyring, clock, outside),
        lambda: witness.close(sessions, services.keyring, clock, outside),
    )


def jobs(services: Services, database: Embedded | None, lead: Lead) -> Iterator[Job]:
    """Yield every job, not yet started; of several heads only the leading one does them."""
    yield Job("lead", 1, lead.claim)
    for name, every_s, work in _duties(services):
        yield Job(name, every_s, lead.only(work))
    tools = _tools(services)
    workers = Workers(tools)
    yield Job("deliveries", 0.5, lead.only(workers.tick), workers.stop)
    yield Job("reports", 5, lead.only(lambda: poll_due(tools)))
    listener = Listener(services.sessions, services.clock, services.settings)
    yield Job("water-mqtt", 0.2, lead.only(listener.tick), listener.stop)
    aparts = {
        "imports": importer(services),
        "gate": gatekeeper(services),
        "evaluations": measurer(services),
    }
    for name, apart in aparts.items():
        yield Job(name, 1, lead.only(apart.tick), apart.stop)
    if database is not None:
        yield Job("database", 1, database.ensure_running)


def _duties(services: Services) -> Iterator[tuple[str, float, Callable[[], object]]]:
    yield "verdicts", 0.5, lambda: _settle(services)
    yield "auto-confirm", 1, lambda: _confirm(services)
    yield "auto-confirm bounds", 60, lambda: _watch(services)
    yield "incidents", 1, lambda: _link(services)
    yield "suspensions", 5, lambda: _resume(services)
    yield "clocks", 5, lambda: _reckon(services)
    yield "checks", 30, lambda: _look_again(services)
    yield "water", 1, lambda: _follow_water(services)
    yield "claims", 1, lambda: _lapse(services)
    yield "escalation", 5, lambda: _escalate(services)
    yield "abandoned", 5, lambda: _end_abandoned(services)
    yield "looks", 10, lambda: _close_idle(services)
    yield "platforms", 2, lambda: _synchronize(services)
    yield "kpis", services.settings.kpi_every_s, lambda: _count(services)
    yield "statements", 600, lambda: _close_months(services)
    yield "housekeeping", 300, lambda: _tidy(services)
    yield "usage", 300, lambda: _measure(services)
    yield "clips", 2, lambda: _follow_clips(services)
    yield "retention", 60, lambda: _purge(services)
    yield "versions", 10, lambda: _withdraw(services)
    yield "rollouts", 2, lambda: _watch_rollouts(services)
    yield "blobs", 3600, lambda: collect_left(services)


def _tools(services: Services) -> Tools:
    client = open_client(services.settings)
    return Tools(services.sessions, services.clock, client, services.keyring, services.settings)


def _synchronize(services: Services) -> None:
    synchronize_due(services.sessions, services.clock, services.keyring, services.settings)


def _settle(services: Services) -> None:
    with transaction(services.sessions) as session:
        settle(session, services.clock.now(), services.settings)


def _confirm(services: Services) -> None:
    with transaction(services.sessions) as session:
        confirm_due(session, services.settings, services.clock.now())


def _watch(services: Services) -> None:
    with transaction(services.sessions) as session:
        autoconfirm.watch(session, services.settings, services.clock.now())


def _link(services: Services) -> None:
    with transaction(services.sessions) as session:
        link_new(session, services.settings)


def _resume(services: Services) -> None:
    with transaction(services.sessions) as session:
        resume_due(session, services.clock.now(), services.settings)


def _reckon(services: Services) -> None:
    with transaction(services.sessions) as session:
        reckon_anew(session, services.settings)


def _look_again(services: Services) -> None:
    with transaction(services.sessions) as session:
        look_again(session, services.settings, services.clock)


def _follow_water(services: Services) -> None:
    now = services.clock.now()
    with transaction(services.sessions) as session:
        intake.note_silent(session, now)
        fusion.fuse(session, services.settings, now)
        raising.follow(session, services.settings, now)


def _lapse(services: Services) -> None:
    with transaction(services.sessions) as session:
        lapse(session, services.clock.now())


def _escalate(services: Services) -> None:
    with transaction(services.sessions) as session:
        escalate(session, services.clock.now(), services.settings)


def _end_abandoned(services: Services) -> None:
    with transaction(services.sessions) as session:
        end_abandoned(session)


def _close_idle(services: Services) -> None:
    with transaction(services.sessions) as session:
        close_idle(session, services.settings, services.clock)


def _follow_clips(services: Services) -> None:
    """Give up clips that will not come, and make the copies that were asked for."""
    with transaction(services.sessions) as session:
        pieces.expire(session, services.keyring, services.clock)
    make_copies(services.sessions, services.blobs, services.keyring, services.clock)


def _withdraw(services: Services) -> None:
    with transaction(services.sessions) as session:
        life.withdraw_due(session, services.clock)


def _watch_rollouts(services: Services) -> None:
    with transaction(services.sessions) as session:
        guard.watch(session, services.clock)


def _purge(services: Services) -> None:
    """Delete evidence whose time is over, a batch at a time, and its blobs once that is committed."""
    for _ in range(PURGES):
        with transaction(services.sessions) as session:
            purged = retention.purge(session, services.settings, services.clock)
        collect(services, purged.digests)
        if not purged.events:
            break
    with transaction(services.sessions) as session:
        digests = photos.purge(session, services.settings, services.clock)
    collect(services, digests)


def _measure(services: Services) -> None:
    with transaction(services.sessions) as session:
        usage.measure(session, services.clock)


def _count(services: Services) -> None:
    kpis.refresh(services.sessions, services.settings, services.clock.now())


def _close_months(services: Services) -> None:
    """Close the months that are over, and only then remove hours whose time is over."""
    now = services.clock.now()
    close_due(services.sessions, services.settings, now)
    with transaction(services.sessions) as session:
        metering.forget_before(session, now - timedelta(days=services.settings.meter_keep_days))


def _tidy(services: Services) -> None:
    before = services.clock.now() - KEEP_CHANGES
    spells_before = services.clock.now() - timedelta(days=services.settings.camera_history_days)
    with transaction(services.sessions) as session:
        history.forget_before(session, spells_before)
        forget_attempts(session, services.settings, services.clock)
        fusion.forget_before(session, services.settings, services.clock.now())
        session.execute(delete(Change).where(Change.at < before))
        imports.forget_old(session, services.settings, services.clock)
        uploads.forget_old(session, services.settings, services.clock)
        idempotency.forget_before(session, before)
    segments.purge(Keep.of(services.settings), services.clock.now())
