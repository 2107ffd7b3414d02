"""What all connections of a simulator share: its cameras, its account, its ports, its counters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from video.simulator.access import Account
from video.simulator.camera import LiveCamera
from video.simulator.counters import Attempts, Tally
from video.simulator.outlet import Ports


@dataclass
class Site:
    """One simulated site, as a recorder with its cameras is."""

    account: Account
    cameras: Mapping[str, LiveCamera]
    ports: Ports
    resets: bool = False
    """Whether connections are reset as soon as they are made."""
    attempts: Attempts = field(default_factory=Attempts)
    connections: Tally = field(default_factory=Tally)
    sessions: Tally = field(default_factory=Tally)

    def counts(self, now: float) -> dict[str, dict[str, int]]:
        """Return what each camera has done; `clients` are the sessions that play."""
        return {path: _counts(camera, now) for path, camera in self.cameras.items()}

    def totals(self, now: float) -> dict[str, dict[str, int]]:
        """Return the connections and sessions of the whole site, and its attempts to connect."""
        return {
            "attempts": self.attempts.counts(now),
            "connections": self.connections.counts(),
            "sessions": self.sessions.counts(),
        }


def _counts(camera: LiveCamera, now: float) -> dict[str, int]:
    counters = camera.counters
    attempts = counters.attempts.counts(now)
    return {
        "clients": len(camera.streams),
        "sessions": counters.sessions.now,
        "sessions_peak": counters.sessions.peak,
        "sessions_total": counters.sessions.total,
        "attempts": attempts["total"],
        "attempts_last_minute": attempts["last_minute"],
        "attempts_busiest_minute": attempts["busiest_minute"],
        "sent_units": counters.sent_units,
        "dropped_units": counters.dropped_units,
    }
