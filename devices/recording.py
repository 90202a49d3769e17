"""Recordings of real devices: one JSON object a line, first the head, then frame by frame.

{"recording": 1, "kind": "keypad-ff68", "about": "…", "baud": 9600}
{"at_s": 0.512, "from": "device", "bytes": "FF 68 …", "says": [{"event": "key", …}]}

`says` is what our decoder said when it was recorded: a test holds today's decoder against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO

import msgspec
from msgspec import Meta

from devices.clear import NotClear, bytes_of, hex_of
from devices.tap import Frame
from devices.wire import KINDS

SUFFIX = ".jsonl"


class NotARecording(Exception):
    """The file is no recording; the text says where and why."""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`about`: maker, model and what was done, never where or by whom."""

    recording: Literal[1]
    kind: str
    about: str
    baud: Annotated[int, Meta(ge=1)]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at_s: Annotated[float, Meta(ge=0)]
    source: Literal["host", "device", "line"] = msgspec.field(name="from")
    bytes: str
    says: list[dict[str, Any]]


@dataclass(frozen=True)
class Recording:
    head: Head
    frames: tuple[Frame, ...]


class Writer:
    """Every frame is in the file once `add` returned: a recording is ended by pulling a plug."""

    def __init__(self, file: TextIO, head: Head) -> None:
        self._file = file
        self._write(head)

    def add(self, frame: Frame) -> None:
        at_s, says = round(frame.at_s, 6), [*frame.says]
        self._write(_Line(at_s, frame.source, hex_of(frame.data), says))  # type: ignore[arg-type]

    def _write(self, line: msgspec.Struct) -> None:
        self._file.write(msgspec.json.encode(line).decode() + "\n")
        self._file.flush()


def read_recording(path: Path) -> Recording:
    """Raises `NotARecording` for a file that is absent, torn, or of an unknown kind."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NotARecording(f"{path}: {error}") from error
    if not lines:
        raise NotARecording(f"{path}: empty")
    head: Head = _read(path, 1, lines[0], Head)
    if head.kind not in KINDS:
        raise NotARecording(f"{path}:1: kind {head.kind!r} is none of {', '.join(KINDS)}")
    return Recording(head, tuple(_frames(path, lines[1:])))


def _frames(path: Path, lines: list[str]) -> Iterator[Frame]:
    for number, text in enumerate(lines, start=2):
        line: _Line = _read(path, number, text, _Line)
        try:
            data = bytes_of(line.bytes, "bytes")
        except NotClear as error:
            raise NotARecording(f"{path}:{number}: {error}") from error
        yield Frame(line.at_s, line.source, data, tuple(line.says))


def _read(path: Path, number: int, text: str, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise NotARecording(f"{path}:{number}: {error}") from error
