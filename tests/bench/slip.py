"""Bytes of the slip and the time that software adds to printing it."""

from __future__ import annotations

import io
import statistics
import time

from PIL import Image

from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer import codec
from devices.ticket_printer.model import Model
from kiosk.slip import compose
from kiosk.texts import load_slip_texts
from queue_server.contract.messages import HallInfo, Ticket

PAPER_MM = 80
MODEL = Model(paper_mm=PAPER_MM)
BAUD = 115_200
DOTS_PER_MM = 8
PAPER_MM_PER_S = 250.0  # a present-day receipt printer
CUT_S = 0.3


def slip_bytes(ticket: Ticket, hall: HallInfo) -> bytes:
    """What goes to the printer for a Chinese slip, QR code and cut included."""
    slip = compose(ticket, hall, load_slip_texts()["zh"], "zh")
    return codec.encode(slip, MODEL)


def software_s(ticket: Ticket, hall: HallInfo, times: int) -> float:
    """Median seconds from the ticket to the first byte that can go to the printer."""
    taken = []
    texts = load_slip_texts()["zh"]
    for _ in range(times):
        start = time.perf_counter()
        codec.encode(compose(ticket, hall, texts, "zh"), MODEL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def wire_and_paper_s(raw: bytes) -> float:
    """Seconds until the slip is cut: 10 bits a byte on the line, then the paper's own way."""
    printer = PrinterSim(PAPER_MM)
    printer.feed(raw)
    height_dots = Image.open(io.BytesIO(printer.slips[-1].png)).height
    return len(raw) * 10 / BAUD + height_dots / DOTS_PER_MM / PAPER_MM_PER_S + CUT_S
