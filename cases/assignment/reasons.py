"""Why a case waits for a person to choose its unit, in words."""

from collections.abc import Mapping

from core.text import Text

REASONS: Mapping[str, Text] = {
    "no_city": Text(
        "案件所属组织不在任何城市之下，没有责任单位表",
        "the case's organization is in no city, so no table of responsibility counts for it",
    ),
    "no_position": Text(
        "案件没有坐标，且“{at}”没有适用于全部区域的规则；请补录摄像机坐标",
        "the case has no position, and “{at}” has no rule for everywhere; give its camera one",
    ),
    "outside": Text(
        "坐标不在任何已导入的网格、街道或区内，且“{at}”没有适用于全部区域的规则",
        "its position is in no cell, street or district that was imported, and “{at}” has no rule for"
        " everywhere",
    ),
    "no_rule": Text(
        "“{at}”的责任单位表中没有适用于该事项和区域的规则，请添加规则或指定单位",
        "“{at}” has no rule for this matter and place; add one, or choose the unit",
    ),
    "ambiguous": Text(
        "“{at}”有多条同样具体的规则，分别指向不同单位，请指定其一",
        "rules of “{at}” that are equally specific name several units; choose one",
    ),
    "returned": Text(
        "责任单位已退回，请派遣其他单位",
        "the unit returned it; dispatch it to another one",
    ),
    "unit_stopped": Text(
        "“{at}”的规则指向的单位已停用，请指定其他单位并修改规则",
        "the unit that the rules of “{at}” name is stopped; choose another, and change the rule",
    ),
}
