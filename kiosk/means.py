"""By what a visitor can be known at one kiosk, as it is fitted. Pure."""

from __future__ import annotations

from config.machines import Kiosk

CARD, APPOINTMENT, PHONE = "card", "appointment", "phone"


def ways_in(kiosk: Kiosk) -> tuple[str, ...]:
    """Those of the hall, beside the services; the card only where it can be read."""
    return tuple(way for way in kiosk.ways if way != CARD or kiosk.id_reader is not None)


def is_explained(kiosk: Kiosk, way: str) -> bool:
    """Whether what is said of a way holds here: nobody is to scan where nothing reads codes."""
    return way != APPOINTMENT or reads_codes(kiosk)


def reads_codes(kiosk: Kiosk) -> bool:
    return kiosk.scanner is not None or (kiosk.camera is not None and kiosk.camera.codes)
