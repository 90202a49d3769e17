"""Memory that is given back is overwritten at once: no visitor's words stay in it. See ADR 0014."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

_TUNABLES = "GLIBC_TUNABLES"
# glibc wipes no block that goes into a thread's cache of small blocks.
_NO_CACHE = "glibc.malloc.tcache_count=0"
_WIPING = {
    "PYTHONMALLOC": "pymalloc_debug",  # Python's own blocks, those of released builds too
    "MALLOC_PERTURB_": "221",  # what C libraries free, and what Python moves while it grows
}


def wiping(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment`, so that a Python started in it wipes whatever it frees."""
    others = [
        part
        for part in environment.get(_TUNABLES, "").split(":")
        if part and not part.startswith("glibc.malloc.tcache_count=")
    ]
    return {**environment, **_WIPING, _TUNABLES: ":".join([*others, _NO_CACHE])}


def start_again_wiping() -> None:
    """Both allocators read their settings when a process starts: so it starts once more, as the
    same process with the same arguments, unless it was started so already."""
    wanted = wiping(os.environ)
    if wanted != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], wanted)  # noqa: S606
