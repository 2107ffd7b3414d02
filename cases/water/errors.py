"""What is refused about water sensors."""

from core.errors import Conflict
from core.text import Text

SENSOR = Text("水位传感器", "water sensor")
POINT = Text("积水点", "waterlogging point")
CAMERA = Text("摄像机", "camera")


class SensorDeviceTaken(Conflict):
    """Messages name a sensor by its device number, so no two may have the same."""

    code = "sensor_device_taken"
    title = Text("设备编号已被使用", "The device number is taken")
    detail = Text(
        "设备编号 {device} 已登记，请核对后使用其他编号。",
        "A sensor with the device number {device} is registered; check it and use another one.",
    )
