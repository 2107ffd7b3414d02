"""What the tree of organizations refuses."""

from core.errors import Invalid
from core.text import Text


class VendorBelow(Invalid):
    """A vendor has no organizations below it."""

    code = "vendor_below"
    detail = Text(
        "厂商下不能再设组织，请选择市或部门作为上级。",
        "A vendor has no organizations below it; choose a city or a department as the parent.",
    )
