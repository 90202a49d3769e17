"""What stands on the paper: a label such as A007, unique per hall and business day.

The ticket's identity is its UUID; two days have the same label.
"""

from __future__ import annotations

import re

from queue_server.domain.errors import RuleBroken

DIGITS = 3
LARGEST = 999_999  # what a clerk can type
_LABEL = re.compile(r"([A-Za-z]{0,3})([0-9]{1,6})")


def label(prefix: str, sequence: int) -> str:
    """`A007`; beyond 999 it grows to `A1000` and never wraps."""
    return f"{prefix}{sequence:0{DIGITS}d}"


def parse(text: str) -> tuple[str, int]:
    """`(prefix, sequence)` of what a clerk typed: `a7`, `A007`; prefix "" for digits alone."""
    match = _LABEL.fullmatch(text.strip())
    if match is None:
        raise RuleBroken("malformed", f"{text[:12]!r} is no ticket number", "number")
    return match[1].upper(), int(match[2])
