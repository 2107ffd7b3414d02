"""The environment Ray's processes start with: authenticated, silent, and free of telemetry."""

import os
import secrets

from core.settings import Settings

_FIXED = {
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_SERVE_QUEUE_LENGTH_RESPONSE_DEADLINE_S": "2",
    "RAY_COLOR_PREFIX": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "ORT_DISABLE_TELEMETRY": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp",
}
_OURS_ALONE = "ALGOMART_OIDC_"
"""Variables of the process people sign in at; no other has a use for the client secret."""


def prepare(settings: Settings) -> None:
    """Set the environment before Ray is imported; the token lives in an owner-only file.

    Workers read their settings from it: what a caller such as the demo decided for them is told here.
    """
    token = settings.home / "run" / "ray-token"
    token.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(token, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    os.environ.update(
        _FIXED,
        RAY_AUTH_TOKEN_PATH=str(token),
        ALGOMART_HOME=str(settings.home),
        ALGOMART_CAMERA_NETWORKS=settings.camera_networks,
    )
    os.environ.pop("RAY_ADDRESS", None)
    for name in [name for name in os.environ if name.startswith(_OURS_ALONE)]:
        del os.environ[name]
