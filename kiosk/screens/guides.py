"""Which service guide to read: the groups that have any, then the guides of one group."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from config.guides import Guide
from kiosk import events as e
from kiosk import states as s
from kiosk.guide_text import by_group, title
from kiosk.look import grid, page_of, type_of
from kiosk.places import service_name
from kiosk.screens import icon, words  # noqa: F401 # the rules below name their classes
from kiosk.screens.frame import View
from kiosk.screens.more import MoreTile
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

ROOMY_MM = 300  # of a screen's width
MOST_TITLES = 4  # guides named on a group's tile


class GuideTile(Touch):
    name = StringProperty("")
    below = StringProperty("")
    roomy = BooleanProperty(False)


class GuideButton(Touch):
    """The way to the guides, beside the ways to a number; only where there are any."""

    view = ObjectProperty(None, allownone=True, rebind=True)
    offered = BooleanProperty(False)

    def on_view(self, *_args: object) -> None:
        self.offered = bool(by_group(self.view.world.hall, self.view.world.guides))
        self.touch = self._open if self.offered else None
        self.disabled = not self.offered

    def _open(self) -> None:
        self.view.post(e.GuidesTouched())


class GuidesView(View):
    columns = NumericProperty(1)

    def fill(self) -> None:
        state: s.Guides = self.state
        screen, modes = self.world.kiosk.screen, state.visit.modes
        self._roomy = self.world.portrait and screen.width_mm >= ROOMY_MM and not modes.large
        found = by_group(self.world.hall, self.world.guides)
        if state.group is None:
            tiles = [self._group(group, guides) for group, guides in found.items()]
        else:
            tiles = [self._guide(guide, state.group) for guide in found.get(state.group, [])]
        shown, more = page_of(len(tiles), state.page, type_of(modes).tiles)
        self.columns, _ = grid(
            len(shown) + more,
            portrait=self.world.portrait,
            wide_tiles=state.group is not None,
            large=modes.large,
        )
        for at in shown:
            self.ids.tiles.add_widget(tiles[at])
        if more:
            self.ids.tiles.add_widget(MoreTile(self))

    def title(self) -> str:
        groups = {g.group: g.name for g in self.world.hall.groups}
        name = groups.get(self.state.group or "")
        return self.name(name) if name else self.t("guides.title")

    def _group(self, group: str, guides: list[Guide]) -> GuideTile:
        names = {g.group: g.name for g in self.world.hall.groups}
        titles = [title(guide, self.language) for guide in guides]
        few = self._roomy and len(titles) <= MOST_TITLES
        return GuideTile(
            name=self.name(names[group]),
            below="\n".join(titles) if few else self.t("guides.count", count=len(guides)),
            roomy=few,
            touch=partial(self.post, e.GroupTouched(group=group)),
        )

    def _guide(self, guide: Guide, group: str) -> GuideTile:
        return GuideTile(
            name=title(guide, self.language),
            below=service_name(self.world.hall, guide.service, self.language),
            touch=partial(self.post, e.GuideTouched(guide=guide.id, group=group)),
        )
