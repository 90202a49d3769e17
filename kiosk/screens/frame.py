"""What every screen has in the same place: header, bottom bar and status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from config.guides import Guide
from config.hall import Hours
from config.machines import Kiosk
from kiosk import events as e
from kiosk import states as s
from kiosk.look import is_wide
from kiosk.opening import Opening, opening
from kiosk.reach import bands
from kiosk.screens import icon, paint, words  # noqa: F401 # the rules below name their classes
from kiosk.screens.live import Live
from kiosk.screens.mirror import mirror
from kiosk.screens.paint import PAINT
from kiosk.screens.touch import Touch, pressable_at
from kiosk.taking import TRIED, shut, taking
from kiosk.texts import Sentences, in_language, languages, next_language
from kiosk.two_touches import Means, TwoTouches
from kiosk.voice import SILENT, Voice
from kiosk.workdays import ANY_DAY, Calendar
from queue_server.contract.messages import HallInfo, ServiceInfo, Taking

TOGGLED = 2  # languages between which a button changes without a list
SIGN_MM = 80.0  # a header of this height has room for large letters
CALM_S = 0.4  # in which a new screen takes no touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


@dataclass
class World:
    """All that a screen may look at besides its own state; `post` takes what was touched."""

    hall: HallInfo
    kiosk: Kiosk
    elder_age: int
    texts: dict[str, Sentences]
    live: Live
    post: Callable[[e.Event], None]
    service_touched: Callable[[str], None]
    emblem: str = ""
    guides: Sequence[Guide] = ()
    hours: Hours = field(default_factory=Hours)
    calendar: Calendar = ANY_DAY
    planned: Callable[[str, datetime], Taking] = lambda service, now: TRIED
    phone_given: Callable[[str], None] = lambda digits: None
    voice: Voice = SILENT

    def service(self, service_id: str) -> ServiceInfo | None:
        return next((x for x in self.hall.services if x.service == service_id), None)

    def opening(self) -> Opening:
        """Whether the hall gives numbers now."""
        live = self.live
        return opening(self.hall, self.hours, live.now, self.calendar, server=live.server)

    def taking(self, service: ServiceInfo) -> Taking:
        live = self.live
        planned = TRIED if live.server else self.planned(service.service, live.now)
        return taking(service, self.kiosk.zones, server=live.server, planned=planned)

    def shut(self, service_id: str) -> e.ClosedServiceTouched | None:
        """What a touch on a service that cannot be taken now says; None when it can."""
        service = self.service(service_id)
        return None if service is None else shut(service, self.taking(service))

    @property
    def portrait(self) -> bool:
        return self.kiosk.screen.height_mm >= self.kiosk.screen.width_mm


class View(BoxLayout):
    """A screen's widgets, made anew for every visit to it and thrown away whole."""

    state = ObjectProperty(None)
    world = ObjectProperty(None)
    live = ObjectProperty(None, rebind=True)
    back_text = StringProperty("")
    back_icon = StringProperty("back")
    back_shown = BooleanProperty(True)
    help_shown = BooleanProperty(True)
    language_shown = BooleanProperty(True)
    ease_offered = BooleanProperty(True)  # where anything can be pressed, but not on itself
    bands = ObjectProperty(None)

    def __init__(self, state: s.Screen, world: World, **properties: Any) -> None:
        PAINT.suit(state.visit.modes, wide=is_wide(world.kiosk.screen))
        self.left = False  # it only stands until the next one does
        self._followed: list[dict[str, Callable[..., None]]] = []
        self.language: str = state.visit.language
        self.modes: s.Modes = state.visit.modes
        self.sentences: Sentences = world.texts[self.language]
        self.spoken = state.visit.modes.spoken and world.voice.speaks(self.language)
        self._two_touches = TwoTouches()
        self._told: Touch | None = None
        self.bands = bands(world.kiosk.screen, replace(state.visit.modes, spoken=self.spoken))
        super().__init__(state=state, world=world, live=world.live, **properties)
        self.shown_at = Clock.get_time()
        self.back_text = self.back_text or self.t("bar.back")
        self.fill()
        if languages()[self.language].rtl:
            mirror(self)

    @property
    def stood_s(self) -> float:
        """How long it has been on the screen."""
        return float(Clock.get_time() - self.shown_at)

    def takes_touches(self) -> bool:
        """The second half of a double tap belongs to the screen before this one."""
        return not self.left and self.stood_s >= CALM_S

    def on_touch_down(self, touch: Any) -> bool:
        if not self.takes_touches():
            return True
        self.world.voice.acknowledge()
        return self.touched(touch)

    def touched(self, touch: Any) -> bool:
        """By a finger that means this screen."""
        if self.spoken and not self._chooses(touch):
            return True
        return bool(super().on_touch_down(touch))

    def _chooses(self, touch: Any) -> bool:
        """By ear: only the second touch on the same thing presses it."""
        pressed = pressable_at(self, touch.x, touch.y)
        if pressed is None or pressed.at_once:
            return pressed is not None
        means = self._two_touches.touch(pressed, Clock.get_time())
        return means is Means.CHOOSE or (means is Means.SAY and not self._tell(pressed))

    def _tell(self, pressed: Touch) -> bool:
        """Whether it was said."""
        if self._told is not None:
            self._told.told = False
        self._told, pressed.told = pressed, True
        return bool(self.world.voice.name(self.state, pressed.words()))

    def repeat(self) -> None:
        self.world.voice.repeat(self.state)

    def hush(self) -> None:
        self.world.voice.hush()

    def louder(self) -> None:
        self.post(e.LouderTouched())

    def fill(self) -> None:
        """For screens whose widgets depend on the hall: put them in place."""

    def follow(self, **told: Callable[..., None]) -> None:
        """Hear what changes in `live` as long as this screen stands."""
        self.world.live.bind(**told)
        self._followed.append(told)

    def stand_again(self, state: s.Screen) -> None:
        """After other screens, as if made anew for `state`."""
        modes = state.visit.modes
        PAINT.suit(modes, wide=is_wide(self.world.kiosk.screen))
        self.state, self.left, self.shown_at = state, False, Clock.get_time()
        for told in self._followed:
            self.world.live.bind(**told)

    def rest(self) -> None:
        """Out of sight until it stands again: what changes meanwhile is not heard."""
        for told in self._followed:
            self.world.live.unbind(**told)

    def leave(self) -> None:
        """The screen is gone: `live`, which stays, must not gather what every screen heard."""
        while self._followed:
            self.world.live.unbind(**self._followed.pop())

    def follows(self, _screen: s.Screen) -> bool:
        """Whether this view goes on with the new state rather than be made anew."""
        return False

    def t(self, key: str, **values: object) -> str:
        return self.sentences[key].format(**values)

    def name(self, name: dict[str, str]) -> str:
        return in_language(name, self.language)

    def post(self, event: e.Event) -> None:
        self.world.post(event)

    def back(self) -> None:
        self.post(e.BackTouched())

    def help(self) -> None:
        self.post(e.HelpTouched())

    def ease(self) -> None:
        self.post(e.EaseTouched())

    def switch(self, mode: str) -> None:
        self.post(e.ModeTouched(mode=mode))

    def change_language(self) -> None:
        if len(self.world.texts) > TOGGLED:
            self.post(e.LanguagesTouched())
        else:
            self.post(e.LanguageTouched(language=next_language(self.language, self._offered())))

    def other_language(self) -> str:
        """What the language button says: the other language, or that there is a list of them."""
        if len(self.world.texts) > TOGGLED:
            return self.t("bar.languages")
        return languages()[next_language(self.language, self._offered())].name

    def _offered(self) -> list[str]:
        return list(self.world.texts)

    def date(self, now: Any) -> str:
        weekday = self.t("weekdays").split()[now.weekday()]
        month = self.t("months").split()[now.month - 1]
        return self.t("date", month=month, day=now.day, weekday=weekday)


class Header(BoxLayout):
    view = ObjectProperty(None, rebind=True)
    tall = BooleanProperty(False)  # it only fills what is out of reach: then as a sign

    def on_view(self, *_args: object) -> None:
        self.tall = self.view.bands.header > SIGN_MM


class VoiceRow(BoxLayout):
    """Hear it again, hear nothing, hear it louder: while the voice guides."""

    view = ObjectProperty(None, rebind=True)


class Bar(BoxLayout):
    view = ObjectProperty(None, rebind=True)


class BarButton(Touch):
    """An icon and a word below it, or beside it on a lying screen. `shown` keeps its place."""

    view = ObjectProperty(None, rebind=True)
    text = StringProperty("")
    icon = StringProperty("")
    shown = BooleanProperty(True)
    flat = BooleanProperty(False)  # the icon is beside the word, whatever the screen
    upright = BooleanProperty(True)

    def on_view(self, *_args: object) -> None:
        self.upright = self.view.world.portrait and not self.flat

    def on_flat(self, *_args: object) -> None:
        self.upright = self.upright and not self.flat

    def on_touch_down(self, touch: Any) -> bool:
        return bool(self.shown and super().on_touch_down(touch))


class Health(BoxLayout):
    """One machine: an icon, its name, and in words how it is."""

    view = ObjectProperty(None, rebind=True)
    name = StringProperty("")
    icon = StringProperty("")
    word = StringProperty("ok")
    ink = ColorProperty("#3C5157")

    def says(self, word: str) -> str:
        """Numbers that are given without the server are no fault: nobody has to do anything."""
        state: str = self.view.t(f"status.{word}")
        if word == "alone":
            return state
        machine = self.view.t(f"status.{self.name}")
        return str(self.view.t("status.line", machine=machine, state=state))


class Status(BoxLayout):
    view = ObjectProperty(None, rebind=True)
