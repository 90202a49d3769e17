"""Texts as they came out in their boxes, kept: most of what a screen says it said before.

What a visitor brought (a name, a number) is kept while the visit lasts. Past it only such texts
stay as are `common`: what stands in the hall's file and in the kiosk's languages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kivy.graphics.texture import Texture

from kiosk.texts import Sentences
from queue_server.contract.messages import HallInfo

MOST_KEPT = 512  # texts; some 20 MB when the screen is large


class Box(NamedTuple):
    """All that a text's picture depends on; sizes in pixels, of fonts in millimetres."""

    text: str
    wished_mm: float
    least_mm: float
    width: float
    height: float
    line_height: float
    alignment: str


class Fitted(NamedTuple):
    """`wish`: the width of the text on one line at the wished size."""

    texture: Texture | None
    size: tuple[int, int]
    font_px: float
    fits: bool
    wish: float


class Shelf:
    def __init__(self, most: int = MOST_KEPT) -> None:
        self.common: frozenset[str] = frozenset()
        self._most = most
        self._kept: OrderedDict[Box, Fitted] = OrderedDict()

    def fitted(self, box: Box, fit: Callable[[Box], Fitted]) -> Fitted:
        found = self._kept.get(box)
        if found is None:
            found = self._kept[box] = fit(box)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(box)
        return found

    def texts(self) -> set[str]:
        return {box.text for box in self._kept}

    def forget(self) -> None:
        """After a visit: all that another visitor would not have read as well."""
        for box in [box for box in self._kept if box.text not in self.common]:
            del self._kept[box]


def common_texts(texts: Mapping[str, Sentences], hall: HallInfo) -> frozenset[str]:
    """What nobody has to forget: sentences without a gap, and the hall's own names."""
    said = {x for sentences in texts.values() for x in sentences.values() if "{" not in x}
    return frozenset(said | set(_names(hall)))


def _names(hall: HallInfo) -> Iterator[str]:
    named: Iterable[Any] = (*hall.groups, *hall.services, *hall.zones)
    for name in (hall.name, *(x.name for x in named)):
        yield from name.values()
    yield from (x.prefix for x in hall.services)


SHELF = Shelf()  # one per process, as there is one screen
