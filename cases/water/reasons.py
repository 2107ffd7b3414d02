"""Why a message was not taken, or a broker not reached, as a code and in words."""

from collections.abc import Mapping
from typing import Literal

from core.http.reasons import ReasonOut
from core.text import Text

Refused = Literal[
    "malformed",
    "no_depth",
    "depth_impossible",
    "bad_time",
    "from_future",
    "too_old",
    "sensor_unknown",
    "sensor_off",
]
"""Why a message may not be taken; the other reasons are the broker's."""
REASONS: Mapping[str, Text] = {
    "malformed": Text(
        "报文不是有效的 JSON 读数，请检查网关的报文格式",
        "the message is no reading in JSON; check the gateway's format",
    ),
    "no_depth": Text(
        "缺少水深 depth_cm（厘米），请检查网关的字段名",
        "the depth, depth_cm in centimetres, is missing; check the gateway's field names",
    ),
    "depth_impossible": Text(
        "水深超出 -5 至 1000 厘米，请检查传感器",
        "the depth is outside -5 to 1000 cm; check the sensor",
    ),
    "bad_time": Text(
        "时间 at 应为带时区的 RFC 3339 时间，请检查网关的时间格式",
        "at is not an RFC 3339 time with an offset; check the gateway's format of times",
    ),
    "from_future": Text(
        "读数时间在未来，请校准传感器时钟", "it is from the future; set the sensor's clock"
    ),
    "too_old": Text(
        "读数早于 7 天前，不再采用；如仍在出现，请校准传感器时钟",
        "it is older than 7 days and of no more use; if more come, set the sensor's clock",
    ),
    "sensor_unknown": Text(
        "没有登记该设备编号的传感器，请先登记",
        "no sensor with this device number is registered; register it first",
    ),
    "sensor_off": Text(
        "传感器已停用；如需采用读数，请先启用",
        "the sensor is switched off; switch it on to have its readings taken",
    ),
    "away": Text(
        "连接不上 MQTT 服务器，系统会自动重连；请检查地址、网络和服务",
        "no connection to the MQTT broker, it is tried again; check address, network and service",
    ),
    "refused_credentials": Text(
        "MQTT 服务器拒绝了用户名或密码，请检查 ALGOMART_MQTT_USER 和 ALGOMART_MQTT_PASSWORD",
        "the MQTT broker refused user or password; "
        "check ALGOMART_MQTT_USER and ALGOMART_MQTT_PASSWORD",
    ),
    "refused_topic": Text(
        "MQTT 服务器不允许订阅该主题，请检查 ALGOMART_MQTT_TOPIC 和服务器的访问控制",
        "the MQTT broker does not let us subscribe; check ALGOMART_MQTT_TOPIC and its access list",
    ),
    "certificate_refused": Text(
        "MQTT 服务器的 TLS 证书无效，请检查 ALGOMART_MQTT_CA_FILE",
        "the MQTT broker's TLS certificate is not valid; check ALGOMART_MQTT_CA_FILE",
    ),
    "database_away": Text(
        "数据库暂不可用，读数留在 MQTT 服务器上，恢复后补收",
        "the database is away; readings wait at the broker until it is back",
    ),
}


def reason(code: str | None) -> ReasonOut | None:
    """Return a code with its words."""
    return None if code is None else ReasonOut.of(code, REASONS[code])
