"""Screens that say that something is away, in a world in which it is away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk import states as s

if TYPE_CHECKING:
    from kiosk.screens.frame import World


def troubled(screen: s.Screen, world: World) -> World:
    """`world` as the kiosk knows it while `screen` stands; itself when nothing is wrong."""
    if isinstance(screen, s.ServerAway) or _asked_in_vain(screen):
        return with_live(world, server=False)
    if isinstance(screen, (s.PrinterDownFirst, s.NoPaper)):
        return with_live(world, printer=screen.cause)
    return world


def _asked_in_vain(screen: s.Screen) -> bool:
    return isinstance(screen, s.NoTicketFound) and screen.cause == "away"


def with_live(world: World, **changes: object) -> World:
    """`changes` of what changes while a screen stands, as `kiosk.screens.live.Live` names it."""
    from kiosk.screens.live import Live  # imports Kivy, which reads the environment

    told = {"now": world.live.now, "server": world.live.server, "waiting": world.live.waiting}
    return replace(world, live=Live(**{**told, **changes}))
