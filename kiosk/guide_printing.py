"""A service guide on paper: the printer's answers told to the screen that asked."""

from __future__ import annotations

from collections.abc import Callable

from devices.ticket_printer.slip import Slip
from kiosk import events as e
from kiosk.effects import PrintGuide
from kiosk.printing import PrintDesk


class GuidePrinting:
    """`compose` makes the slip of a guide, None for one that is not there."""

    def __init__(
        self,
        desk: PrintDesk,
        compose: Callable[[PrintGuide], Slip | None],
        post: Callable[[e.Event], None],
    ) -> None:
        self._desk = desk
        self._compose = compose
        self._post = post

    def print(self, effect: PrintGuide) -> None:
        slip = self._compose(effect)
        if slip is None:
            self._post(e.GuidePaper(guide=effect.guide, fate="failed"))
        else:
            self._desk.print_beside(slip, lambda fate: self._told(effect, fate))

    def _told(self, effect: PrintGuide, fate: str) -> None:
        self._post(e.GuidePaper(guide=effect.guide, fate=fate))
