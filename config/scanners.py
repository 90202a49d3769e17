"""What in a kiosk's scanner or camera does not fit together."""

from __future__ import annotations

import re
from typing import Any

from config.ports import serial_port

KEYBOARD = "keyboard"
READS_BY_ITSELF = ("auto", KEYBOARD)
NO_CAMERAS = ("/dev/tty", "serial:", "usb:", "hid:", "socket:", "rfc2217:")
_MAKE = re.compile(r"^hid:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$")


def scanner(table: Any) -> str:
    """What is wrong, "" for nothing."""
    if not isinstance(table, dict):
        return ""
    prefix = table.get("prefix", "")
    if isinstance(prefix, str) and not prefix.isprintable():
        return "a prefix with a control character is never read: such characters end a code"
    family, port = table.get("family", "auto"), table.get("port")
    if table.get("trigger") is True and family in READS_BY_ITSELF:
        return f'a scanner of family "{family}" cannot be told to read: name its family'
    return _keyboard(port) if family == KEYBOARD else _line(port)


def camera(table: Any) -> str:
    """As `scanner`."""
    if not isinstance(table, dict):
        return ""
    if table.get("codes") is False and table.get("wake") is False:
        return "a camera that neither reads codes nor wakes the screen: leave it out"
    source = table.get("source")
    if isinstance(source, str) and (not source.strip() or source.startswith(NO_CAMERAS)):
        return f'"{source}" is no camera: expected a path ("/dev/v4l/by-id/…"), http:// or rtsp://'
    return ""


def _keyboard(port: Any) -> str:
    if not isinstance(port, str) or port.startswith(("/", "${")) or _MAKE.match(port):
        return ""
    return f'"{port}" is no keyboard: expected a path ("/dev/input/by-id/…") or "hid:VID:PID"'


def _line(port: Any) -> str:
    if isinstance(port, str) and port.startswith(("hid:", "/dev/input/")):
        return f'"{port}" is a keyboard: write family = "{KEYBOARD}"'
    return serial_port(port)
