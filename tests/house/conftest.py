"""The whole API over a city, for the tests of every route."""

from tests.serving.conftest import app, client, services, world

__all__ = ["app", "client", "services", "world"]
