"""A stand-in for the product: holds an embedded database until it is told, or made, to end.

`python -m tests.core.database.product <home>` prints `starting`, then the server's process id.
"""

import signal
import sys
from pathlib import Path

import psycopg

from core.database.embedded import Embedded


def main(home: Path) -> None:
    """Start, wait for Ctrl-C, prove that the database outlived it, stop."""
    print("starting", flush=True)  # noqa: T201
    with Embedded(home, {"fsync": "off"}) as database:
        try:
            print(database.pid, flush=True)  # noqa: T201
            signal.pause()
        except KeyboardInterrupt:
            with psycopg.connect(database.url) as connection:
                connection.execute("select 1")
            print("still there", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
