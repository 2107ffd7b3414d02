"""Every setting of algomart, in one place: read once from `ALGOMART_*`, then passed down, never changed.

`docs/settings.md` lists them; a test holds the two together.
"""

import os
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.text import Language


def _default_home() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/algomart")
    return Path.home() / ".local" / "share" / "algomart"


class Settings(BaseSettings):
    """Typed settings with safe defaults; a wrong value stops the start and is named."""

    model_config = SettingsConfigDict(env_prefix="ALGOMART_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=_default_home)
    """Where the embedded database, blobs, keys and spool live. Needs an owner-only folder."""
    database_url: SecretStr | None = None
    """PostgreSQL 15 or newer, as `postgresql://user:password@host/name`; unset: the embedded one."""
    host: str = "127.0.0.1"
    """Address the API and console listen on. Put TLS in front before opening it to a network."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port the API and console listen on."""
    public_url: str | None = None
    """How browsers reach the console; unset: `http://host:port`. `https` makes cookies `Secure`."""
    timezone: str = "Asia/Shanghai"
    """Decides schedules, days, serial numbers and months."""
    language: Language = "zh"
    """Language of the CLI and of text drawn on pictures."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe record that is written."""
    log_format: Literal["json", "text"] = "json"
    """`json` for machines, `text` for a terminal."""

    session_idle_s: float = Field(default=1800, gt=0)
    """A session nobody uses ends after so many seconds."""
    session_max_s: float = Field(default=12 * 3600, gt=0)
    """A session ends after so many seconds even when used."""
    undo_s: float = Field(default=5, ge=0)
    """A verdict can be undone for so many seconds; then it takes effect."""

    cameras_per_worker: int = Field(default=16, ge=1)
    """Cameras that share one killable worker process."""
    open_timeout_s: float = Field(default=8, gt=0)
    """A camera that does not open within so many seconds is offline."""
    read_timeout_s: float = Field(default=8, gt=0)
    """A camera that sends no frame for so many seconds is reconnected."""
    reconnect_max_s: float = Field(default=30, gt=0)
    """Longest pause between two attempts to reach a camera."""
    worker_heartbeat_s: float = Field(default=15, gt=0)
    """A worker that does not answer for so many seconds is killed and replaced."""
    gather_s: float = Field(default=0.5, ge=0)
    """Frames of one worker are gathered for at most so many seconds and sent in one call."""
    infer_timeout_s: float = Field(default=20, gt=0)
    """A model that does not answer a batch in so many seconds is killed and struck."""
    model_memory_mb: int = Field(default=2048, ge=256)
    """Address space a sandboxed model may use."""
    serve_unsandboxed: bool = False
    """Serve vendor models even where the kernel offers neither Landlock nor seccomp."""

    spool_mb: int = Field(default=256, ge=1)
    """Bound of the on-disk spool that keeps raised events while the database is away."""
    delivery_timeout_s: float = Field(default=15, gt=0)
    """A receiver of case messages has so many seconds to answer."""
    delivery_backoff_max_s: float = Field(default=3600, gt=0)
    """Longest pause between two attempts to deliver a message."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def base_url(self) -> str:
        """The address of the console without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
