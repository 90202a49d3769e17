"""Puts the printing of a kiosk's guides together."""

from __future__ import annotations

from devices.ticket_printer.slip import Slip
from kiosk.app import KioskApp
from kiosk.effects import PrintGuide
from kiosk.guide_printing import GuidePrinting
from kiosk.guide_slip import compose_guide
from kiosk.printing import PrintDesk


def guide_printing(desk: PrintDesk, app: KioskApp) -> GuidePrinting:
    def slip(effect: PrintGuide) -> Slip | None:
        world = app.world
        guide = next((x for x in world.guides if x.id == effect.guide), None)
        if guide is None:
            return None
        return compose_guide(
            guide,
            world.hall,
            world.texts[effect.language],
            effect.language,
            world.live.now.date(),
            large=effect.large,
        )

    return GuidePrinting(desk, slip, app.post_soon)
