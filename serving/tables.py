"""Every table of the product, imported so that the one metadata is whole."""

import accounts.approvals.model
import accounts.audit.model
import accounts.oidc.model
import accounts.organizations.model
import accounts.quotas.model
import accounts.sessions.model
import accounts.setup.model
import accounts.shares.model
import accounts.tokens.model
import accounts.users.model
import accounts.viewings.model
import cases.assignment.model
import cases.autoconfirm.model
import cases.calendar.model
import cases.clocks.model
import cases.dictionaries.model
import cases.disclosures.model
import cases.emergency.model
import cases.events.model
import cases.kpi.model
import cases.lifecycle.model
import cases.open311.model
import cases.outbox.model
import cases.photos.model
import cases.places.model
import cases.reports.model
import cases.resources.model
import cases.responsibility.model
import cases.review.model
import cases.sinks.model
import cases.water.model
import core.feed
import core.http.idempotency
import registry.catalogue.model
import registry.evaluation.model
import registry.metering.model
import registry.remote.model
import registry.rollouts.model
import registry.signing.model
import registry.subscriptions.model
import registry.testsets.model
import registry.tuning.model
import registry.uploads.model
import video.cameras.model
import video.history.model
import video.imports.model
import video.sources.model
import video.views.model
from core.database.model import Base

METADATA = Base.metadata
