"""How tests start hallctl: with the interpreter that runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

HALLCTL = (sys.executable, "-m", "queue_server.admin.hallctl")
Hallctl = Callable[..., "subprocess.CompletedProcess[str]"]
