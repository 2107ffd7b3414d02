"""Every router of the API, in the order of the document."""

from accounts.api.routes import router as accounts
from cases.assignment import api as assignments
from cases.calendar import api as calendar
from cases.dictionaries import api as dictionary
from cases.emergency import api as emergencies
from cases.emergency import rules_api as emergency_rules
from cases.events import api as evidence
from cases.events import clip_api as clips
from cases.events import overview as event_map
from cases.incidents import api as incidents
from cases.kpi import api as schemes
from cases.lifecycle import api as lifecycle
from cases.open311 import api as open311
from cases.open311 import desk as callers
from cases.outbox import api as deliveries
from cases.photos import api as photos
from cases.places import api as places
from cases.reports import api as reports
from cases.reports import hooks
from cases.resources import api as resources
from cases.responsibility import api as responsibilities
from cases.review import api as review
from cases.review import overview as desk
from cases.sinks import api as sinks
from cases.water import api as water
from registry.catalogue import api as catalogue
from registry.catalogue import life_api as versions
from registry.evaluation import api as evaluations
from registry.leaderboard import api as leaderboard
from registry.leaderboard import compare_api as comparison
from registry.remote import api as remote_endpoints
from registry.rollouts import api as rollouts
from registry.signing import api as signing
from registry.subscriptions import api as subscriptions
from registry.testsets import api as test_sets
from registry.tuning import api as tunings
from registry.uploads import api as packages
from serving.api import (
    approvals,
    auto_confirms,
    calls,
    cases,
    disclosures,
    events,
    health,
    kpis,
    live,
    live_links,
    organizations,
    pictures,
    quotas,
    replays,
    scorecards,
    shares,
    statements,
    statistics,
    stream,
    subscribing,
    trials,
    viewings,
)
from serving.api import review as queue
from serving.inference import api as inference
from video.cameras import api as cameras
from video.cameras import overview
from video.history import api as history
from video.imports import api as imports
from video.sources import api as sources
from video.sources.onvif import api as lookups
from video.views import api as views

ALL = (
    health.routes,
    accounts,
    organizations.routes,
    quotas.routes,
    calendar.routes,
    places.routes,
    places.single,
    responsibilities.routes,
    responsibilities.single,
    dictionary.routes,
    approvals.routes,
    shares.routes,
    overview.routes,
    cameras.routes,
    history.routes,
    views.routes,
    imports.routes,
    pictures.routes,
    live.routes,
    live_links.routes,
    trials.routes,
    lookups.routes,
    sources.routes,
    viewings.routes,
    catalogue.routes,
    versions.routes,
    rollouts.routes,
    calls.routes,
    packages.routes,
    signing.routes,
    remote_endpoints.routes,
    test_sets.routes,
    evaluations.routes,
    tunings.routes,
    leaderboard.routes,
    scorecards.routes,
    disclosures.routes,
    disclosures.of_events,
    statements.routes,
    comparison.routes,
    subscribing.routes,
    subscriptions.routes,
    event_map.routes,
    replays.routes,
    events.routes,
    evidence.routes,
    incidents.routes,
    queue.routes,
    clips.routes,
    review.routes,
    desk.routes,
    auto_confirms.routes,
    statistics.routes,
    cases.routes,
    assignments.routes,
    lifecycle.routes,
    photos.routes,
    schemes.routes,
    kpis.routes,
    sinks.routes,
    deliveries.routes,
    reports.routes,
    callers.routes,
    water.routes,
    resources.routes,
    emergencies.routes,
    emergency_rules.routes,
    stream.routes,
)

FOREIGN = (open311.routes, hooks.routes, inference.routes)
"""What others have specified, outside of our own API and its document."""
