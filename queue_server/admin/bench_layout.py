"""Which virtual devices a hall needs: every port that lies in HALL_RUN or on loopback.

Ports elsewhere (`/dev/hall/…`, `socket://10.…`) are real hardware and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from config.hall import Hall
from config.machines import AlphaSign, Board, Desk, Kiosk, PixelChain, Printer, Scanner, StripBus
from devices.hall_profiles import desk_profiles, strip_profile
from devices.pixel_wall.codec import PORT as E131_PORT
from queue_server.admin.places import LOOPBACK, Places

Device = dict[str, Any]

PRINTER_TELLS = {
    "real-time": "all",
    "process-id": "all",
    "in-order": "in-order",
    "none": "nothing",
}


def where(port: str, run: Path) -> Device | None:
    """How the bench offers `port`: behind a link, on a TCP or UDP port, or (None) not at all."""
    if port.startswith(("socket://", "http://")):
        address = urlsplit(port)
        return {"tcp_port": address.port} if address.hostname == LOOPBACK else None
    if port.startswith("e131://"):
        address = urlsplit(port)
        udp_port = address.port or E131_PORT
        return {"udp_port": udp_port} if address.hostname == LOOPBACK else None
    return {"link": port} if Path(port).is_relative_to(run) else None


def kiosk_devices(kiosk: Kiosk) -> Iterator[tuple[str, Device]]:
    if kiosk.printer:
        yield (
            kiosk.printer.port,
            {
                "kind": "ticket-printer",
                "name": f"printer-{kiosk.id}",
                "baud": kiosk.printer.baud,
                "paper_mm": kiosk.printer.paper_mm,
                "habits": _printer_habits(kiosk.printer),
            },
        )
    if kiosk.id_reader:
        yield (
            kiosk.id_reader.port,
            {"kind": "id-card", "name": f"id-card-{kiosk.id}", "baud": kiosk.id_reader.baud},
        )

    if kiosk.scanner:
        yield kiosk.scanner.port, _scanner(kiosk.id, kiosk.scanner)
    if kiosk.camera:
        yield kiosk.camera.source, {"kind": "camera", "name": f"camera-{kiosk.id}"}


def _scanner(kiosk: str, scanner: Scanner) -> Device:
    return {
        "kind": "scanner",
        "name": f"scanner-{kiosk}",
        "baud": scanner.baud,
        "interface": "keyboard" if scanner.family == "keyboard" else "serial",
        "mode": "command" if scanner.trigger else "auto",
    }


def _printer_habits(printer: Printer) -> Device:
    """The virtual printer is of the kind that the hall says it has."""
    return {
        "tells": PRINTER_TELLS[printer.answers],
        "font": printer.font,
        "has_cutter": printer.cutter != "none",
    }


def board_devices(board: Board) -> Iterator[tuple[str, Device]]:
    size = {"width_px": board.width_px, "height_px": board.height_px}
    yield board.port, {"name": f"board-{board.id}"} | size | BOARDS[board.model](board)


def _font_card(board: Board) -> Device:
    """Of the type that the hall's board has to be: one with a voice, where it is to speak."""
    card = FONT_CARDS[board.model, board.voice is not None]
    return {"kind": "led-onbon", "baud": board.line_baud, "model": board.model, "card": card}


FONT_CARDS = {
    ("bx-5k", False): "5K1",
    ("bx-5k", True): "5K1Q-YY",
    ("bx-6k", False): "6K1",
    ("bx-6k", True): "6K1-YY",
}


def _alpha_sign(board: Board) -> Device:
    """The virtual sign is set as the hall says its sign is."""
    sign = board.sign or AlphaSign()
    address = {} if sign.address == "00" else {"address": sign.address}
    kind = {} if sign.sign_type == "Z" else {"sign_type": sign.sign_type}
    return {"kind": "alpha", "baud": board.line_baud, "parity": sign.parity} | address | kind


def _pixel_wall(board: Board) -> Device:
    chain = msgspec.to_builtins(board.pixels or PixelChain())
    chain.pop("gamma")  # the virtual wall's lamps are what they are
    return {"kind": "e131", "chain": chain}


BOARDS = {"bx-5k": _font_card, "bx-6k": _font_card, "alpha": _alpha_sign, "e131": _pixel_wall}


def strip_devices(bus: StripBus) -> Iterator[tuple[str, Device]]:
    strips = [msgspec.to_builtins(strip) for strip in bus.strips]
    yield (
        bus.port,
        {
            "kind": "strip-bus",
            "name": f"strips-{bus.id}",
            "baud": bus.baud or strip_profile(bus).wire.baud,
            "strips": strips,
            "profile": bus.profile,
        },
    )


def desk_devices(desk: Desk) -> Iterator[tuple[str, Device]]:
    yield (
        desk.port,
        {
            "kind": "desk-bus",
            "name": f"desk-{desk.id}",
            "baud": desk.baud or desk_profiles(desk)[0].wire.baud,
            "pads": [msgspec.to_builtins(pad) for pad in desk.pads],
            "profile": desk.profile,
            "evaluator_profile": desk.evaluator_profile,
            "grades": desk.grades,
        },
    )


def all_devices(hall: Hall) -> Iterator[tuple[str, Device]]:
    for kiosk in hall.kiosks:
        yield from kiosk_devices(kiosk)
    for board in hall.boards:
        yield from board_devices(board)
    for bus in hall.strip_buses:
        yield from strip_devices(bus)
    for desk in hall.desks:
        yield from desk_devices(desk)


def bench_file(hall: Hall, places: Places) -> bytes:
    """The JSON that `python -m devices.sim --bench FILE` reads."""
    devices = []
    for port, device in all_devices(hall):
        place = where(port, places.run)
        if place:
            devices.append(device | place)
    url = f"http://{hall.server.host}:{hall.server.port}"
    bench = {
        "devices": devices,
        "time_zone": hall.hall.time_zone,
        "kiosks": [{"id": k.id, "eye": str(places.eye(k.id))} for k in hall.kiosks],
        "links": [
            {"label": "窗口叫号台 · Clerk's page", "url": f"{url}/clerk"},
            {"label": "统计报表 · Figures", "url": f"{url}/reports"},
            {"label": "接口说明 · API", "url": f"{url}/openapi.json"},
        ],
    }
    return msgspec.json.format(msgspec.json.encode(bench))
