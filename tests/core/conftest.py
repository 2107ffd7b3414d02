"""What the tests of core share."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture
def full_disk() -> Iterator[None]:
    """A disk on which no file grows beyond 2,000 bytes: the kernel refuses as it does on a full one."""
    with no_file_above(2000):
        yield


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Have the kernel refuse to let files grow, for us and for children."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
