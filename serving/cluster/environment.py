"""The environment Ray's processes start with: authenticated, silent, and free of telemetry."""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

from core.errors import Misconfigured
from core.home import read_private, write_private
from core.settings import Settings
from core.text import Text

_FIXED = {
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_SERVE_QUEUE_LENGTH_RESPONSE_DEADLINE_S": "2",
    "RAY_COLOR_PREFIX": "0",
    "RAY_GRACEFUL_SHUTDOWN_DRAIN_TIMEOUT_S": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "ORT_DISABLE_TELEMETRY": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp",
}
_OURS_ALONE = ("ALGOMART_OIDC_", "ALGOMART_MQTT_")
"""Variables of the process people sign in at and sensors speak to; no other has a use for their secrets."""
_PATIENT = {
    "RAY_SERVE_CONTROL_LOOP_INTERVAL_S": "0.5",
    "RAY_SERVE_METRICS_EXPORT_INTERVAL_MS": "10000",
    "RAY_SERVE_COLLECT_AUTOSCALING_METRICS_ON_HANDLE": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_event_stats": "0",
    "RAY_task_events_report_interval_ms": "0",
    "RAY_debug_dump_period_milliseconds": "60000",
    "RAY_raylet_report_resources_period_milliseconds": "1000",
    "RAY_gcs_pull_resource_loads_period_milliseconds": "5000",
    "RAY_kill_idle_workers_interval_ms": "5000",
    "RAY_memory_monitor_refresh_ms": "1000",
    "RAY_object_manager_timer_freq_ms": "1000",
    "RAY_report_worker_backlog_interval_ms": "5000",
    "RAY_DASHBOARD_AGENT_CHECK_PARENT_INTERVAL_S": "2",
    "REPORTER_UPDATE_INTERVAL_MS": "60000",
    "SCAN_EVENT_DIR_INTERVAL_SECONDS": "60",
    "AUTOSCALER_UPDATE_INTERVAL_S": "60",
}
"""Ray reports, scans and plans for clusters that grow by the second; ours does not (docs/performance.md)."""

_WATCHFUL = {
    "RAY_health_check_period_ms": "2000",
    "RAY_health_check_timeout_ms": "3000",
    "RAY_health_check_failure_threshold": "3",
    "RAY_kill_worker_timeout_milliseconds": "500",
}
"""A node whose Ray is gone is struck off after six seconds, one that does not answer after fifteen.

A worker that hangs does not end when asked to: it is killed half a second later, not five, since it keeps
its cameras' connections until then.
"""

TOKEN_LENGTH = 32


class RayTokenWeak(Misconfigured):
    """The cluster's token can be guessed."""

    code = "ray_token_weak"
    detail = Text(
        "{path} 中的集群令牌过短，至少 32 个字符。可用 openssl rand -hex 32 生成。",
        "The cluster's token in {path} is too short; it has 32 characters or more. "
        "openssl rand -hex 32 makes one.",
    )


def prepare(settings: Settings) -> None:
    """Set the environment before Ray is imported; the token lives in an owner-only file.

    Workers read their settings from it: what a caller such as the demo decided for them is told here.
    """
    os.environ.update(
        {**_FIXED, **_PATIENT, **_WATCHFUL},
        RAY_AUTH_TOKEN_PATH=str(_token(settings)),
        RAY_GCS_SERVER_PORT=str(settings.ray_port),
        ALGOMART_HOME=str(settings.home),
        ALGOMART_CAMERA_NETWORKS=settings.camera_networks,
    )
    if ip_address(settings.ray_host).is_loopback:
        # Ray's own word for it: without this it takes loopback for a mistake and listens everywhere.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    os.environ.pop("RAY_ADDRESS", None)
    for name in [name for name in os.environ if name.startswith(_OURS_ALONE)]:
        del os.environ[name]


def _token(settings: Settings) -> Path:
    """Return the file with the token: the one all nodes share, or a new one that dies with this run."""
    path = settings.ray_token_file
    if path is None:
        path = settings.home / "run" / "ray-token"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_hex(32).encode())
    elif len(read_private(path, "ALGOMART_RAY_TOKEN_FILE").strip()) < TOKEN_LENGTH:
        raise RayTokenWeak(path=path)
    return path.absolute()
