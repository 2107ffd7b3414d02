"""The smoke test that a user runs after installing."""

import subprocess

from tests.e2e.product import PROGRAM


def test_the_demo_checks_itself() -> None:
    done = subprocess.run(
        [PROGRAM, "demo", "--check"], capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for step in (
        "an event",
        "the dispatcher confirmed it",
        "a case is filed",
        "everything stopped",
    ):
        assert step in done.stdout
