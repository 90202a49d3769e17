"""The first screen: groups of services, and the way with an identity card beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import mm
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk import events as e
from kiosk import states as s
from kiosk.look import grid, page_of, type_of
from kiosk.screens import elder_row, ways_in  # noqa: F401 # the rule below names their classes
from kiosk.screens.frame import View
from kiosk.screens.guides import GuideButton  # noqa: F401
from kiosk.screens.more import MoreTile
from kiosk.screens.touch import Touch
from kiosk.screens.words import Words
from queue_server.contract.messages import GroupInfo

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


MOST_CONTENTS = 4  # services named on a group's tile
# Of a tile's height in millimetres: what its contents leave to others, their share of the rest,
# their first line and each further one.
BESIDE_MM, SHARE, FIRST_MM, LINE_MM = 29.0, 2 / 3.55, 9.7, 11.15


# A hundred Chinese characters in the least type; by whether the screen is upright, the type large.
MESSAGE_MM = {
    (True, False): 31.0,
    (True, True): 60.0,
    (False, False): 21.0,
    (False, True): 27.0,
}


class GroupTile(Touch):
    """A group's name, its services in small, and how many wait for them."""

    name = StringProperty("")
    even = ObjectProperty(None, allownone=True)  # of the names of all tiles: `Words.even`
    services = ListProperty([])  # their names, as many as may stand on it
    waiting = StringProperty("")
    busy = BooleanProperty(False)
    shut = BooleanProperty(False)
    upright = BooleanProperty(True)
    roomy = BooleanProperty(True)

    def contents(self, height: float) -> str:
        """The names that a tile has room for."""
        room_mm = (height / mm(1) - BESIDE_MM) * SHARE - FIRST_MM
        return "\n".join(self.services[: max(int(room_mm // LINE_MM) + 1, 0)])


class HomeView(View):
    columns = NumericProperty(2)

    def fill(self) -> None:
        state: s.Home = self.state
        self.back_icon, self.back_text = "restart", self.t("bar.restart")
        self.back_shown = state.visit != s.Visit() or state.page > 0
        groups = [g for g in self.world.hall.groups if self._services(g)]
        shown, more = page_of(len(groups), state.page, type_of(self.modes).tiles)
        self.columns, _ = grid(
            len(shown) + more, portrait=self.world.portrait, large=self.modes.large
        )
        self.groups = [groups[i] for i in shown]
        self.even: list[Words] = []
        self.tiles = [self._tile(group) for group in self.groups]
        for tile in self.tiles:
            self.ids.tiles.add_widget(tile)
        if more:
            self.ids.tiles.add_widget(MoreTile(self))
        self.follow(waiting=self._count, services=self._count)
        self._count()

    def stand_again(self, state: s.Screen) -> None:
        super().stand_again(state)
        self._count()

    def greeting(self) -> str:
        person = self.state.visit.person
        return self.t("home.greeting", name=person.masked_name) if person else self.t("home.title")

    def message(self) -> str:
        """A line of the hall's people for whoever stands here."""
        return self.name(dict(self.world.live.message))

    def message_mm(self) -> float:
        """How high a long one stands, in millimetres."""
        return MESSAGE_MM[self.world.portrait, self.modes.large]

    def _services(self, group: GroupInfo) -> list[str]:
        return [x.service for x in self.world.hall.services if x.group == group.group]

    def _tile(self, group: GroupInfo) -> GroupTile:
        names = [self.name(x.name) for x in self.world.hall.services if x.group == group.group]
        few = self.modes.large or self.modes.spoken or not self.world.portrait
        return GroupTile(
            name=self.name(group.name),
            even=self.even,
            upright=self.world.portrait,
            services=[] if few else names[:MOST_CONTENTS],
            touch=partial(self.post, e.GroupTouched(group=group.group)),
        )

    def _count(self, *_args: object) -> None:
        waiting = self.world.live.waiting
        for tile, group in zip(self.tiles, self.groups, strict=True):
            services = [x for x in self._services(group) if x in waiting]
            people = sum(waiting[x] for x in services)
            tile.shut = self._takes_none(group)
            tile.busy = people > 0 and not tile.shut
            tile.waiting = self._queue(people) if services and not tile.shut else ""
            if tile.shut:
                tile.waiting = self.t("home.none_now")

    def _takes_none(self, group: GroupInfo) -> bool:
        """None of its services gives numbers now."""
        services = [x for x in self.world.hall.services if x.group == group.group]
        return all(self.world.taking(x).code for x in services)

    def _queue(self, people: int) -> str:
        return self.t("home.waiting", count=people) if people else self.t("home.nobody")
