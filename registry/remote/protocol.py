"""The Open Inference Protocol's own words, for who answers calls as for who makes them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

LENGTH = "Inference-Header-Content-Length"
"""The header that tells where the JSON ends and the tensors begin."""
NUMBERS_MOST = 4_000_000
"""Numbers written out as text or in typed fields; more are sent as bytes."""

DATATYPES: Mapping[str, np.dtype[Any]] = {
    "BOOL": np.dtype("bool"),
    **{f"UINT{bits}": np.dtype(f"uint{bits}") for bits in (8, 16, 32, 64)},
    **{f"INT{bits}": np.dtype(f"int{bits}") for bits in (8, 16, 32, 64)},
    **{f"FP{bits}": np.dtype(f"float{bits}") for bits in (16, 32, 64)},
}
"""The protocol's names; BYTES and BF16 are missing because no model on the shelf takes or gives them."""
NAMES = {dtype: name for name, dtype in DATATYPES.items()}
