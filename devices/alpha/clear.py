"""Frames of Alpha signs in clear, for the wire tool."""

from __future__ import annotations

from devices.alpha.messages import (
    ERRORS,
    ClearErrorStatus,
    ConfigureMemory,
    ErrorStatus,
    Frame,
    MemoryPool,
    Nested,
    OtherCommand,
    ReadFile,
    ReadSpecial,
    RunSequence,
    SetDate,
    SetDay,
    SetTime,
    SetTimeFormat,
    SoftReset,
    WritePicture,
    WriteSpecial,
    WriteString,
    WriteText,
)
from devices.shape import Shape


def _answer(event: Frame) -> bool:
    return event.is_answer


def errors_of(event: ErrorStatus) -> list[str]:
    """The errors that the sign remembers."""
    return [name for bit, name in ERRORS.items() if event.status & bit]


def _size(event: WritePicture) -> str | None:
    return f"{len(event.rows[0])}x{len(event.rows)}" if event.rows else None


SHAPES = (
    Shape("text", WriteText),
    Shape("string", WriteString),
    Shape("picture", WritePicture, {"size": _size}),
    Shape("read-file", ReadFile),
    Shape("memory", ConfigureMemory, {"answer": _answer}),
    Shape("time", SetTime),
    Shape("day", SetDay),
    Shape("date", SetDate),
    Shape("time-format", SetTimeFormat),
    Shape("reset", SoftReset),
    Shape("clear-error-status", ClearErrorStatus),
    Shape("run-sequence", RunSequence),
    Shape("error-status", ErrorStatus, {"errors": errors_of}),
    Shape("memory-pool", MemoryPool),
    Shape("read", ReadSpecial),
    Shape("special", WriteSpecial),
    Shape("command", OtherCommand),
    Shape("nested", Nested),
)
