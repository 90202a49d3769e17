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
class Slip:
    """Printed from top to bottom, then cut."""

    parts: tuple[Line | Rule | Qr, ...]
