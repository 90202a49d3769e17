"""Keeps the process small: glibc's allocator is tuned for speed on many cores, we have one lock.

Without this each login (argon2 wants 19 MiB for a moment) would leave its memory in the arena of
whichever thread it ran on: 230 MB after a morning's logins instead of 50.
"""

from __future__ import annotations

import ctypes

# malloc.h, mallopt(3) (V1)
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
LARGE_BYTES = 256 * 1024  # given back to the system at once; setting it stops glibc from raising it
ARENAS = 1


def keep_small() -> bool:
    """Call before threads start. False where the C library is another one."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE_BYTES) and mallopt(M_ARENA_MAX, ARENAS))
