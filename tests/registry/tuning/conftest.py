"""Test sets, as the operator's administrator uploads them."""

from tests.registry.testsets.conftest import services, system, upload

__all__ = ["services", "system", "upload"]
