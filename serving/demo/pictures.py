"""The demo's city test set: rendered streets with their truth, uploaded as an operator uploads his.

It is made once, by a process of its own that gives way to all else, and measured like any other set.
"""

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from random import Random

import cv2
import numpy as np
from sqlalchemy import select

from accounts.policy import Role
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film, Truth
from algorithms.training import streets
from core.database.engine import transaction
from core.http.services import Services
from registry.testsets import service as test_sets
from registry.uploads import service as uploads
from registry.uploads.model import Upload
from registry.uploads.service import File
from registry.uploads.spool import Receiver
from serving.apart import Apart
from serving.measuring import NICE

NAME = "示例市渲染街景 · Rendered streets"
COVERS = {
    "fire.flame": ["fire"],
    "fire.smoke": ["smoke"],
    "debris.garbage": ["garbage"],
    "waterlogging.road": ["waterlogging"],
}
CLASSES = [name for classes in COVERS.values() for name in classes]
FILE = "rendered.zip"
_FIRST_SEED, _STREETS, _SHOTS = 90_000, 20, 2
"""No street that anything was taught on."""
_WIDTH, _HEIGHT = 640, 360


def exhibitor(services: Services) -> Apart:
    """Return what renders and uploads the set, unless it was there before."""
    return Apart(services, "demo-pictures", _is_due, work)


def _is_due(services: Services) -> bool:
    sent = select(Upload.id).filter_by(kind=test_sets.KIND, filename=FILE)
    with transaction(services.sessions) as session:
        return session.scalars(sent).first() is None


def work(services: Services) -> None:
    """Render the pictures and hand them in as the operator's system administrator."""
    os.nice(NICE)
    data = archive()
    about = {"name": NAME, "covers": COVERS, "scene": None, "negative_hours": None}
    with transaction(services.sessions) as session:
        operator = session.scalars(select(User).filter_by(login=Role.SYSTEM.value)).one()
        scope = Scope(users.principal(session, operator), "test_set.upload")
        file = File(FILE, len(data), None)
        one = test_sets.announce(session, scope, file, about, services.clock)
        with closing(Receiver(services.settings.home, one.id, one.size, None)) as receiver:
            receiver.begin(0)
            receiver.write(data)
            digest = receiver.settle()
        uploads.complete(session, scope, one, digest or "", services.clock)


def archive() -> bytes:
    """Return the archive: pictures, YOLO's labels, and the scene of each."""
    packed, scenes = io.BytesIO(), ["picture,scene"]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as files:
        for name, scene, pixels, truths in _rendered():
            jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
            files.writestr(f"images/{name}.jpg", jpeg.tobytes())
            files.writestr(f"labels/{name}.txt", "\n".join(map(_line, _told(truths))))
            scenes.append(f"{name}.jpg,{scene}")
        files.writestr("classes.txt", "\n".join(CLASSES))
        files.writestr("scenes.csv", "\n".join(scenes))
    return packed.getvalue()


def _rendered() -> Iterator[tuple[str, str, Pixels, Sequence[Truth]]]:
    """Yield (name, scene, pixels, truths)."""
    for seed in range(_FIRST_SEED, _FIRST_SEED + _STREETS):
        film = Film(replace(streets.random_scene(seed), width=_WIDTH, height=_HEIGHT))
        scene = "rain" if film.scene.rain else _BY_LIGHT[film.scene.light]
        chosen = Random(seed).sample(range(film.scene.frame_count), _SHOTS)  # noqa: S311 - a scene
        for number, index in enumerate(chosen):
            shot = film.shot(index)
            yield f"{seed}_{number}", scene, shot.pixels, shot.truths


_BY_LIGHT = {"day": "day", "overcast": "day", "dusk": "night", "night": "night"}


def _told(truths: Sequence[Truth]) -> list[Truth]:
    return [truth for truth in truths if truth.label in CLASSES]


def _line(truth: Truth) -> str:
    """Return a thing as YOLO writes it: its polygon where it has one, else its box."""
    x0, y0, x1, y1 = truth.box
    boxed = ((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0)
    values = np.array(truth.outline or boxed, float).ravel()
    return " ".join([str(CLASSES.index(truth.label)), *(f"{value:.5f}" for value in values)])
