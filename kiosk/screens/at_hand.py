"""Screens that know nobody, made once and shown to every visitor again.

To lay a screen out takes longer than a finger wants to wait, so these are made while nobody stands
at the kiosk. They are of a visit of which nothing was told yet, in its language and its colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk import states as s
from kiosk.screens.frame import View, World
from kiosk.screens.shown import view_of

MOST = 12  # groups' screens, some 3 MB each, beside the first one
NOBODY = s.Visit()


class AtHand:
    def __init__(self, world: World) -> None:
        self._world = world
        self._views: dict[str | None, View] = {}

    def view(self, screen: s.Screen) -> View | None:
        """The kept one, as if made anew for `screen`; None where it is kept for nobody."""
        if not self._is_kept(screen):
            return None
        group = _group(screen)
        if group in self._views:
            self._views[group].stand_again(screen)
        elif group is None or self._has_room():
            self._views[group] = view_of(screen, self._world)
        return self._views.get(group)

    def prepare(self, size: Any) -> bool:
        """Lay out one more screen of `size` that nobody asked for yet; whether there was one."""
        missing = next(self._missing(), None)
        if missing is None or not self._has_room():
            return False
        view = view_of(missing, self._world)
        view.size = size
        view.rest()
        self._views[_group(missing)] = view
        return True

    def part(self, view: View) -> None:
        """`view` is no longer shown."""
        if view in self._views.values():
            view.rest()
        else:
            view.leave()

    def drop(self, shown: View | None) -> bool:
        """Forget them, as the hall or the colours have changed; `shown` is left by whoever shows
        it. Whether there were any."""
        for view in self._views.values():
            if view is not shown:
                view.leave()
        kept, self._views = bool(self._views), {}
        return kept

    def _is_kept(self, screen: s.Screen) -> bool:
        if screen.visit != NOBODY or getattr(screen, "page", 0) > 0:
            return False
        # Outside its hours the hall has another first screen.
        return isinstance(screen, s.Services) or (
            isinstance(screen, s.Home) and self._world.opening().is_open
        )

    def _has_room(self) -> bool:
        """The first screen, to which every visit leads back, always has."""
        return len(self._views.keys() - {None}) < MOST

    def _missing(self) -> Iterator[s.Services]:
        offered = {service.group for service in self._world.hall.services}
        for group in self._world.hall.groups:
            if group.group in offered and group.group not in self._views:
                yield s.Services(visit=NOBODY, group=group.group)


def _group(screen: s.Screen) -> str | None:
    return screen.group if isinstance(screen, s.Services) else None
