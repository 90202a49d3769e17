"""Puts the guides of a kiosk together."""

from __future__ import annotations

import logging

from config.guides import Guide, read_guides
from config.hall import Hall
from devices.ticket_printer.slip import Slip
from kiosk.app import KioskApp
from kiosk.effects import PrintGuide
from kiosk.guide_printing import GuidePrinting
from kiosk.guide_slip import compose_guide
from kiosk.printing import PrintDesk

_log = logging.getLogger(__name__)


def known_guides(hall: Hall) -> tuple[Guide, ...]:
    """Those that are right: a slip of the pen in a guide must not keep a kiosk from giving numbers.
    `hallctl check-config` and `hallctl run` are stricter."""
    guides, mistakes = read_guides(hall)
    for mistake in mistakes:
        _log.error("a service guide is left out: %s", mistake)
    return tuple(guides)


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
