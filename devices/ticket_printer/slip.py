"""What a slip says, before any printer: lines, sizes, a QR code. No ESC/POS here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """`scale` multiplies the font (24 dots high for Chinese) in both directions, 1 to 8."""

    text: str
    scale: int = 1
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, kw_only=True)
class Qr:
    """`module_dots` is the edge of one square in printer dots (8 dots = 1 mm)."""

    text: str
    module_dots: int = 5


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Dots as they are, for scripts that no printer has. A row begins on a byte; 1 is black, the
    highest bit is leftmost. Left on the paper, white around it included. ValueError for bytes that
    are no whole rows."""

    width_dots: int
    rows: bytes

    def __post_init__(self) -> None:
        if self.width_dots < 1 or len(self.rows) % self.row_bytes:
            raise ValueError(f"{len(self.rows)} bytes are no rows of {self.width_dots} dots")

    @property
    def row_bytes(self) -> int:
        return (self.width_dots + 7) // 8

    @property
    def height_dots(self) -> int:
        return len(self.rows) // self.row_bytes


Part = Line | Rule | Qr | Picture


@dataclass(frozen=True, kw_only=True)
class Slip:
    """Printed from top to bottom, then cut."""

    parts: tuple[Part, ...]
