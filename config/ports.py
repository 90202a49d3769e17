"""What may stand where a port is asked for. The forms are those that `devices.ports` opens."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

FORMS = 'a path ("/dev/hall-desk"), "serial:NUMBER", "socket://host:port" or "rfc2217://host:port"'
USB_TOO = ' or, for a printer on USB, "usb:VID:PID"'
NETWORK = ("socket", "rfc2217")
SERIAL, USB = "serial", "usb"
_USB = re.compile(r"^usb:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(:.+)?$")
_SCHEME = re.compile(r"^([A-Za-z0-9]+):")


def serial_port(port: Any) -> str:
    """What is wrong with `port`, "" for nothing."""
    return _mistake_in(port, usb=False)


def printer_port(port: Any) -> str:
    """Like `serial_port`; a printer may also stand on USB: `usb:VID:PID[:NUMBER]`."""
    return _mistake_in(port, usb=True)


def _mistake_in(port: Any, *, usb: bool) -> str:
    if not isinstance(port, str) or "${" in port or port.startswith("/"):
        return ""  # a wrong type or variable has been told already
    scheme = _SCHEME.match(port)
    name = scheme.group(1) if scheme else ""
    if name in NETWORK:
        return _address(port, name)
    if name == SERIAL:
        return "" if port.removeprefix("serial:").strip() else "serial: lacks the adapter's number"
    if name == USB and usb:
        return "" if _USB.match(port) else "usb: wants VID:PID, four hexadecimal digits each"
    return f'"{port}" is no port: expected {FORMS}{USB_TOO if usb else ""}'


def _address(port: str, scheme: str) -> str:
    try:
        parts = urlsplit(port)
        complete = parts.hostname and parts.port
    except ValueError:  # a port beyond 65535, or no number
        complete = None
    return "" if complete else f'"{port}" lacks a host or a port: expected {scheme}://host:port'
