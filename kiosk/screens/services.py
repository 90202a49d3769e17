"""The services of one group: touching one takes a number."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk import states as s
from kiosk.look import grid, is_wide, page_of, type_of
from kiosk.places import window_ranges, zone_name
from kiosk.screens import elder_row, ways_in  # noqa: F401 # the rule below names their classes
from kiosk.screens.frame import View
from kiosk.screens.more import MoreTile
from kiosk.screens.touch import Touch
from kiosk.screens.words import Words
from kiosk.taking import why_not
from queue_server.contract.messages import ServiceInfo, Taking

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

MARKS = {"wrong_hall": "place", "outside_hours": "clock", "quota_used": "ticket"}


class ServiceTile(Touch):
    """The letter that the number will start with, the service, where it is, and how many wait.

    `mark` is said instead of the place: that a window is idle, or, with `shut`, why there is no
    number now.
    """

    prefix = StringProperty("")
    name = StringProperty("")
    even = ObjectProperty(None, allownone=True)  # of the names of all tiles: `Words.even`
    place = StringProperty("")
    people = StringProperty("")
    people_word = StringProperty("")
    mark = StringProperty("")
    mark_icon = StringProperty("")
    shut = BooleanProperty(False)
    wide = BooleanProperty(True)


class ServicesView(View):
    columns = NumericProperty(1)

    def fill(self) -> None:
        state: s.Services = self.state
        services = [x for x in self.world.hall.services if x.group == state.group]
        shown, more = page_of(len(services), state.page, type_of(self.modes).tiles)
        self.columns, _ = grid(
            len(shown) + more,
            portrait=self.world.portrait,
            wide_tiles=True,
            large=self.modes.large,
        )
        self.services = [services[i] for i in shown]
        self.even: list[Words] = []
        self.tiles = [self._tile(service) for service in self.services]
        for tile in self.tiles:
            self.ids.tiles.add_widget(tile)
        if more:
            self.ids.tiles.add_widget(MoreTile(self))
        self.follow(waiting=self._count, services=self._count)
        self._count()

    def stand_again(self, state: s.Screen) -> None:
        super().stand_again(state)
        self._count()

    def title(self) -> str:
        groups = self.world.hall.groups
        return next((self.name(g.name) for g in groups if g.group == self.state.group), "")

    def hint(self) -> str:
        return self.t("services.title")

    def _tile(self, service: ServiceInfo) -> ServiceTile:
        return ServiceTile(
            prefix=service.prefix,
            name=self.name(service.name),
            even=self.even,
            place=self._place(service),
            wide=self.columns == 1,
            touch=partial(self.world.service_touched, service.service),
        )

    def _place(self, service: ServiceInfo) -> str:
        zone = zone_name(self.world.hall, service.zone, self.language)
        near = self.columns > 1 and not is_wide(self.world.kiosk.screen)
        if near or not service.windows:  # no room; the slip tells the windows
            return zone
        return self.t("services.place", zone=zone, windows=window_ranges(service.windows))

    def _count(self, *_args: object) -> None:
        waiting = self.world.live.waiting
        for tile, service in zip(self.tiles, self.services, strict=True):
            known = service.service in waiting
            tile.people = str(waiting[service.service]) if known else ""
            tile.people_word = self.t("services.waiting") if known else ""
            self._mark(tile, self.world.service(service.service) or service)

    def _mark(self, tile: ServiceTile, service: ServiceInfo) -> None:
        now = self.world.taking(service)
        tile.shut = bool(now.code)
        if tile.shut:
            tile.people, tile.people_word = "", ""
            tile.mark, tile.mark_icon = self._why(service, now), MARKS.get(now.code, "cross")
        elif self.world.live.server and service.idle_windows:
            windows = window_ranges(service.idle_windows)
            tile.mark, tile.mark_icon = self.t("taking.idle", windows=windows), "check"
        else:
            tile.mark, tile.mark_icon = "", ""

    def _why(self, service: ServiceInfo, now: Taking) -> str:
        world = self.world
        return why_not(world.hall, service, now, self.sentences, self.language, world.live.now)
