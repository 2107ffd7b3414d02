"""Whether a camera is what an algorithm is made for: what does not fit, and what nobody has put down."""

from collections.abc import Iterator
from dataclasses import dataclass

from algorithms.contract.facts import CameraFitness, Range
from algorithms.contract.manifest import InputSpec, Manifest
from core.text import Text
from registry.subscriptions.cameras import CameraFacts


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing about a camera that the algorithm is not made for."""

    code: str
    text: Text


def misfits(manifest: Manifest, camera: CameraFacts, *, by_night: bool) -> list[Misfit]:
    """Return what about a camera does not fit; what is not known is no misfit.

    `by_night` tells whether it shall look at night, too.
    """
    asked, shown = manifest.camera or CameraFitness(), manifest.seeing.input
    found = [
        _beyond("height", camera.height_m, asked.height_m, _HEIGHT),
        _beyond("pitch", camera.pitch_deg, asked.pitch_deg, _PITCH),
        _small_picture(camera, shown),
        _small_object(camera, shown, asked.min_object_px),
        *(_night(camera, asked) if by_night else ()),
    ]
    if camera.state_code == "unsupported_codec":
        found.append(Misfit("codec", _CODEC))
    return [one for one in found if one is not None]


def unknown(manifest: Manifest, camera: CameraFacts, *, by_night: bool) -> list[str]:
    """Return what the algorithm asks about and nobody has put down of this camera."""
    asked = manifest.camera or CameraFitness()
    lacking = {
        "height": asked.height_m is not None and camera.height_m is None,
        "pitch": asked.pitch_deg is not None and camera.pitch_deg is None,
        "picture": camera.picture is None,
        "object": asked.min_object_px is not None and camera.smallest_px is None,
        "night": asked.night is not None and by_night and camera.night is None,
    }
    return [name for name, is_so in lacking.items() if is_so]


_HEIGHT = Text(
    "安装高度 {value:g} 米，算法适用 {low:g}–{high:g} 米",
    "mounted {value:g} m high, the algorithm is made for {low:g} to {high:g} m",
)
_PITCH = Text(
    "俯角 {value:g}°，算法适用 {low:g}–{high:g}°",
    "tilted {value:g}°, the algorithm is made for {low:g} to {high:g}°",
)
_PICTURE = Text(
    "画面 {width}×{height}，小于模型输入 {wide}×{high}，放大后细节不足",
    "its picture of {width} × {height} is smaller than the model's {wide} × {high}; "
    "enlarged, it lacks detail",
)
_OBJECT = Text(
    "最小目标在画面中 {value} 像素，缩到模型输入后约 {seen:.0f} 像素，算法至少需要 {least} 像素",
    "its smallest object has {value} px, about {seen:.0f} px as the model sees it; "
    "the algorithm needs {least} px",
)
_BLIND = Text("摄像机夜间不可用，夜间时段看不清", "the camera sees nothing at night")
_BY_DAY = Text(
    "算法不适用夜间，请设置白天时段",
    "the algorithm is not made for the night; give it hours by day",
)
_CODEC = Text(
    "视频编码不支持，请在摄像机上改用 H.264 或 H.265",
    "its codec is not supported; set the camera to H.264 or H.265",
)


def _beyond(code: str, value: float | None, fit: Range | None, words: Text) -> Misfit | None:
    if value is None or fit is None or fit[0] <= value <= fit[1]:
        return None
    return Misfit(code, words.filled(value=value, low=fit[0], high=fit[1]))


def _small_picture(camera: CameraFacts, shown: InputSpec) -> Misfit | None:
    if camera.picture is None or _shrunk(camera.picture, shown) >= 1:
        return None
    width, height = camera.picture
    told = {"width": width, "height": height, "wide": shown.width, "high": shown.height}
    return Misfit("picture", _PICTURE.filled(**told))


def _small_object(camera: CameraFacts, shown: InputSpec, least: int | None) -> Misfit | None:
    if camera.picture is None or camera.smallest_px is None or least is None:
        return None
    seen = camera.smallest_px / _shrunk(camera.picture, shown)
    if seen >= least:
        return None
    return Misfit("object", _OBJECT.filled(value=camera.smallest_px, seen=seen, least=least))


def _shrunk(picture: tuple[int, int], shown: InputSpec) -> float:
    """Return how many pixels of the picture become one of the model's input; its proportions stay."""
    return max(picture[0] / shown.width, picture[1] / shown.height)


def _night(camera: CameraFacts, asked: CameraFitness) -> Iterator[Misfit]:
    if asked.night is False:
        yield Misfit("by_day", _BY_DAY)
    elif camera.night == "blind":
        yield Misfit("night", _BLIND)
