"""What the C library does with the memory of pictures."""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGEST = 32 << 20
"""The largest block that is not mapped and unmapped each time, the most that glibc allows."""
KEPT = 128 << 20
"""So much free memory is kept before any is given back."""


def keep_pages() -> bool:
    """Keep the pages of a picture that is done for the next one; say whether the C library can.

    By default glibc gives each large block back, and the kernel hands out the next page by page, zeroed: for
    one 1080p key frame 900 pages and 2 ms of a core, a quarter of what decoding it costs.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST) and mallopt(M_TRIM_THRESHOLD, KEPT))
