"""Why an event is rejected: one table, in the order of the digits that choose it."""

from collections.abc import Mapping

from core.text import Text

REJECT_REASONS: Mapping[str, Text] = {
    "reflection": Text("灯光、反光或倒影", "Lights, reflections"),
    "sun_glare": Text("阳光眩光、晚霞", "Sun glare, glowing sky"),
    "vapour": Text("水汽、扬尘或阴影", "Vapour, dust, shadows"),
    "wrong_object": Text("认错物体", "Wrong object"),
    "known_activity": Text("已知或经许可的活动", "Known or permitted activity"),
    "poor_picture": Text("画面质量差", "Poor picture"),
    "too_small": Text("程度轻微，无需处置", "Too slight to act on"),
    "outside_area": Text("不在管辖范围", "Outside our area"),
    "other": Text("其他", "Other"),
}

LOOKALIKES = frozenset({"reflection", "sun_glare", "vapour", "wrong_object"})
"""Reasons that say the model took something for what it is not: it will again, at the same camera."""
