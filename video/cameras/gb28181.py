"""Device ids of GB/T 28181 (annex D, rule A): twenty digits saying where a camera is, whose, and what it is.

`[1-8]` administrative code of GB/T 2260 (province, city, district, grass roots; unused pairs are `00`),
`[9-10]` industry, `[11-13]` kind of device, `[14]` network, `[15-20]` serial number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.text import Text

_TWENTY = re.compile(r"[0-9]{20}")

CAMERA_TYPES = frozenset({"121", "122", "131", "132"})
"""Kinds of device one can look through: checkpoint, multi-eyed device, camera, network camera."""

REGIONS: Mapping[str, Text] = {
    "37": Text("山东省", "Shandong"),
    "3702": Text("青岛市", "Qingdao"),
    "370202": Text("市南区", "Shinan"),
    "370203": Text("市北区", "Shibei"),
    "370211": Text("黄岛区", "Huangdao"),
    "370212": Text("崂山区", "Laoshan"),
    "370213": Text("李沧区", "Licang"),
    "370214": Text("城阳区", "Chengyang"),
    "370215": Text("即墨区", "Jimo"),
    "370281": Text("胶州市", "Jiaozhou"),
    "370283": Text("平度市", "Pingdu"),
    "370285": Text("莱西市", "Laixi"),
    "42": Text("湖北省", "Hubei"),
    "4201": Text("武汉市", "Wuhan"),
    "420102": Text("江岸区", "Jiang'an"),
    "420103": Text("江汉区", "Jianghan"),
    "420104": Text("硚口区", "Qiaokou"),
    "420105": Text("汉阳区", "Hanyang"),
    "420106": Text("武昌区", "Wuchang"),
    "420107": Text("青山区", "Qingshan"),
    "420111": Text("洪山区", "Hongshan"),
    "420112": Text("东西湖区", "Dongxihu"),
    "420113": Text("汉南区", "Hannan"),
    "420114": Text("蔡甸区", "Caidian"),
    "420115": Text("江夏区", "Jiangxia"),
    "420116": Text("黄陂区", "Huangpi"),
    "420117": Text("新洲区", "Xinzhou"),
}
"""Names of the administrative codes this release knows; others are shown by number."""

INDUSTRIES: Mapping[str, Text] = {
    "00": Text("社会治安路面接入", "public security, streets"),
    "01": Text("社会治安社区接入", "public security, neighbourhoods"),
    "02": Text("社会治安内部接入", "public security, internal"),
    "03": Text("社会治安其他接入", "public security, other"),
    "04": Text("交通路面接入", "traffic, streets"),
    "05": Text("交通卡口接入", "traffic, checkpoints"),
    "06": Text("交通内部接入", "traffic, internal"),
    "07": Text("交通其他接入", "traffic, other"),
    "08": Text("城市管理接入", "city management"),
    "09": Text("卫生环保接入", "health and environment"),
    "10": Text("商检海关接入", "inspection and customs"),
    "11": Text("教育部门接入", "education"),
    "12": Text("民航接入", "civil aviation"),
    "13": Text("铁路接入", "railways"),
    "14": Text("航运接入", "shipping"),
    "40": Text("农、林、牧、渔业接入", "farming, forestry and fishing"),
    "41": Text("采矿企业接入", "mining"),
    "42": Text("制造企业接入", "manufacturing"),
    "43": Text("电力、热力、燃气及水接入", "electricity, heat, gas and water"),
    "44": Text("建筑业接入", "construction"),
    "45": Text("批发零售业接入", "trade"),
}

TYPES: Mapping[str, Text] = {
    "111": Text("DVR", "DVR"),
    "112": Text("视频服务器", "video server"),
    "113": Text("编码器", "encoder"),
    "114": Text("解码器", "decoder"),
    "118": Text("网络视频录像机 NVR", "network video recorder"),
    "121": Text("视频卡口", "video checkpoint"),
    "122": Text("多目设备", "multi-eyed device"),
    "130": Text("混合硬盘录像机 HVR", "hybrid video recorder"),
    "131": Text("摄像机", "camera"),
    "132": Text("网络摄像机 IPC", "network camera"),
    "133": Text("显示器", "display"),
    "134": Text("报警输入设备", "alarm input"),
    "135": Text("报警输出设备", "alarm output"),
    "136": Text("语音输入设备", "voice input"),
    "137": Text("语音输出设备", "voice output"),
    "138": Text("移动传输设备", "mobile transmitter"),
    "200": Text("中心信令控制服务器", "central signalling server"),
    "201": Text("Web 应用服务器", "web server"),
    "203": Text("代理服务器", "proxy server"),
    "204": Text("安全服务器", "security server"),
    "205": Text("报警服务器", "alarm server"),
    "206": Text("数据库服务器", "database server"),
    "207": Text("GIS 服务器", "map server"),
    "208": Text("管理服务器", "management server"),
    "209": Text("接入网关", "access gateway"),
    "210": Text("媒体存储服务器", "media store"),
    "211": Text("信令安全路由网关", "signalling security gateway"),
    "215": Text("业务分组", "business group"),
    "216": Text("虚拟组织", "virtual organization"),
    "300": Text("中心用户", "central user"),
    "400": Text("终端用户", "terminal user"),
    "500": Text("视频图像信息综合应用平台", "video application platform"),
    "501": Text("视频图像信息运维管理平台", "video operations platform"),
    "502": Text("视频图像分析系统", "video analysis system"),
    "503": Text("视频图像信息数据库", "video information database"),
    "505": Text("视频图像分析设备", "video analysis device"),
}

NETWORKS: Mapping[str, Text] = {
    "0": Text("公安视频传输网", "police video network"),
    "1": Text("公安视频传输网", "police video network"),
    "2": Text("行业专网", "industry network"),
    "3": Text("政法信息网", "political and legal network"),
    "4": Text("公安移动信息网", "police mobile network"),
    "5": Text("公安信息网", "police information network"),
    "6": Text("电子政务外网", "government extranet"),
    "7": Text("互联网等公共网络", "Internet"),
    "8": Text("专线", "leased line"),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """One part of an id with its name; a number nobody named stands for itself."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class DeviceId:
    """A device id taken apart; `regions` go from the province down, unused levels left out."""

    regions: tuple[Coded, ...]
    industry: Coded
    type: Coded
    network: Coded
    serial: str

    @property
    def region(self) -> str:
        """Code of the narrowest region: 2, 4, 6 or 8 digits, none where even the province is unused."""
        return self.regions[-1].code if self.regions else ""

    @property
    def is_camera(self) -> bool:
        """Whether one can look through such a device."""
        return self.type.code in CAMERA_TYPES


def parse(gb_id: str) -> DeviceId | None:
    """Return an id taken apart; None for anything but twenty ASCII digits."""
    if not _TWENTY.fullmatch(gb_id):
        return None
    return DeviceId(
        regions=regions_of(gb_id[:8]),
        industry=coded(gb_id[8:10], INDUSTRIES),
        type=coded(gb_id[10:13], TYPES),
        network=coded(gb_id[13], NETWORKS),
        serial=gb_id[14:],
    )


def regions_of(code: str) -> tuple[Coded, ...]:
    """Return the regions an administrative code lies in, from the province down to itself."""
    used = len(code) // 2
    while used and code[2 * used - 2 : 2 * used] == "00":
        used -= 1
    return tuple(coded(code[: 2 * level], REGIONS) for level in range(1, used + 1))


def coded(code: str, names: Mapping[str, Text]) -> Coded:
    """Return a code with its name."""
    return Coded(code, names.get(code) or Text(code, code))
