"""One line per log record on stderr, without personal data.

Under systemd the journal keeps time and program, so a line there starts with the priority that
sd-daemon(3) describes (V1); elsewhere it starts with the time.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time

PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6}
DEBUG_PRIORITY = 7

# A last fence: no driver logs a card, but a library may log what it could not parse.
_ID_NUMBER = re.compile(r"(?<![0-9])([0-9]{6})[0-9]{8}([0-9]{3}[0-9Xx])(?![0-9Xx])")


class OneLine(logging.Formatter):
    """`2026-11-22T06:41:55.012Z kiosk-k1 WARNING devices.link: printer lost`; UTC."""

    def __init__(self, program: str, *, for_journal: bool) -> None:
        super().__init__()
        self._program = program
        self._for_journal = for_journal

    def format(self, record: logging.LogRecord) -> str:
        text = f"{record.levelname} {record.name}: {super().format(record)}"
        text = _ID_NUMBER.sub(r"\1********\2", " | ".join(text.splitlines()))
        if self._for_journal:
            return f"<{PRIORITIES.get(record.levelno, DEBUG_PRIORITY)}>{text}"
        second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        return f"{second}.{int(record.msecs):03d}Z {self._program} {text}"


def configure_logging(program: str, level: int = logging.INFO) -> None:
    """Send every logger of this process to stderr, one line each. Call once, in `__main__`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(program, for_journal="JOURNAL_STREAM" in os.environ))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
