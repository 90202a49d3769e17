"""How much paper a slip takes. Pure: the codec's own sizes, without its bytes."""

from __future__ import annotations

from devices.ticket_printer import wrap
from devices.ticket_printer.codec import (
    COLUMN_DOTS,
    PITCH_DOTS,
    QUIET_MODULES,
    fitting_size,
    qr_modules,
)
from devices.ticket_printer.model import PAPER_DOTS
from devices.ticket_printer.slip import Line, Part, Picture, Qr, Rule, Slip
from devices.ticket_printer.text import clean

DOTS_PER_MM = 8
TO_THE_CUTTER_MM = 15.0  # from the print head, as far as the feed before a cut goes


def slip_mm(slip: Slip, paper_mm: int) -> float:
    """Millimetres of a roll from one cut to the next; `paper_mm` is 58 or 80."""
    width = PAPER_DOTS[paper_mm]
    return sum(_dots(part, width) for part in slip.parts) / DOTS_PER_MM + TO_THE_CUTTER_MM


def _dots(part: Part, width: int) -> int:
    match part:
        case Line():
            text = clean(part.text)
            across, tall = fitting_size(text, part.scale, width)
            return len(wrap.break_line(text, width // (COLUMN_DOTS * across))) * PITCH_DOTS * tall
        case Rule():
            return PITCH_DOTS
        case Qr():
            return _qr_dots(part, width)
        case Picture():
            return part.height_dots


def _qr_dots(code: Qr, width: int) -> int:
    if not (text := clean(code.text)):
        return 0
    modules = qr_modules(text) + 2 * QUIET_MODULES
    return modules * min(code.module_dots, width // modules)
