"""What a person or bad luck does to the simulated printer, and how it came from its maker."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

ROLL_MM = 80_000.0
LARGEST_BUFFER_BYTES = 1 << 18

PaperState = Literal["ok", "near_end", "out"]
ErrorState = Literal["none", "mechanical", "overheated", "broken"]
# What it tells of itself: everything; only what is asked in real time; only what is asked in
# order; nothing; nonsense; all, but not before the next line feed reaches it.
Telling = Literal["all", "real-time", "in-order", "nothing", "nonsense", "after-lf"]
Font = Literal["gb18030", "gbk", "gb2312", "none"]


class PrinterHabits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it left its maker: what it says, which characters it has, how much it can hold.

    `xon_xoff`: it says when its buffer is nearly full; without it, what does not fit is lost.
    `babbles`: garbage on the line when it is switched on.
    """

    tells: Telling = "all"
    font: Font = "gbk"
    has_cutter: bool = True
    buffer_bytes: Annotated[int, Meta(ge=16, le=LARGEST_BUFFER_BYTES)] = LARGEST_BUFFER_BYTES
    xon_xoff: bool = False
    babbles: bool = False


class PrinterFault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is absent stays as it is.

    `paper`: `ok` loads a new roll, `near_end` leaves 2 m on it, `out` nothing. `paper_left_mm` lets
    it end in the middle of a slip. `cutter` `jammed` lets the next cut fail. `power` `cycle` is a
    short cut of the mains: what was received and not yet printed is lost. `after_bytes` puts all of
    it off until so many more bytes have come. The rest are habits.
    """

    paper: PaperState | None = None
    paper_left_mm: Annotated[float, Meta(ge=0, le=ROLL_MM)] | None = None
    cover: Literal["open", "closed"] | None = None
    cutter: Literal["ok", "jammed"] | None = None
    error: ErrorState | None = None
    drawer_pin: Literal["low", "high"] | None = None
    power: Literal["on", "off", "cycle"] | None = None
    after_bytes: Annotated[int, Meta(ge=0)] | None = None
    tells: Telling | None = None
    font: Font | None = None
    has_cutter: bool | None = None
    buffer_bytes: Annotated[int, Meta(ge=16, le=LARGEST_BUFFER_BYTES)] | None = None
    xon_xoff: bool | None = None
    babbles: bool | None = None


HABITS = PrinterHabits.__struct_fields__
