"""A hall board that is an Alpha or BetaBrite sign. See PROTOCOL.md.

The sign has no Chinese font, so what it shows is one SMALL DOTS picture of the whole sign, called
by the one text file that runs; a single row of ASCII goes as text, in the sign's own font.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar

from devices.alpha.codec import Decoder, encode
from devices.alpha.messages import (
    ALWAYS,
    CALL_PICTURE,
    CHECKED,
    COLOUR,
    ERROR_STATUS,
    ERRORS,
    HOLD,
    MEMORY,
    MIDDLE,
    MOST_COLUMNS,
    MOST_ROWS,
    PICTURE_FILE,
    TEXT_FILE,
    THREE_COLOURS,
    ClearErrorStatus,
    ConfigureMemory,
    ErrorStatus,
    Frame,
    MemoryFile,
    ReadSpecial,
    RunSequence,
    SetDate,
    SetDay,
    SetTime,
    WritePicture,
    WriteText,
)
from devices.alpha.seven_bits import SevenBits
from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.exchange import Clock, ask
from devices.led.area import Area
from devices.pixels import draw
from devices.transport import Transport

REPLY_TIMEOUT_S = 1.5
FRAME_PAUSE_S = 0.25  # six writes in a row were lost on a real sign at 0.1 s, none at 0.25 [V1]
SIZE_PAUSE_S = 0.1  # after a picture's width, by the protocol document
CONFIGURE_PAUSE_S = 1.0  # making files takes a moment [G]
CHUNK_BYTES = 512  # half a second at 9600 baud: a port's write time-out is 2 s
CHECK_EVERY_S = 60.0  # an answering sign goes dark for a moment, so it is asked seldom
REFRESH_EVERY_S = 300.0  # what never answers may have been switched off: all is written anew

TEXT_LABEL = "A"
PICTURE_LABEL = "6"  # a letter is a text or a string by custom
TEXT_BYTES = 256
TEXT_COLOURS = {"red": "1", "green": "2", "yellow": "3"}  # 3 is amber; few signs have more
HALF_SPACE = "~"  # what the sign draws for it

Answer = TypeVar("Answer", bound=Frame)


@dataclass(frozen=True)
class _Content:
    """A text, and the picture that it calls, if it does."""

    text: str
    rows: tuple[str, ...] = ()


DARK = _Content("")


class AlphaSign:
    """Methods raise `LinkLost`, `NoAnswer` (only from a sign that answered before) or
    `DeviceRefused`. Not for more than one thread.

    Many signs hear and never speak. `confirmed` tells whether the sign itself said that it took
    what was sent last without an error.
    """

    def __init__(
        self,
        transport: Transport,
        width_px: int,
        height_px: int,
        *,
        address: str = "00",
        sign_type: str = "Z",
        parity: Literal["none", "even"] = "none",
        clock: Clock = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises `ValueError` for a sign larger than a SMALL DOTS picture, 255 by 31."""
        if width_px > MOST_COLUMNS or height_px > MOST_ROWS:
            raise ValueError(f"a picture has at most {MOST_COLUMNS} x {MOST_ROWS} dots")
        self._transport = SevenBits(transport) if parity == "even" else transport
        self._size_px = (width_px, height_px)
        self._sign_type = sign_type
        self._address = address
        self._clock = clock
        self._pause = pause
        self._content = DARK
        self._on = True
        self._configured = False
        self._answers: bool | None = None  # None: never asked
        self._look_at = clock()  # when to look after the sign again
        self._free_at = clock()  # when it takes the next frame
        self.confirmed = False

    def show(self, areas: Sequence[Area]) -> None:
        """Show exactly these areas; returns when they are written, and taken by a sign that
        answers. Raises `DeviceRefused` before anything is sent: see `devices.pixels.draw`."""
        self._content = _text_of(areas) or self._picture_of(areas)
        self._write()

    def clear(self) -> None:
        self._content = DARK
        self._write()

    def set_power(self, on: bool) -> None:
        """Signs have no such command: off is an empty text, on is what was shown last."""
        self._on = on
        self._write()

    def set_brightness(self, level: int) -> None:
        """Which signs can be dimmed, and how, differs: always `DeviceRefused`."""
        raise DeviceRefused("not_supported", "brightness")

    def set_clock(self, wall: datetime) -> None:
        """`wall` in the hall's own time zone. The sign counts seconds from when it hears this."""
        self._send(SetDate(month=wall.month, day=wall.day, year=wall.year % 100))
        self._send(SetDay(day=wall.isoweekday() % 7 + 1))
        self._send(SetTime(hour=wall.hour, minute=wall.minute))

    def ping(self) -> None:
        """Look after the sign, once a minute or less, and do nothing in between.

        A sign that answers is asked for its files: `DeviceRefused("memory_lost")` when they are
        not ours. To one that does not, all is written anew.
        """
        if self._clock() < self._look_at:
            return
        if not self._answers:
            self._configured = False
            self._write()
            return
        self._look_at = self._clock() + CHECK_EVERY_S
        held = self._ask(MEMORY, ConfigureMemory)
        if not {_kept(file) for file in self._files()} <= {_kept(file) for file in held.files}:
            self._configured = False
            raise DeviceRefused("memory_lost", f"{len(held.files)} other files")

    def _write(self) -> None:
        self.confirmed = False
        if not self._configured:
            self._configure()
        content = self._content if self._on else DARK
        if content.rows:
            self._send(WritePicture(label=PICTURE_LABEL, rows=content.rows))
        self._send(WriteText(label=TEXT_LABEL, position=MIDDLE, mode=HOLD, text=content.text))
        self._confirm()

    def _configure(self) -> None:
        self._send(ConfigureMemory(files=self._files()), CONFIGURE_PAUSE_S)
        self._send(RunSequence(labels=TEXT_LABEL))
        self._send(ClearErrorStatus())
        self._configured = True
        if not self._answers:
            self._answers = None
        self._look_at = self._clock() + REFRESH_EVERY_S

    def _confirm(self) -> None:
        if self._answers is False:
            return
        try:
            status = self._ask(ERROR_STATUS, ErrorStatus).status
        except NoAnswer:
            self._configured = self._configured and not self._answers
            if self._answers:
                raise
            self._answers = False
            return
        self._answers = True
        self._look_at = self._clock() + CHECK_EVERY_S
        causes = [cause for bit, cause in ERRORS.items() if status & bit]
        if causes:
            self._configured = False
            raise DeviceRefused(causes[0], ", ".join(causes))
        self.confirmed = True

    def _files(self) -> tuple[MemoryFile, ...]:
        width, height = self._size_px
        return (
            MemoryFile(label=TEXT_LABEL, kind=TEXT_FILE, size=TEXT_BYTES, more=ALWAYS),
            MemoryFile(
                label=PICTURE_LABEL,
                kind=PICTURE_FILE,
                size=height << 8 | width,
                more=THREE_COLOURS,
            ),
        )

    def _picture_of(self, areas: Sequence[Area]) -> _Content:
        picture = draw(areas, *self._size_px)
        rows = tuple("".join(map(str, row)) for row in picture.rows())
        return _Content(CALL_PICTURE + PICTURE_LABEL, rows)

    def _send(self, message: Frame, pause_s: float = FRAME_PAUSE_S) -> None:
        data = self._encode(message)
        size_ends = data.index(b"\x02") + 7 if isinstance(message, WritePicture) else 0
        self._wait_for_turn()
        try:
            if size_ends:
                self._transport.write(data[:size_ends])
                self._pause(SIZE_PAUSE_S)
            for at in range(size_ends, len(data), CHUNK_BYTES):
                self._transport.write(data[at : at + CHUNK_BYTES])
        except LinkLost:
            self._configured = False  # a sign that was unplugged may come back as it was made
            raise
        self._free_at = self._clock() + pause_s

    def _wait_for_turn(self) -> None:
        left = self._free_at - self._clock()
        if left > 0:
            self._pause(left)

    def _encode(self, message: Frame) -> bytes:
        return encode(
            replace(message, sign_type=self._sign_type, address=self._address, ending=CHECKED)
        )

    def _ask(self, function: int, kind: type[Answer]) -> Answer:
        decoder = Decoder()

        def hear(data: bytes) -> Answer | None:
            heard = (event for event in decoder.feed(data) if isinstance(event, kind))
            return next((event for event in heard if event.is_answer), None)

        question = self._encode(ReadSpecial(function=function))

        def once() -> Answer:
            self._wait_for_turn()
            answer = ask(
                self._transport, question, hear, timeout_s=REPLY_TIMEOUT_S, clock=self._clock
            )
            self._free_at = self._clock() + FRAME_PAUSE_S
            return answer

        try:
            try:
                return once()
            except NoAnswer:  # one lost byte does not make a sign one that never answers
                return once()
        except LinkLost:
            self._configured = False
            raise


def _kept(file: MemoryFile) -> tuple[str, int, int]:
    """What a sign does not change: it gives the memory that is left to the first text."""
    return file.label, file.kind, file.size if file.kind == PICTURE_FILE else 0


def _text_of(areas: Sequence[Area]) -> _Content | None:
    """One row of ASCII as text; None for anything else."""
    plain = all(
        area.text.isascii() and area.text.isprintable() and HALF_SPACE not in area.text
        for area in areas
    )
    if not areas or not plain or len({area.y for area in areas}) > 1:
        return None
    in_order = sorted(areas, key=lambda area: area.x)
    parts = (f"{COLOUR}{TEXT_COLOURS[area.colour]}{area.text}" for area in in_order)
    return _Content(" ".join(parts))
