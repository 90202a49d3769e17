"""Runs a command that dies with its parent: `tether.py PARENT_PID COMMAND…`.

PR_SET_PDEATHSIG (prctl(2)) outlives execve, so that even a launcher killed by SIGKILL leaves
nothing behind. A program of its own because code between fork and exec is not safe in Python.
It is run as a file, without our packages.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, *command = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit(0)  # the parent died before the line above
    os.execvp(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
