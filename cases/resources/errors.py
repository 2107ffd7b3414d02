"""What is refused about resources."""

from core.errors import Conflict, Invalid
from core.text import Text

RESOURCE = Text("应急资源", "resource")


class ResourceNameTaken(Conflict):
    """An organization has one resource of a name: lists that are read again find it by it."""

    code = "resource_name_taken"
    title = Text("资源名称已存在", "The resource's name is taken")
    detail = Text(
        "本组织已登记名为 {name} 的资源，请修改名称或直接更新该资源。",
        "A resource called {name} is registered in the organization; choose another name or change that one.",
    )


class ResourceListMalformed(Invalid):
    """The text is no CSV."""

    code = "resource_list_malformed"
    title = Text("不是有效的 CSV", "Not a CSV")
    detail = Text(
        "无法按 CSV 读取该文件，请用表格软件另存为 CSV 后重试。",
        "The file cannot be read as CSV; save it as CSV from a spreadsheet program and try again.",
    )


class ResourceListUnreadable(Invalid):
    """The list's first line does not say what its columns are."""

    code = "resource_list_unreadable"
    title = Text("无法识别资源清单", "The list cannot be read")
    detail = Text(
        "首行缺少列：{missing}。请按模板填写：类型,名称,数量,单位,经度,纬度,地址,联系人,电话。",
        "The first line lacks these columns: {missing}. They are: "
        "kind,name,quantity,unit,longitude,latitude,address,contact,phone.",
    )
