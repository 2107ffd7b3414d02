"""The address of an MQTT broker."""

from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is, and whether the way to it is encrypted."""

    host: str
    port: int
    tls: bool

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def check_broker(url: str) -> Broker:
    """Return the broker of `mqtt://host:port` or `mqtts://host:port`; `ValueError` says what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError(
            "须为 mqtt://主机:端口 或 mqtts://主机:端口 · must be mqtt://host:port or mqtts://…"
        )
    if "@" in parts.netloc:
        raise ValueError(
            "用户名和密码请用 ALGOMART_MQTT_USER、ALGOMART_MQTT_PASSWORD 设置"
            " · user and password have settings of their own"
        )
    return Broker(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "mqtts")
