"""What went wrong on a wire, by what has to be done about it."""

from __future__ import annotations


class DeviceError(Exception):
    """Base of all; drivers raise nothing else."""


class LinkLost(DeviceError):
    """The port is gone (unplugged, connection closed, busy): reconnect with backoff."""


class NoAnswer(DeviceError):
    """The port is there, the device is silent or speaks garbage: retry, then tell staff."""


class DeviceRefused(DeviceError):
    """The device answered "no"; `cause` is a stable word such as `paper_out`: tell a person."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause
