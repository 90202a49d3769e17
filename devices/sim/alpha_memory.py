"""The files of a simulated Alpha sign: what its memory was configured for, and what is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.alpha.messages import (
    GENERAL,
    MEMORY,
    PICTURE_FILE,
    POOL,
    RUN_ALWAYS,
    SEQUENCE,
    STRING_FILE,
    TEXT_FILE,
    ConfigureMemory,
    Frame,
    MemoryFile,
    MemoryPool,
    OtherCommand,
    RunSequence,
    WritePicture,
    WriteSpecial,
    WriteString,
    WriteText,
)
from devices.sim.device import State

POOL_BYTES = 0x7000
OVERHEAD_BYTES = 13  # of each file, as weighed on a real sign
DOTS_PER_BYTE = 2
DEFAULT_TEXT = "A"  # exists on a sign that nobody configured
PRIORITY_TEXT = "0"  # exists always, and is shown before all others while it has a text
PRIORITY_BYTES = 125
KIND_NAMES = {TEXT_FILE: "text", STRING_FILE: "string", PICTURE_FILE: "picture"}

Stored = WriteText | WriteString | WritePicture


class Refusal(Exception):
    """The sign has no such file, or no such command, or no room."""


class SignMemory:
    def __init__(self) -> None:
        self._doers: dict[type[Frame], Callable[[Any], None]] = {
            ConfigureMemory: self._configure,
            RunSequence: self._run,
            WriteText: self._write_text,
            WriteString: self._write_string,
            WritePicture: self._write_picture,
        }
        self.clear()

    def clear(self) -> None:
        """As it leaves the factory."""
        self._files: dict[tuple[int, str], MemoryFile] = {}
        self._held: dict[tuple[int, str], Stored] = {}
        self._sequence = RunSequence(order=RUN_ALWAYS, labels=DEFAULT_TEXT)

    def take(self, frame: Frame) -> None:
        """Do what a write says; commands that change nothing that is seen are taken and no more.

        Raises `Refusal`.
        """
        if isinstance(frame, OtherCommand):
            raise Refusal
        self._doers.get(type(frame), lambda _: None)(frame)

    def running(self) -> WriteText | None:
        """The text that is shown: the priority text, or the first of the sequence."""
        for label in PRIORITY_TEXT + self._sequence.labels:
            text = self._held.get((TEXT_FILE, label))
            if isinstance(text, WriteText) and (text.text or label != PRIORITY_TEXT):
                return text
        return None

    def picture(self, label: str) -> tuple[str, ...]:
        """Its rows of dots; none when it was never written."""
        held = self._held.get((PICTURE_FILE, label))
        return held.rows if isinstance(held, WritePicture) else ()

    def string(self, label: str) -> str:
        held = self._held.get((STRING_FILE, label))
        return held.text if isinstance(held, WriteString) else ""

    def file(self, kind: int, label: str) -> Stored:
        """What the file holds; an empty one when there is none, as a sign answers."""
        empty: dict[int, Stored] = {
            TEXT_FILE: WriteText(label=label),
            STRING_FILE: WriteString(label=label, text=""),
            PICTURE_FILE: WritePicture(label=label),
        }
        return self._held.get((kind, label), empty[kind])

    def tell(self, function: int) -> Frame | None:
        """The answer to a question about memory; None for a function that is not answered."""
        free = POOL_BYTES - sum(map(_weight, self._files.values()))
        answers: dict[int, Frame] = {
            MEMORY: ConfigureMemory(files=tuple(self._files.values())),
            SEQUENCE: self._sequence,
            POOL: MemoryPool(total=POOL_BYTES, free=free),
            GENERAL: WriteSpecial(
                function=GENERAL, data=f"1036880 B06951200M00{POOL_BYTES:04X},{free:04X}"
            ),
        }
        return answers.get(function)

    def listed(self) -> list[State]:
        return [
            {
                "label": file.label,
                "kind": KIND_NAMES[file.kind],
                "size": file.size,
                "written": (file.kind, file.label) in self._held,
            }
            for file in self._files.values()
        ]

    def _configure(self, frame: ConfigureMemory) -> None:
        if sum(map(_weight, frame.files)) > POOL_BYTES:
            raise Refusal
        self.clear()
        self._files = {(file.kind, file.label): file for file in frame.files}

    def _run(self, frame: RunSequence) -> None:
        self._sequence = frame

    def _write_text(self, frame: WriteText) -> None:
        known = self._files.get((TEXT_FILE, frame.label))
        own = {PRIORITY_TEXT: PRIORITY_BYTES}
        if not self._files:
            own[DEFAULT_TEXT] = POOL_BYTES
        size = known.size if known else own.get(frame.label)
        if size is None or len(frame.text) > size:
            raise Refusal
        self._held[TEXT_FILE, frame.label] = frame

    def _write_string(self, frame: WriteString) -> None:
        known = self._files.get((STRING_FILE, frame.label))
        if known is None:
            raise Refusal
        self._held[STRING_FILE, frame.label] = frame
        if len(frame.text) > known.size:  # too long empties the file, as seen on a real sign
            del self._held[STRING_FILE, frame.label]

    def _write_picture(self, frame: WritePicture) -> None:
        known = self._files.get((PICTURE_FILE, frame.label))
        width = len(frame.rows[0]) if frame.rows else 0
        if known is None or len(frame.rows) > known.size >> 8 or width > known.size & 0xFF:
            raise Refusal
        self._held[PICTURE_FILE, frame.label] = frame


def _weight(file: MemoryFile) -> int:
    """Bytes of the pool that the file takes."""
    if file.kind != PICTURE_FILE:
        return file.size + OVERHEAD_BYTES
    return -(-(file.size >> 8) * (file.size & 0xFF) // DOTS_PER_BYTE) + OVERHEAD_BYTES
