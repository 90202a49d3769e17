"""What a model of printer has, as far as a slip and its fate depend on it. From hall.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Which characters are in its memory: all two-byte ones and Extension A; the two-byte ones; the
# 6763 common ones; only ASCII. All else is sent as pictures.
Font = Literal["gb18030", "gbk", "gb2312", "none"]
# "partial" leaves a bridge of paper; without a cutter the slip is fed to the tear bar.
Cutter = Literal["full", "partial", "none"]
# real-time: DLE EOT, and GS r in order. process-id: DLE EOT, and GS ( H in order, which no noise
# can imitate. in-order: GS r alone. none: it never says anything.
Answers = Literal["real-time", "process-id", "in-order", "none"]

PAPER_DOTS = {58: 384, 80: 576}  # printable width at 203 dpi (8 dots a millimetre), by paper_mm


@dataclass(frozen=True, kw_only=True)
class Model:
    """`paper_mm` is 58 or 80; anything else raises ValueError."""

    paper_mm: int = 80
    font: Font = "gbk"
    cutter: Cutter = "partial"
    buzzer: bool = False  # beeps when the slip is out
    answers: Answers = "real-time"

    def __post_init__(self) -> None:
        if self.paper_mm not in PAPER_DOTS:
            raise ValueError(f"no such paper: {self.paper_mm} mm")

    @property
    def width_dots(self) -> int:
        return PAPER_DOTS[self.paper_mm]
