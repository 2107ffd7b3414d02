"""What the composition root hands to the routes."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from core.blobs import Blobs
from core.clock import Clock
from core.database.engine import Sessions
from core.http.described import refuses
from core.http.rates import Rates
from core.secrets import Keyring
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """The few things a route may need; built once, kept in `app.state.services`."""

    settings: Settings
    sessions: Sessions
    clock: Clock
    blobs: Blobs
    keyring: Keyring
    rates: Rates = field(default_factory=Rates)


@refuses(503)
def services(request: Request) -> Services:
    """Return the services of the app that answers this request."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


def _settings(found: ServicesDep) -> Settings:
    return found.settings


def _clock(found: ServicesDep) -> Clock:
    return found.clock


def _blobs(found: ServicesDep) -> Blobs:
    return found.blobs


def _keyring(found: ServicesDep) -> Keyring:
    return found.keyring


SettingsDep = Annotated[Settings, Depends(_settings)]
ClockDep = Annotated[Clock, Depends(_clock)]
BlobsDep = Annotated[Blobs, Depends(_blobs)]
KeyringDep = Annotated[Keyring, Depends(_keyring)]
