"""Telling systemd how this program is (sd_notify(3), V1); no-op without NOTIFY_SOCKET."""

from __future__ import annotations

import logging
import os
import socket

_log = logging.getLogger(__name__)


def notify_ready(status: str = "") -> None:
    """The program serves; units of Type=notify that wait for it may start."""
    _notify("READY=1", f"STATUS={status}" if status else "")


def notify_status(text: str) -> None:
    """One line for `systemctl status`."""
    _notify(f"STATUS={text}")


def notify_watchdog() -> None:
    """The program's work goes round. Call it from the work, not from a thread of its own."""
    _notify("WATCHDOG=1")


def notify_stopping() -> None:
    """The program was told to stop and is doing so."""
    _notify("STOPPING=1")


def _notify(*lines: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # a socket without a file, written with a NUL in front
        address = "\0" + address[1:]
    message = "\n".join(line.replace("\n", " ") for line in lines if line)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.connect(address)
            sender.sendall(message.encode())
    except OSError as error:
        _log.debug("the service manager does not listen: %s", error)
