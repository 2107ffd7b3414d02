"""Every router of the API, in the order of the document."""

from accounts.audit import api as audit
from accounts.organizations import api as organizations
from accounts.sessions import api as sessions
from accounts.setup import api as setup
from accounts.tokens import api as tokens
from accounts.users import api as users
from cases.events import api as evidence
from cases.outbox import api as deliveries
from cases.review import api as review
from cases.sinks import api as sinks
from registry.catalogue import api as catalogue
from registry.subscriptions import api as subscriptions
from serving.api import cases, events, health, pictures, stream
from video.cameras import api as cameras

ALL = (
    health.routes,
    setup.routes,
    sessions.routes,
    organizations.routes,
    users.routes,
    tokens.routes,
    audit.routes,
    cameras.routes,
    pictures.routes,
    catalogue.routes,
    subscriptions.routes,
    events.routes,
    evidence.routes,
    review.routes,
    cases.routes,
    sinks.routes,
    deliveries.routes,
    stream.routes,
)
