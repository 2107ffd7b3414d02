"""Why a platform or a device could not be asked, as a code and in words that say what to do."""

from collections.abc import Mapping

from core.http.reasons import ReasonOut
from core.text import Text

REASONS: Mapping[str, Text] = {
    "no_answer": Text(
        "对方没有及时应答，请检查网络和对方服务",
        "it did not answer in time; check the network and its service",
    ),
    "unreachable": Text(
        "连接不上对方，请检查地址、端口和网络",
        "no connection to it; check address, port and network",
    ),
    "host_unknown": Text(
        "无法解析主机名，请检查地址和 DNS",
        "its host name is unknown; check the address and the DNS",
    ),
    "certificate_refused": Text(
        "对方的 TLS 证书无效，请更换证书", "its TLS certificate is not valid; it must be replaced"
    ),
    "address_not_allowed": Text(
        "网络地址不在允许范围内：平台由系统管理员检查 ALGOMART_OUTBOUND_NETWORKS，"
        "设备和码流检查 ALGOMART_CAMERA_NETWORKS",
        "its network address is not allowed; a system administrator checks "
        "ALGOMART_OUTBOUND_NETWORKS for platforms, ALGOMART_CAMERA_NETWORKS for devices and streams",
    ),
    "url_unusable": Text("地址无法使用，请修改", "the address cannot be used; change it"),
    "bad_credentials": Text(
        "用户名、密码或令牌错误，请更新",
        "user name, password or token is wrong; enter the right ones",
    ),
    "broken_answer": Text(
        "对方的应答无效、过大或传输中断，请确认地址指向正确的服务",
        "its answer is not valid, too large, or broke off; make sure the address is the right service",
    ),
    "refused": Text(
        "对方拒绝了请求，请检查该账号的权限",
        "it refused the request; check what the account may do",
    ),
    "pages_repeat": Text(
        "平台的分页重复返回同一页，已停止；请升级平台或联系厂商",
        "the platform gives the same page again and again; upgrade it or ask its maker",
    ),
    "too_many": Text(
        "平台的通道数超过上限，已停止", "the platform lists more channels than are taken; stopped"
    ),
    "incomplete": Text(
        "通道列表在读取时变化或不完整，未判断消失的通道；下次同步会重试",
        "the list changed while it was read, or was short: what vanished was not decided; "
        "the next synchronization tries again",
    ),
    "quota_exceeded": Text(
        "超出摄像机配额，部分通道未添加；请系统管理员调整配额",
        "over the quota of cameras: some channels were not added; a system administrator sets quotas",
    ),
    "secret_unreadable": Text(
        "保存的凭据无法解密，请恢复密钥文件或重新录入",
        "the stored credentials cannot be opened; restore the key file, or enter them again",
    ),
    "interrupted": Text(
        "同步中断（平台被修改、停用或服务重启），已读取的部分已保存",
        "interrupted: the platform was changed or switched off, or the product restarted; "
        "what was read is kept",
    ),
    "not_onvif": Text(
        "该地址不是 ONVIF 服务，请检查端口，并在设备上启用 ONVIF",
        "that address does not speak ONVIF; check the port, and switch ONVIF on at the device",
    ),
    "no_media": Text(
        "设备没有提供视频服务（Media），请检查设备型号和固件",
        "the device offers no media service; check its model and firmware",
    ),
    "no_profiles": Text(
        "设备没有可用的码流，请在设备上配置", "the device offers no stream; set one up there"
    ),
    "device_fault": Text(
        "设备返回错误，请检查账号权限和固件",
        "the device answered with a fault; check what the account may do, and its firmware",
    ),
    "failed": Text("失败，详情见日志", "it failed; see the log"),
}


def reason(code: str | None) -> ReasonOut | None:
    """Return a code with its words; one nobody knows any more is a plain failure."""
    if code is None:
        return None
    shown = code if code in REASONS else "failed"
    return ReasonOut.of(shown, REASONS[shown])
