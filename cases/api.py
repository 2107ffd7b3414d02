"""Every route of cases, in one router."""

from fastapi import APIRouter

from cases.events import api as events
from cases.outbox import api as outbox
from cases.review import api as review
from cases.sinks import api as sinks

router = APIRouter()
for part in (events, review, sinks, outbox):
    router.include_router(part.routes)
