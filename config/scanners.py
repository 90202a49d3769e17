"""What in a kiosk's scanner does not fit together."""

from __future__ import annotations

import re
from typing import Any

from config.ports import serial_port

KEYBOARD = "keyboard"
READS_BY_ITSELF = ("auto", KEYBOARD)
_MAKE = re.compile(r"^hid:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$")


def scanner(table: Any) -> str:
    """What is wrong, "" for nothing."""
    if not isinstance(table, dict):
        return ""
    family, port = table.get("family", "auto"), table.get("port")
    if table.get("trigger") is True and family in READS_BY_ITSELF:
        return f'a scanner of family "{family}" cannot be told to read: name its family'
    return _keyboard(port) if family == KEYBOARD else _line(port)


def _keyboard(port: Any) -> str:
    if not isinstance(port, str) or port.startswith(("/", "${")) or _MAKE.match(port):
        return ""
    return f'"{port}" is no keyboard: expected a path ("/dev/input/by-id/…") or "hid:VID:PID"'


def _line(port: Any) -> str:
    if isinstance(port, str) and port.startswith(("hid:", "/dev/input/")):
        return f'"{port}" is a keyboard: write family = "{KEYBOARD}"'
    return serial_port(port)
