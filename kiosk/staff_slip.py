"""What staff print to see how a printer is: every size, samples, a ruler, a QR code. Pure."""

from __future__ import annotations

from datetime import datetime

from devices.ticket_printer.slip import Line, Qr, Rule, Slip
from kiosk.texts import Sentences

SIZES = (1, 2, 3, 4, 7)  # of the fonts that visitors' slips use, and those between
SAMPLES = (
    "政务服务 取号 0123456789",
    "Government services AaBbGg",
    "，。：“”（）《》%",
)
RULER = "1234567890" * 5  # as wide as the paper and wider: what is missing at its end is cut off
QR_SAYS = "hallqueue test 0123456789"
QR_MODULE_DOTS = 5


def specimen(texts: Sentences, kiosk: str, now: datetime) -> Slip:
    """`texts` are a language's screens' texts; `now` is the hall's time."""
    parts: list[Line | Rule | Qr] = [
        Line(text=texts["staff.slip.title"], scale=2, align="center", bold=True),
        Line(text=_where(kiosk, now), scale=1, align="center"),
        Rule(),
        *(Line(text=f"{scale}号 A{scale}", scale=scale, align="left") for scale in SIZES),
        Rule(),
        *(Line(text=sample, scale=1, align="left") for sample in SAMPLES),
        *(Line(text=sample, scale=1, align="left", bold=True) for sample in SAMPLES[:1]),
        Rule(),
        Line(text=RULER, scale=1, align="left"),
        Qr(text=QR_SAYS, module_dots=QR_MODULE_DOTS),
        Line(text=texts["staff.slip.end"], scale=2, align="center", bold=True),
    ]
    return Slip(parts=tuple(parts))


def paper_line(texts: Sentences, kiosk: str, now: datetime) -> Slip:
    """Shows that a new roll lies the right way round: thermal paper is white on its other side."""
    return Slip(
        parts=(
            Line(text=texts["staff.slip.paper"], scale=2, align="center", bold=True),
            Line(text=_where(kiosk, now), scale=1, align="center"),
        )
    )


def _where(kiosk: str, now: datetime) -> str:
    return f"{kiosk} {now:%Y-%m-%d %H:%M:%S}"
