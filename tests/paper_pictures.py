"""What the kiosk puts on paper, as PNG: slips and guides in every language."""

from __future__ import annotations

from pathlib import Path

from config.guides import load_guides
from config.loader import load
from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.codec import encode
from devices.ticket_printer.model import PAPER_DOTS, Model
from devices.ticket_printer.slip import Slip
from kiosk import examples
from kiosk.examples_guides import GUIDE
from kiosk.guide_slip import compose_guide
from kiosk.hall_facts import from_configuration
from kiosk.slip import compose
from kiosk.slip_pictures import shaped
from kiosk.texts import languages

PAPER_MM = 80


def paper_pictures(out: Path) -> None:
    hall = load(None, {})
    today = examples.NOW.date()
    info = from_configuration(hall, today)
    guide = next(x for x in load_guides(hall, env={}) if x.id == GUIDE)
    ticket, elder = examples.ticket(info), examples.ticket(info, ahead=0, elder=True)
    for code, language in languages().items():
        papers = {
            "slip": compose(ticket, info, language.slip, code),
            "slip-elder": compose(elder, info, language.slip, code, masked_name="王**"),
            "slip-reprint": compose(ticket, info, language.slip, code, reprint=True),
            "guide-paper": compose_guide(guide, info, language.texts, code, today, large=False),
            "guide-paper-large": compose_guide(
                guide, info, language.texts, code, today, large=True
            ),
        }
        for name, slip in papers.items():
            (out / f"{name}-{code}.png").write_bytes(printed(slip))


def printed(slip: Slip) -> bytes:
    """As a printer's simulator has it when it carried out the bytes that a printer would get."""
    printer = PrinterSim(PAPER_MM)
    printer.feed(encode(shaped(slip, PAPER_DOTS[PAPER_MM]), Model()))
    return printer.slips[-1].png
