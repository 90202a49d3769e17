"""An Alpha or BetaBrite sign. Wire: devices/alpha/PROTOCOL.md.

Like the real ones it answers after 20 NULs from the address 00 whatever its own is, shows only
files that its memory was configured for, forgets nothing when it is switched off, and says nothing
about a write: errors are in a register, for those who read it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import msgspec
from msgspec import Meta
from PIL import Image

from devices.alpha.codec import Decoder, encode, parts_of
from devices.alpha.messages import (
    CHECKED,
    ERROR_STATUS,
    ERRORS,
    NO_ERROR,
    RESPONSE,
    ClearErrorStatus,
    ErrorStatus,
    Frame,
    Nested,
    ReadFile,
    ReadSpecial,
    SetDate,
    SetDay,
    SetTime,
)
from devices.alpha.seven_bits import with_parity, without_parity
from devices.framing import Garbage
from devices.sim.alpha_memory import Refusal, SignMemory
from devices.sim.alpha_text import shown_text, text_pixels
from devices.sim.device import Action, Listener, Nothing, State
from devices.sim.lit import lit_count

ANSWER_NULLS = 20
LARGEST_BUFFER = 65536
BITS = {word: bit for bit, word in ERRORS.items()}
# Garbage -> what the sign's register says of it.
DAMAGES = {"checksum": "checksum", "length": "timeout", "header": "timeout"}


class SignFault(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays as it is.

    one_way: the sign has no line back. refuse_checksums: it takes no frame that has a checksum.
    buffer_bytes: a longer frame is lost, 0 for a large buffer.
    """

    one_way: bool | None = None
    refuse_checksums: bool | None = None
    buffer_bytes: Annotated[int, Meta(ge=0, le=LARGEST_BUFFER)] | None = None


class AlphaSim(Listener):
    """`parity` "even": the sign is set to 7E1, on a line that carries eight bits."""

    def __init__(
        self,
        width_px: int,
        height_px: int,
        clock: Callable[[], float],
        *,
        address: str = "01",
        sign_type: str = "^",
        parity: str = "none",
        one_way: bool = False,
    ) -> None:
        self.actions = {
            "fault": Action(SignFault, self._fault),
            "forget": Action(Nothing, lambda _: self._memory.clear()),
        }
        self._size_px = (width_px, height_px)
        self._clock = clock
        self._address = address
        self._sign_type = sign_type
        self._even = parity == "even"
        self._one_way = one_way
        self._refuse_checksums = False
        self._buffer_bytes = 0
        self._decoder = Decoder()
        self._memory = SignMemory()
        self._status = NO_ERROR
        self._wall = {"date": "", "day": 0, "time": ""}
        self._frames = self._damaged = self._refused = 0

    def feed(self, data: bytes) -> bytes:
        if self._even:
            if with_parity(data) != data:
                self._status |= BITS["parity"]
            data = without_parity(data)
        return self._hear(self._decoder.feed_traced(data))

    def lull(self) -> bytes:
        return self._hear(self._decoder.finish_traced())

    def pixels(self) -> Image.Image:
        """The sign's LEDs now."""
        return text_pixels(self._size_px, self._memory.running(), self._memory)

    def state(self) -> State:
        lit = self.pixels()
        text = shown_text(self._memory.running(), self._memory)
        return {
            "width_px": self._size_px[0],
            "height_px": self._size_px[1],
            "address": self._address,
            "parity": "even" if self._even else "none",
            "texts": [text] if text else [],
            "moving": False,
            "look": zlib.crc32(lit.tobytes()),
            "lit": lit_count(lit),
            "files": self._memory.listed(),
            "clock": dict(self._wall),
            "errors": [word for word, bit in BITS.items() if self._status & bit],
            "frames": self._frames,
            "damaged_frames": self._damaged,
            "refused": self._refused,
            "one_way": self._one_way,
            "refuse_checksums": self._refuse_checksums,
            "buffer_bytes": self._buffer_bytes,
        }

    def _fault(self, wish: SignFault) -> None:
        for name, value in msgspec.structs.asdict(wish).items():
            if value is not None:
                setattr(self, f"_{name}", value)

    def _hear(self, traced: list[tuple[Frame | Garbage, bytes]]) -> bytes:
        answer = b"".join(self._answer(event, len(data)) for event, data in traced)
        if self._one_way:
            return b""
        return with_parity(answer) if self._even else answer

    def _answer(self, event: Frame | Garbage, size: int) -> bytes:
        if isinstance(event, Garbage):
            self._damaged += event.reason in DAMAGES
            self._status |= BITS.get(DAMAGES.get(event.reason, ""), 0)
            return b""
        if not self._is_meant(event):
            return b""
        problem = self._problem_of(event, size)
        if problem:
            self._status |= BITS[problem]
            self._refused += 1
            return b""
        self._frames += 1
        return self._obey(event)

    def _is_meant(self, frame: Frame) -> bool:
        pairs = zip(frame.address, self._address, strict=True)
        address = frame.address == "00" or all(asked in (own, "?") for asked, own in pairs)
        return address and frame.sign_type in ("Z", self._sign_type)

    def _problem_of(self, frame: Frame, size: int) -> str:
        if self._buffer_bytes and size > self._buffer_bytes:
            return "buffer_overflow"
        return "checksum" if self._refuse_checksums and frame.ending == CHECKED else ""

    def _obey(self, frame: Frame) -> bytes:
        match frame:
            case ReadSpecial():
                return self._tell(frame)
            case ReadFile():
                return _reply(self._memory.file(frame.kind, frame.label))
            case Nested():
                return b"".join(map(self._obey, parts_of(frame)))
            case ClearErrorStatus():
                self._status = NO_ERROR
            case SetTime() | SetDay() | SetDate():
                self._set_clock(frame)
            case _:
                self._store(frame)
        return b""

    def _store(self, frame: Frame) -> None:
        try:
            self._memory.take(frame)
        except Refusal:
            self._status |= BITS["illegal_command"]
            self._refused += 1

    def _tell(self, question: ReadSpecial) -> bytes:
        if question.function == ERROR_STATUS:
            return _reply(ErrorStatus(status=self._status))
        told = self._memory.tell(question.function)
        return _reply(told) if told else b""

    def _set_clock(self, frame: SetTime | SetDay | SetDate) -> None:
        match frame:
            case SetTime():
                self._wall["time"] = f"{frame.hour:02d}:{frame.minute:02d}"
            case SetDay():
                self._wall["day"] = frame.day
            case SetDate():
                self._wall["date"] = f"{frame.year:02d}-{frame.month:02d}-{frame.day:02d}"


def _reply(message: Frame) -> bytes:
    return encode(
        replace(
            message, sign_type=RESPONSE, address="00", nulls=ANSWER_NULLS, ending=CHECKED, form=1
        )
    )
