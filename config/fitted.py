"""PURE: which devices each program of a hall drives, by the names that they have in its health.

A kiosk's outbox is no device that anybody fits, and yet tells how it is as they do.
"""

from __future__ import annotations

from config.hall import Hall
from config.machines import Kiosk

SERVER, DISPLAY = "server", "display"
PADS = "pads"  # the keypads and evaluators of one desk unit: one line, one device
OUTBOX = "outbox"  # what a kiosk did without the server, and the numbers it has for that
# The settings of a kiosk that are a device of the same name.
KIOSK_MACHINES = ("printer", "id_reader", "scanner", "camera", "speech")


def fitted(hall: Hall) -> dict[str, tuple[str, ...]]:
    """Program → its devices, in the order of the hall's file. A strip is `bus/window`."""
    boards = [board.id for board in hall.boards]
    strips = [f"{bus.id}/{strip.window}" for bus in hall.strip_buses for strip in bus.strips]
    return {
        SERVER: (),
        DISPLAY: (*boards, *strips),
        **{f"desk-{desk.id}": (PADS,) for desk in hall.desks},
        **{f"kiosk-{kiosk.id}": machines(kiosk) for kiosk in hall.kiosks},
    }


def telling(hall: Hall) -> dict[str, tuple[str, ...]]:
    """Program → whatever tells how it is in its health: its devices, and a kiosk's outbox last."""
    kiosks = {f"kiosk-{kiosk.id}" for kiosk in hall.kiosks}
    return {
        program: (*devices, OUTBOX) if program in kiosks else devices
        for program, devices in fitted(hall).items()
    }


def machines(kiosk: Kiosk) -> tuple[str, ...]:
    """Those that are fitted at this kiosk."""
    return tuple(name for name in KIOSK_MACHINES if getattr(kiosk, name, None) is not None)
