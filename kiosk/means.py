"""By what a visitor can be known at one kiosk, as it is fitted. Pure."""

from __future__ import annotations

from config.machines import Kiosk

CARD, APPOINTMENT, PHONE = "card", "appointment", "phone"


def ways_in(kiosk: Kiosk) -> tuple[str, ...]:
    """Beside the services; the card only where it can be read."""
    return (CARD, APPOINTMENT, PHONE) if kiosk.id_reader is not None else (APPOINTMENT, PHONE)


def reads_codes(kiosk: Kiosk) -> bool:
    return kiosk.scanner is not None or (kiosk.camera is not None and kiosk.camera.codes)
