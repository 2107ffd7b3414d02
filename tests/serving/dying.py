"""A worker that raises an event, says so, and has its clip still before it when it is killed."""

import sys
import time
from pathlib import Path

from pydantic import SecretStr

from cases.events.spool import Spool
from core.database.engine import transaction
from core.settings import Settings
from serving import opening
from serving.cluster.assignment import Judged
from serving.cluster.clips import Clips
from serving.cluster.desk import Desk
from tests import make
from tests.cases.conftest import subscribed
from tests.cases.samples import RULE
from tests.serving.test_clips import Camera, raise_event
from video.cameras.service import raise_epochs


def main(home: Path, database_url: str) -> None:
    """Raise an event whose film goes on for an hour."""
    services = opening.services(Settings(home=home, database_url=SecretStr(database_url)))
    camera = Camera()
    camera.after_s = 3600
    clips = Clips(services, camera.film)
    clips.start()
    desk = Desk(services, Spool(home / "spool", 1 << 20), clips)
    with transaction(services.sessions) as session:
        source = subscribed(session, make.organization(session))
        desk.epochs = raise_epochs(session, [source.camera_id], "w-1")
    raise_event(desk, Judged(RULE, source))
    sys.stdout.write("raised\n")
    sys.stdout.flush()
    time.sleep(3600)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
