"""The last seconds of one stream, undecoded, from a key frame on: bounded in seconds and in bytes.

A reader adds each packet it receives anyway; somebody else asks for a film. Adding costs a copy of the
packet and a place in a list, a few microseconds.
"""

from collections import deque
from threading import Lock

from video.films.coding import Coding
from video.films.film import Film, Unit

LAG_S = 2.0
"""A film is asked for once its frame was inferred: so much more is kept than goes before the frame."""
JPEG = Coding("mjpeg", None)


class Ring:
    """Groups of units, each beginning with a key frame; the oldest group goes first."""

    def __init__(self, keep_s: float, bytes_max: int, *, least: int = 1) -> None:
        self._keep_s, self._bytes_max, self._least = keep_s, bytes_max, least
        self._groups: deque[list[Unit]] = deque()
        self._films: list[Film] = []
        self._coding = JPEG
        self._held = 0
        self._ended = False
        self._lock = Lock()

    @property
    def on(self) -> bool:
        """Whether anything is kept."""
        return self._bytes_max > 0

    @property
    def held(self) -> int:
        """Return the bytes that are kept."""
        return self._held

    def start(self, coding: Coding) -> None:
        """Begin with a stream: what another one left is of no use to it."""
        self.stop()
        self.clear()
        self._coding, self._ended = coding, False

    def stop(self) -> None:
        """Note that the stream ended, and its films with it.

        What was kept stays for a while: its last picture may be looked at only now.
        """
        with self._lock:
            self._ended = True
            for film in self._films:
                film.end("camera_left")
            self._films.clear()

    def clear(self) -> None:
        """Give back what is kept."""
        with self._lock:
            self._groups.clear()
            self._held = 0

    def add(self, unit: Unit) -> None:
        """Keep a unit; up to the first key frame there is nothing to lean on, and nothing is kept."""
        with self._lock:
            if unit.key:
                self._groups.append([])
            if self._groups:
                self._hold(unit)
            if self._films:
                self._go_on(unit)

    def film(self, at_s: float, before_s: float, after_s: float) -> Film | None:
        """Return a film that begins with what is kept and goes on by itself; None where nothing is kept
        that reaches up to that instant.
        """
        with self._lock:
            if not self._groups or self._groups[-1][-1].received_s < at_s - LAG_S:
                return None
            first = self._first(at_s - before_s)
            units = [unit for group in list(self._groups)[first:] for unit in group]
            until_s = max(at_s + after_s, units[-1].received_s)
            sampled = self._coding is JPEG
            film = Film(self._coding, units, at_s, until_s, self._bytes_max, sampled)
            if self._ended:
                film.end("camera_left")
            else:
                self._films.append(film)
            return film

    def _first(self, from_s: float) -> int:
        """Return the group to begin with: the last that began by then, `least` groups in any case."""
        begun = [
            number for number, group in enumerate(self._groups) if group[0].received_s <= from_s
        ]
        return min(begun[-1] if begun else 0, max(0, len(self._groups) - self._least))

    def _hold(self, unit: Unit) -> None:
        groups = self._groups
        groups[-1].append(unit)
        self._held += len(unit.data)
        if unit.key:
            before_s = unit.received_s - self._keep_s
            while len(groups) > self._least and groups[1][0].received_s <= before_s:
                self._drop()
        while groups and self._held > self._bytes_max:
            self._drop()

    def _go_on(self, unit: Unit) -> None:
        for film in self._films:
            film.add(unit)
        self._films = [film for film in self._films if not film.done(unit.received_s)]

    def _drop(self) -> None:
        self._held -= sum(len(unit.data) for unit in self._groups.popleft())
