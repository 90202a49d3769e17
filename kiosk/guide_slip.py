"""A service guide on paper, to take home. Pure. No queue number stands on it."""

from __future__ import annotations

from datetime import date

from config.guides import Guide
from devices.ticket_printer.slip import Line, Rule, Slip
from kiosk.guide_text import blocks, title
from kiosk.texts import Sentences, in_language
from queue_server.contract.messages import HallInfo

TITLE_SCALE = 2
USUAL_SCALE, LARGE_SCALE = 1, 2  # 3 mm as in a newspaper; 6 mm for those who asked for large type


def compose_guide(
    guide: Guide, hall: HallInfo, texts: Sentences, language: str, today: date, *, large: bool
) -> Slip:
    """`today` stands below: what a guide says changes, and papers lie in drawers for years."""
    scale = LARGE_SCALE if large else USUAL_SCALE
    parts: list[Line | Rule] = [
        _line(in_language(hall.name, language), scale=USUAL_SCALE),
        _line(texts["guide.heading"], scale=USUAL_SCALE),
        _line(title(guide, language), scale=TITLE_SCALE, bold=True),
        Rule(),
    ]
    for block in blocks(guide, texts, language):
        bold = block.kind == "heading"
        parts.append(Line(text=block.text, scale=scale, bold=bold))
    parts += [
        Rule(),
        _line(texts["guide.printed_on"].format(date=today.isoformat()), scale=USUAL_SCALE),
        _line(texts["guide.no_number"], scale=USUAL_SCALE),
    ]
    return Slip(parts=tuple(parts))


def _line(text: str, *, scale: int, bold: bool = False) -> Line:
    return Line(text=text, scale=scale, align="center", bold=bold)
