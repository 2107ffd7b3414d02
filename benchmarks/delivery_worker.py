"""The outbox's workers in a process of their own, for a benchmark that kills it: `python -m … <home>`."""

import sys
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

import serving.tables  # noqa: F401 - the one metadata must be whole
from cases.outbox.service import Tools
from cases.outbox.workers import Workers
from cases.sinks.post import open_client
from core.log import configure
from core.settings import Settings
from serving import opening

TICK_S = 0.1


def main() -> None:
    """Deliver until killed."""
    home, timeout_s = Path(sys.argv[1]), float(sys.argv[2])
    configure("ERROR", "json")
    settings = Settings(
        home=home,
        outbound_networks="127.0.0.0/8",
        delivery_timeout_s=timeout_s,
        delivery_backoff_max_s=5,
    )
    found = opening.services(settings, pool_size=20)
    http = open_client(settings)
    workers = Workers(Tools(found.sessions, found.clock, http, found.keyring, settings))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        try:
            workers.tick()
        except SQLAlchemyError:
            time.sleep(TICK_S)  # the database is away
        time.sleep(TICK_S)


if __name__ == "__main__":
    main()
