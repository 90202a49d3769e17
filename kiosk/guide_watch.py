"""Guides that people change while the kiosk runs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from config.guides import Guide, GuideFolder
from kiosk.lane import Lane
from kiosk.news import GuidesNews, News

LOOK_EVERY_S = 5.0

_log = logging.getLogger(__name__)


class GuideWatch:
    """Tells the screens of guides that people changed: nobody has to start the kiosk again for a
    fee that rose. In a lane of its own, as the folder may be another machine's.

    Only what is right: a slip of the pen in a guide must not keep a kiosk from giving numbers.
    `hallctl check-config` and `hallctl run` are stricter.
    """

    def __init__(self, folder: GuideFolder, tell: Callable[[News], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._known: tuple[Guide, ...] = ()
        self.lane = Lane("guides", self._look)

    def read(self) -> tuple[Guide, ...]:
        """Now; before the lane starts."""
        self._known, mistakes = self._folder.look()
        for mistake in mistakes:
            _log.error("a service guide is not as it is written: %s", mistake)
        return self._known

    def _look(self) -> float:
        before = self._known
        if self.read() is not before:
            _log.info("the service guides have changed: there are %d now", len(self._known))
            self._tell(GuidesNews(self._known))
        return LOOK_EVERY_S
