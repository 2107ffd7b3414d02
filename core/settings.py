"""Every setting of algomart, in one place: read once from `ALGOMART_*`, then passed down, never changed.

`docs/settings.md` lists them; a test holds the two together.
"""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.hours import Hours, parse_hours
from core.net.broker import check_broker
from core.net.networks import check_names, parse_networks, travels_safely
from core.net.pattern import check_link
from core.numbering import check_number
from core.text import Language

LIVE_LINK_PLACES = ("camera_id", "gb_id", "parent_id", "source_id")
"""What a link to a media server may name of a camera."""


def _default_home() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/algomart")
    return Path.home() / ".local" / "share" / "algomart"


class Settings(BaseSettings):
    """Typed settings with safe defaults; a wrong value stops the start and is named."""

    model_config = SettingsConfigDict(
        env_prefix="ALGOMART_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    home: Path = Field(default_factory=_default_home)
    """Where the embedded database, blobs, keys and spool live. Needs an owner-only folder."""
    database_url: SecretStr | None = None
    """PostgreSQL 15 or newer, as `postgresql://user:password@host/name`; unset: the embedded one."""
    blobs_url: str | None = None
    """Store of blobs all nodes share: `s3://bucket/prefix`, or `file:///folder`; unset: `<home>/blobs`."""
    blobs_endpoint: str | None = None
    """Address of an S3-compatible store, as `https://store.example:9000`; unset: AWS."""
    blobs_key_file: Path | None = None
    """Owner-only file with the store's keys, as AWS's tools write it; unset: `AWS_ACCESS_KEY_ID` ..."""
    host: str = "127.0.0.1"
    """Address the API and console listen on. Put TLS in front before opening it to a network."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port the API and console listen on."""
    grpc_port: int = Field(default=0, ge=0, le=65535)
    """Port of the Open Inference Protocol over gRPC, at the same address; 0: it is off."""
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
    password_min_length: int = Field(default=10, ge=8, le=128)
    """Characters a password has at least; 16 of any kind always do."""
    password_min_kinds: int = Field(default=3, ge=1, le=4)
    """Of upper case, lower case, digits and other signs, so many must occur in a shorter password."""
    password_history: int = Field(default=5, ge=0, le=24)
    """So many earlier passwords may not be chosen again."""
    password_max_age_days: int = Field(default=90, ge=0)
    """A password must be changed after so many days; 0: never."""
    lockout_failures: int = Field(default=5, ge=1)
    """Failed sign-ins in a row that lock an account."""
    lockout_s: float = Field(default=900, gt=0)
    """A locked account opens again after so many seconds."""
    totp: Literal["administrators", "everybody", "off"] = "administrators"
    """Who needs a second factor (TOTP) to sign in."""
    oidc_issuer: str | None = None
    """Issuer URL of an OpenID Connect provider; unset: passwords only."""
    oidc_client_id: str | None = None
    """Our client id at the provider."""
    oidc_client_secret: SecretStr | None = None
    """Our client secret at the provider."""
    oidc_login_claim: str = "preferred_username"
    """Claim of the id token, or of the userinfo, that carries the login."""
    oidc_label: str = "统一身份认证 SSO"
    """What the sign-in page calls the provider."""
    token_max_days: int = Field(default=365, ge=1, le=3650)
    """An API token lives at most so many days."""
    admin_networks: str = ""
    """Networks (CIDR, comma-separated) administrators may come from; empty: any."""
    trusted_proxies: str = ""
    """Networks (CIDR, comma-separated) of proxies whose `X-Forwarded-For` is believed; empty: none."""
    requests_per_minute: int = Field(default=1200, ge=1)
    """Requests one caller may send in a minute, counted in each process by itself."""
    sign_ins_per_minute: int = Field(default=20, ge=1)
    """Sign-in attempts that may come from one address in a minute, counted in each process by itself."""
    body_max_mb: int = Field(default=4, ge=1)
    """Largest request body."""
    infer_max_mb: int = Field(default=64, ge=1, le=1024)
    """Largest call of a model, packed or unpacked."""
    import_max_mb: int = Field(default=256, ge=1, le=1024)
    """Largest file of cameras that may be imported."""
    audit_head_file: Path | None = None
    """Where the audit chain's head is written each minute; unset: `<home>/audit/heads.jsonl`."""
    audit_syslog: str | None = None
    """Also send the head to this syslog, `host:port` (UDP) or a socket's path."""
    keys: SecretStr | None = None
    """Keys of the secrets at rest, newest first, as `2:<base64>,1:<base64>`; unset: `<home>/keys.json`."""
    outbound_networks: str = ""
    """Networks (CIDR, comma-separated) messages may be sent to beyond public addresses."""
    camera_networks: str = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7"
    """Networks (CIDR, comma-separated) cameras may be in."""
    camera_discovery: bool = False
    """Whether cameras may be searched for on the server's own network segment, by multicast."""
    quota_cameras: int = Field(default=10_000, ge=0)
    """Cameras an organization may have unless its own quota says otherwise."""
    quota_looks_per_minute: int = Field(default=60_000, ge=0)
    """Looks a minute an organization may ask for unless its own quota says otherwise."""
    quota_inferences_per_minute: int = Field(default=600, ge=0)
    """Frames a minute an organization may send to models unless its own quota says otherwise."""
    quota_storage_gb: int = Field(default=200, ge=0)
    """Evidence an organization may keep unless its own quota says otherwise."""
    quota_versions: int = Field(default=200, ge=0)
    """Versions a vendor may have unless its own quota says otherwise."""
    quota_upload_mb: int = Field(default=500, ge=1)
    """Largest package a vendor may upload unless its own quota says otherwise."""
    undo_s: float = Field(default=5, ge=0)
    """A verdict can be undone for so many seconds; then it takes effect."""
    claim_lease_s: float = Field(default=120, gt=0)
    """Whoever claims an event has it for so many seconds, and for as many more each time he says so."""
    check_share: float = Field(default=0.05, ge=0, le=1)
    """This share of the decided events is judged once more by another person, to measure agreement."""
    auto_confirm_precision: float = Field(default=0.95, gt=0.5, le=1)
    """Sure events may be confirmed automatically where their precision is so high (lower bound, 95 %)."""
    auto_confirm_verdicts: int = Field(default=200, ge=30)
    """So many of them must have been judged by people."""
    auto_confirm_days: int = Field(default=90, ge=1)
    """Within so many days."""
    auto_confirm_sample: float = Field(default=0.05, gt=0, le=1)
    """This share of them at the least goes to people all the same."""
    escalate_critical_s: float = Field(default=120, gt=0)
    """A critical event nobody is at is escalated after so many seconds."""
    escalate_major_s: float = Field(default=900, gt=0)
    """A major event nobody is at is escalated after so many seconds."""
    escalate_minor_s: float = Field(default=7200, gt=0)
    """A minor event nobody is at is escalated after so many seconds."""
    together_m: float = Field(default=100, ge=0)
    """Events so many metres apart at the most may be one incident, unless the matter says otherwise."""
    together_s: float = Field(default=600, ge=0)
    """Events that open so many seconds apart at the most may be one incident, unless the matter says so."""
    kpi_every_s: float = Field(default=300, gt=0)
    """Key figures of cases are counted anew every so many seconds."""

    case_number: str = "E{code}{day:%Y%m%d}{serial:06d}"
    """How cases are numbered: `{code}`, `{day}` and the day's `{serial}` of six digits at least."""
    working_hours: str = "08:30-12:00,13:30-18:00"
    """The hours of a workday, by which limits in working hours are counted."""

    ray_host: str = "127.0.0.1"
    """This node's address for the other nodes of the cluster. Only a private network may reach it."""
    ray_port: int = Field(default=0, ge=0, le=65535)
    """Port of the head that further nodes join at; 0: nobody joins."""
    ray_token_file: Path | None = None
    """Owner-only file with the token all nodes of the cluster share; unset: a new one at each start."""

    cameras_per_worker: int = Field(default=16, ge=1)
    """Cameras that share one killable worker process."""
    open_timeout_s: float = Field(default=8, gt=0)
    """A camera that does not open within so many seconds is offline."""
    read_timeout_s: float = Field(default=8, gt=0)
    """A camera that sends no frame for so many seconds is reconnected."""
    reconnect_max_s: float = Field(default=30, gt=0)
    """Longest pause between two attempts to reach a camera."""
    live_cameras: int = Field(default=64, ge=1)
    """Cameras that may be watched live at once, over all viewers."""
    behind_after_s: float = Field(default=300, ge=0)
    """A camera whose looks come late for so many seconds is reported for maintenance."""
    live_link: str | None = None
    """A media server's page of a camera, as `https://media.example/<gb_id>`; unset: none is offered."""
    poor_after_s: float = Field(default=300, ge=0)
    """A picture that shows nothing of use for so many seconds is an incident."""
    camera_history_days: int = Field(default=180, ge=1)
    """For so many days it is told what a camera was when."""
    clip_before_s: float = Field(default=5, ge=0, le=60)
    """A clip begins so many seconds before the picture that raised its event."""
    clip_after_s: float = Field(default=5, ge=0, le=60)
    """A clip ends so many seconds after it; with both 0 there are no clips."""
    clip_mb: int = Field(default=16, ge=1, le=256)
    """Most memory a camera's last seconds may take, and the largest clip."""
    patrol_from_s: float = Field(default=30, gt=0)
    """Cameras looked at no more often than this are visited, not streamed."""
    connects_per_s: float = Field(default=50, gt=0)
    """Attempts to reach cameras that may begin in a second, over all of them."""
    recorder_sessions: int = Field(default=64, ge=1)
    """Connections to cameras of one recorder (host and port) at once."""
    recorder_connects_per_s: float = Field(default=10, gt=0)
    """Attempts to reach cameras of one recorder that may begin in a second."""
    spare_workers: int = Field(default=1, ge=0, le=8)
    """Camera workers on each node that wait to take over from one that is lost."""
    worker_heartbeat_s: float = Field(default=15, gt=0)
    """A worker that does not answer for so many seconds is killed and replaced."""
    gather_s: float = Field(default=0.5, ge=0)
    """Frames of one worker are gathered for at most so many seconds and sent in one call."""
    infer_timeout_s: float = Field(default=20, gt=0)
    """A model that does not answer a batch in so many seconds is killed and struck."""
    model_memory_mb: int = Field(default=2048, ge=256)
    """Address space a sandboxed model may use."""
    openvino_python: Path | None = None
    """Interpreter that OpenVINO is installed beside, to run models with it too; unset: it is not used."""
    remote_hosts: str = ""
    """Hosts (comma-separated names) that algorithms of vendors may be asked at; empty: none are asked."""
    remote_networks: str = ""
    """Networks (CIDR, comma-separated) those hosts may be in beyond public addresses."""
    remote_ca_file: Path | None = None
    """Certificate authority of those hosts (PEM), and no other; unset: the well-known ones."""
    remote_timeout_s: float = Field(default=10, gt=0, le=60)
    """A vendor's host that does not answer a batch in so many seconds has lost its frames."""
    serve_unsandboxed: bool = False
    """Serve vendor models even where the kernel offers neither Landlock nor seccomp."""

    detections_dir: Path | None = None
    """Where detections are kept for replays; a folder on every node if nodes share it; unset: in `home`."""
    detections_keep_days: int = Field(default=7, ge=0, le=3650)
    """Detections are kept for so many days; 0: not at all."""
    detections_max_mb: int = Field(default=4096, ge=1)
    """Bound of the detections on disk; the oldest hours go first."""
    retention_rejected_days: int = Field(default=30, ge=1)
    """Evidence of a rejected event is deleted after so many days."""
    retention_unreviewed_days: int = Field(default=90, ge=1)
    """Evidence of an event nobody judged is deleted after so many days."""
    retention_confirmed_days: int = Field(default=365, ge=1)
    """Evidence of a confirmed event without a case is deleted after so many days."""
    retention_closed_days: int = Field(default=1095, ge=1)
    """Evidence of a case is deleted so many days after the case was closed."""
    retention_maintenance_days: int = Field(default=30, ge=1)
    """Evidence of a camera's maintenance event is deleted after so many days."""
    meter_keep_days: int = Field(default=100, ge=62)
    """What was looked and called is kept by the hour for so many days; monthly statements stay."""
    spool_mb: int = Field(default=256, ge=1)
    """Bound of the on-disk spool that keeps raised events while the database is away."""
    delivery_timeout_s: float = Field(default=15, gt=0)
    """A receiver of case messages has so many seconds to answer."""
    delivery_backoff_max_s: float = Field(default=3600, gt=0)
    """Longest pause between two attempts to deliver a message."""
    delivery_log_days: int = Field(default=30, ge=1)
    """For so many days it is told what every attempt to deliver came to."""

    water_open_cm: float = Field(default=5, gt=0)
    """Water from this depth on makes a waterlogging point."""
    water_close_cm: float = Field(default=3, gt=0)
    """A sensor that measures less is dry."""
    water_end_s: float = Field(default=600, ge=0)
    """A waterlogging point ends when all its sensors have been dry for so many seconds."""
    water_keep_days: int = Field(default=400, ge=1)
    """Readings of water sensors are kept for so many days; points and their depths stay."""
    mqtt_url: str | None = None
    """Broker that water sensors speak over, `mqtt://host:1883` or `mqtts://host:8883`; unset: none."""
    mqtt_topic: str = "algomart/water/+"
    """What is subscribed to at the broker; the last level of a topic is the sensor's device number."""
    mqtt_client_id: str = "algomart"
    """Our name at the broker, under which it keeps messages while we are away."""
    mqtt_user: str | None = None
    """Our user at the broker."""
    mqtt_password: SecretStr | None = None
    """Our password at the broker."""
    mqtt_ca_file: Path | None = None
    """Certificate authority of the broker (PEM); unset: those of the machine."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @field_validator("case_number")
    @classmethod
    def _number(cls, pattern: str) -> str:
        return check_number(pattern)

    @field_validator("working_hours")
    @classmethod
    def _hours(cls, text: str) -> str:
        parse_hours(text)
        return text

    @field_validator("ray_host")
    @classmethod
    def _address(cls, text: str) -> str:
        return str(ip_address(text))

    @field_validator("blobs_url")
    @classmethod
    def _store(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("s3://", "file:///")):
            raise ValueError("it begins with s3:// or file:///")
        return url

    @field_validator("remote_hosts")
    @classmethod
    def _host_names(cls, text: str) -> str:
        check_names(text)
        return text

    @field_validator(
        "admin_networks",
        "camera_networks",
        "outbound_networks",
        "remote_networks",
        "trusted_proxies",
    )
    @classmethod
    def _networks(cls, text: str) -> str:
        parse_networks(text)
        return text

    @field_validator("mqtt_url")
    @classmethod
    def _broker(cls, url: str | None) -> str | None:
        if url is not None:
            check_broker(url)
        return url

    @field_validator("live_link")
    @classmethod
    def _link(cls, pattern: str | None) -> str | None:
        return None if pattern is None else check_link(pattern, LIVE_LINK_PLACES)

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_issuer(cls, url: str | None) -> str | None:
        if url is not None and not travels_safely(url):
            raise ValueError(
                "须为 https 地址（本机可用 http）· must be https, or http on this machine"
            )
        return url

    @model_validator(mode="after")
    def _whole_gauge(self) -> Self:
        if self.water_close_cm > self.water_open_cm:
            raise ValueError(
                "ALGOMART_WATER_CLOSE_CM 不能大于 ALGOMART_WATER_OPEN_CM"
                " · ALGOMART_WATER_CLOSE_CM must not be above ALGOMART_WATER_OPEN_CM"
            )
        return self

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        wanted = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        missing = [f"ALGOMART_{one.upper()}" for one in wanted if not getattr(self, one)]
        if 0 < len(missing) < len(wanted):
            named = ", ".join(missing)
            raise ValueError(
                f"统一身份认证设置不完整，还缺 {named} · single sign-on is set up in part, missing: {named}"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def hours_of_a_day(self) -> Hours:
        """The spans of a workday in which work is done."""
        return parse_hours(self.working_hours)

    @property
    def hosts_of_remotes(self) -> frozenset[str]:
        """The names of the hosts that vendors' algorithms may be asked at."""
        return frozenset(check_names(self.remote_hosts))

    @property
    def base_url(self) -> str:
        """The address of the console without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
