"""What is refused about places and files of them as a whole; single features are in `faults`."""

from core.errors import Conflict, Invalid, TooLarge
from core.text import Text

PLACE = Text("区域或网格", "place")
PLACES = Text("区域和网格", "places")


class PlacesFileTooLarge(TooLarge):
    """The file is over the limit."""

    code = "places_file_too_large"
    title = Text("文件过大", "The file is too large")
    detail = Text(
        "文件超过 {limit_mb} MB 或 {features} 个要素。请按区拆分后分批导入。",
        "The file is over {limit_mb} MB or {features} features. Import it in parts, district by district.",
    )


class PlacesFileInvalid(Invalid):
    """The file is no GeoJSON of places."""

    code = "places_file_invalid"
    title = Text("文件无法读取", "The file cannot be read")
    detail = Text(
        "须为 UTF-8 编码的 GeoJSON FeatureCollection，且至少有一个要素：{fault}。",
        "It must be a GeoJSON FeatureCollection in UTF-8 with at least one feature: {fault}.",
    )


class PlacesFaulty(Invalid):
    """Some features are wrong, and nothing was imported."""

    code = "places_faulty"
    title = Text("文件有误，未导入任何内容", "The file has faults; nothing was imported")
    detail = Text(
        "共 {count} 处问题，第一处：第 {feature} 个要素，{fault}。请先“检查”并全部改正。",
        "There are {count} faults; the first: feature {feature}, {fault}. Check the file, then mend all.",
    )


class PlaceNeeded(Conflict):
    """Rules of responsibility name the place."""

    code = "place_needed"
    title = Text("仍有责任规则使用", "Rules still name it")
    detail = Text(
        "“{place}”仍被 {rules} 条责任规则使用，不能删除。请先修改责任单位表。",
        "{rules} rules of responsibility still name “{place}”. Change those first.",
    )
