"""What went wrong on a wire, by what has to be done about it."""

from __future__ import annotations


class DeviceError(Exception):
    """Base of all; drivers raise nothing else."""


class LinkLost(DeviceError):
    """The port is gone (unplugged, connection closed, busy): reconnect with backoff."""


class NoAnswer(DeviceError):
    """The port is there, the device is silent or speaks garbage: retry, then tell staff.

    `heard_bytes`: how many bytes came that were no answer; 0 is silence.
    """

    def __init__(self, detail: str = "", *, heard_bytes: int = 0) -> None:
        super().__init__(detail)
        self.heard_bytes = heard_bytes


class DeviceRefused(DeviceError):
    """The device answered "no"; `cause` is a stable word such as `paper_out`: tell a person."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause


def cause_of(error: DeviceError) -> str:
    """The stable word for what went wrong, as health and staff know it."""
    if isinstance(error, DeviceRefused):
        return error.cause
    if isinstance(error, NoAnswer):
        return "garbled" if error.heard_bytes else "no_answer"
    return "link_lost"
