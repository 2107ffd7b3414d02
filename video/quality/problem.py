"""What can be wrong with a picture, in words that say what to do, the worst first."""

from collections.abc import Mapping
from typing import Literal, get_args

from core.text import Text

Problem = Literal[
    "flat", "black", "corrupt", "frozen", "overexposed", "covered", "blurred", "moved",
]  # fmt: skip
WORST_FIRST: tuple[Problem, ...] = get_args(Problem)
"""Of two problems at once the earlier is told: it hides the later one, or explains it."""

PROBLEMS: Mapping[Problem, Text] = {
    "flat": Text(
        "画面为单一颜色，没有图像；请检查摄像机的编码和视频信号",
        "one colour and no picture; check the camera's encoder and its video signal",
    ),
    "black": Text(
        "画面全黑；请检查镜头盖、补光灯和夜间模式",
        "the picture is black; check lens cap, lamp and night mode",
    ),
    "corrupt": Text(
        "画面花屏或缺块；请检查网络丢包，并改用 TCP 取流",
        "blocks are damaged or missing; check the network for lost packets and use TCP",
    ),
    "frozen": Text(
        "画面静止不变；请重启摄像机或检查中间转发设备",
        "the same picture over and over; restart the camera or check what relays it",
    ),
    "overexposed": Text(
        "画面过曝；请检查曝光设置，或避开直射强光",
        "too bright to see; check the exposure, or turn it away from the light",
    ),
    "covered": Text(
        "镜头被遮挡；请清理镜头或移开遮挡物（大雾时也会如此）",
        "the lens is covered; clean it or clear what hides the view (thick fog looks the same)",
    ),
    "blurred": Text(
        "画面模糊；请重新对焦，或清洁镜头", "out of focus; focus the camera or clean its lens"
    ),
    "moved": Text(
        "视角偏离原位；请复位摄像机，如为有意调整请确认新视角",
        "it looks elsewhere than usual; turn it back, or accept the new view",
    ),
}
"""Every problem, and what to do about it."""
