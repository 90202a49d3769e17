from __future__ import annotations

import os
import subprocess
import sys

from kiosk.wiped_memory import wiping

FREED = """
import ctypes, os
from kiosk.wiped_memory import start_again_wiping
before = os.getpid()
start_again_wiping()
text = "示例街道" + str(before)
at, size = id(text), text.__sizeof__()
del text
left = ctypes.string_at(at, size)
print("示例街道".encode("utf-16-le") in left)
"""


def test_what_python_gave_back_is_overwritten_at_once() -> None:
    environment = {k: v for k, v in os.environ.items() if k not in wiping({})}
    done = subprocess.run(
        [sys.executable, "-c", FREED], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False"]), done.stderr


def test_a_process_that_wipes_is_not_started_again_and_keeps_other_settings() -> None:
    once = wiping({"GLIBC_TUNABLES": "glibc.malloc.arena_max=2", "LANG": "C"})
    assert wiping(once) == once
    assert "glibc.malloc.arena_max=2" in once["GLIBC_TUNABLES"]
    assert once["LANG"] == "C"
