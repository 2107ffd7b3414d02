"""Every route of the registry, for the composition root to mount."""

from fastapi import APIRouter

from registry.catalogue import api as catalogue
from registry.subscriptions import api as subscriptions

router = APIRouter()
for part in (catalogue, subscriptions):
    router.include_router(part.router)
