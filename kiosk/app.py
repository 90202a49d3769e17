"""The Kivy application: shows the screen that the session names, turns touches into events."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock, ClockEvent
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout

from kiosk import events as e
from kiosk import states as s
from kiosk.attendance import Attendance
from kiosk.code_rules import READS_CODES
from kiosk.entering import untouched
from kiosk.lock_down import lock_down
from kiosk.news import (
    ABSENT,
    GuidesNews,
    News,
    PresenceNews,
    PrinterNews,
    ReaderNews,
    ServerNews,
    WaitingNews,
    WantNews,
)
from kiosk.opening import OPEN
from kiosk.order_rules import Wanted, due
from kiosk.runner import Runner
from kiosk.screens.at_hand import AtHand
from kiosk.screens.fitted import SHELF, common_texts
from kiosk.screens.frame import View, World
from kiosk.screens.shown import view_of
from kiosk.session import begin, step
from kiosk.timers import Timers
from kiosk.typeset import forget as forget_texts

AWAITED = (s.Busy, s.Printing, s.LookingUp, s.AskingHeld)  # no pause may hold up their answer
# Laying out a screen takes the processor from server and printer. So these come a little later:
# most answers are there before "please wait" is, and a slip's first byte before its number's card.
LAID_OUT_AFTER_S: dict[type[s.Screen], float] = {s.Busy: 0.08, s.Printing: 0.03}
# Between two looks for what is no longer used: a screen's widgets are some 40,000 at once, and
# every screen is followed by a look anyway.
YOUNG_OBJECTS = 100_000
FORGET_AFTER_S = 0.1  # the new screen's frames come first; it is still deaf to touches
QUIET_S = 3.0  # for so long the first screen stands before others are made
PREPARE_EVERY_S = 0.25
TICK_S = 1.0
WATCHDOG_EVERY_S = 5.0

_log = logging.getLogger(__name__)


class KioskApp(App):
    """Everything here runs on Kivy's thread; `post_soon` and `tell_soon` may come from any."""

    def __init__(
        self,
        world: World,
        new_id: Callable[[], UUID],
        watchdog: Callable[[], None],
        ready: Callable[[], None],
        hash_phone: Callable[[str], str],
        fullscreen: bool = False,
    ) -> None:
        super().__init__()
        self.world = world
        self.runner: Runner | None = None
        self.screen: s.Screen = s.Home()
        self.view: View | None = None
        self.screen_listeners: list[Callable[[str], None]] = []
        self._new_id = new_id
        self._watchdog = watchdog
        self._ready = ready
        self._hash_phone = hash_phone
        self._fullscreen = fullscreen
        self._attendance = Attendance()
        self.timers = Timers(
            schedule=lambda seconds, job: Clock.schedule_once(lambda _dt: job(), seconds),
            clock=Clock.get_time,
            silent_s=lambda: self.world.voice.silent_s(),
            attended=self._attendance.since,
            post=self.post,
        )
        self._opening = OPEN
        self._wanted = Wanted()
        self._to_lay_out: ClockEvent | None = None
        self._at_hand = AtHand(world)
        self._settled = False
        self._know_common()
        world.post = self.post
        world.service_touched = self.service_touched
        world.phone_given = self.phone_given

    def build(self) -> FloatLayout:
        ExceptionManager.add_handler(Survivor(self))
        lock_down(Window, Clock.get_time, fullscreen=self._fullscreen)
        self.root = FloatLayout()
        return self.root

    def open_settings(self, *_args: Any) -> bool:
        """Kivy's F1 panel stays closed."""
        return False

    def on_start(self) -> None:
        self._tick()
        Clock.schedule_interval(self._tick, TICK_S)
        Clock.schedule_interval(lambda _dt: self._watchdog(), WATCHDOG_EVERY_S)
        self._show()
        _stays_for_good()
        gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
        recovered = self._runner().recover()
        if recovered is not None:
            _log.warning("going on with the order that was in hand when the kiosk stopped")
            self.post(recovered)
        else:
            for effect in begin()[1]:
                self._runner().do(effect)
        # What is due now comes before the first frame, what is due then comes after it.
        Clock.schedule_once(lambda _dt: Clock.schedule_once(self._first_frame_shown, 0), 0)

    def _first_frame_shown(self, _dt: float) -> None:
        self._runner().start()  # the machines' drivers would have held it up
        Clock.schedule_interval(lambda _dt: self._prepare(), PREPARE_EVERY_S)
        self._ready()

    # --- the session ------------------------------------------------------------------------

    def post(self, event: e.Event) -> None:
        if isinstance(event, e.Starting) and event.request_id == e.UNSTAMPED:
            event = self._stamped(event)
        screen, effects = step(self.screen, event)
        changed, self.screen = screen is not self.screen, screen
        for effect in effects:  # server and printer go to work while the screen is laid out
            self._runner().do(effect)
        if changed:
            self._show_in_time()
        if screen is self.screen:
            self._obey()

    def _obey(self) -> None:
        """What the hall wants of this kiosk, as soon as the screen allows it."""
        event = due(self.screen, self._wanted)
        if event is not None:
            self.post(event)

    def post_soon(self, event: e.Event) -> None:
        """At once, not with the next frame: a machine waits for what follows."""
        Clock.schedule_once_free(lambda _dt: self.post(event), 0)

    def takes_codes(self) -> bool:
        """Whether a code that is held up now would count; from any thread."""
        return isinstance(self.screen, READS_CODES)

    def standing(self) -> s.Screen:
        """What is to be seen, which `screen` may be a little ahead of."""
        return self.screen if self.view is None else self.view.state

    def service_touched(self, service: str) -> None:
        """Take a number, or hear why there is none now."""
        shut = self.world.shut(service)
        if shut is None:
            self.post(e.ServiceTouched(service=service))
        else:
            self.post(shut)

    def phone_given(self, digits: str) -> None:
        """All that leaves the key pad is a hash."""
        self.post(e.PhoneGiven(phone_hash=self._hash_phone(digits)))

    def _stamped(self, event: e.Starting) -> e.Starting:
        fault = self.world.live.printer
        return replace(
            event, request_id=self._new_id(), printer_fault="" if fault == ABSENT else fault
        )

    def _show_in_time(self) -> None:
        pause_s = LAID_OUT_AFTER_S.get(type(self.screen))
        if pause_s is None or self.view is None:
            self._show()
            return
        # Until then the last screen stands, and takes no touch: the session is past it.
        self.view.left = True
        self._lay_out_no_more()
        self._to_lay_out = Clock.schedule_once(lambda _dt: self._show(), pause_s)

    def _lay_out_no_more(self) -> None:
        if self._to_lay_out is not None:
            self._to_lay_out.cancel()
            self._to_lay_out = None

    def _show(self) -> None:
        self._lay_out_no_more()
        self._show_view()
        self.world.voice.shown(self.screen)

    def _show_view(self) -> None:
        if self.view is not None and self.view.follows(self.screen):
            self.view.state = self.screen
            return
        view = self._next_view()
        if self.view is not None and self.view is not view:
            self._at_hand.part(self.view)
        self.root.clear_widgets()
        self.view = view
        self.root.add_widget(view)
        for listener in self.screen_listeners:
            listener(type(self.screen).__name__)
        # Widgets that were shown hold names and numbers in cycles: out with them now, while the new
        # screen takes no touch yet, so that nobody feels the pause.
        if not isinstance(self.screen, AWAITED):
            Clock.schedule_once(lambda _dt: self._forget(), FORGET_AFTER_S)

    def _next_view(self) -> View:
        """Made anew, but for the screens that know nobody."""
        self._opening = self.world.opening()
        if self.screen.visit.modes != s.Modes():
            self._drop_kept()  # they would follow what happens in another visitor's colours
        return self._at_hand.view(self.screen) or view_of(self.screen, self.world)

    def _drop_kept(self) -> None:
        if self._at_hand.drop(self.view):
            self._settled = False
            gc.unfreeze()  # they may be among what stayed for good

    def _prepare(self) -> None:
        """While nobody is here, and one at a time: a finger may come any moment."""
        if not untouched(self.screen) or self.view is None or self.view.stood_s < QUIET_S:
            return
        if self._at_hand.prepare(self.root.size):
            return
        if not self._settled:
            self._settled = True
            _stays_for_good()

    def _know_common(self) -> None:
        SHELF.common = common_texts(self.world.texts, self.world.hall)

    def _forget(self) -> None:
        if self.screen.visit == s.Visit():
            forget_texts()
            SHELF.forget()
        gc.collect()

    def _runner(self) -> Runner:
        assert self.runner is not None  # noqa: S101 # __main__ wires it before it runs
        return self.runner

    def _tick(self, *_args: object) -> None:
        self.world.live.now = datetime.now(UTC).astimezone(ZoneInfo(self.world.hall.time_zone))
        if self.view is not None and self.world.opening() != self._opening:
            self._opened_or_closed()

    def _opened_or_closed(self) -> None:
        self._opening = self.world.opening()  # for the screens that do not show it
        if isinstance(self.screen, (s.Home, s.Asleep)):
            self._show()

    # --- news of the machines ---------------------------------------------------------------

    def tell_soon(self, news: News) -> None:
        Clock.schedule_once(lambda _dt: self.hear(news), 0)

    @singledispatchmethod
    def hear(self, news: News) -> None:
        raise TypeError(f"nobody hears {type(news).__name__}")

    @hear.register
    def _(self, news: PrinterNews) -> None:
        self.world.live.printer = news.fault
        self.world.live.near_end = news.near_end

    @hear.register
    def _(self, news: ReaderNews) -> None:
        self.world.live.reader = news.fault

    @hear.register
    def _(self, news: PresenceNews) -> None:
        if self._attendance.note(news.someone, Clock.get_time()):
            self.post(e.SomeoneSeen())

    @hear.register
    def _(self, news: WaitingNews) -> None:
        if not self.world.live.server:  # a broker that is there alone tells what once was
            return
        known = {x.service for x in self.world.hall.services}
        self.world.live.waiting = {service: news.waiting.get(service, 0) for service in known}

    @hear.register
    def _(self, news: GuidesNews) -> None:
        """What somebody is reading stays as it is until the page is turned."""
        self.world.guides = news.guides
        self._drop_kept()
        if isinstance(self.screen, (s.Home, s.Guides)):
            self._show()
        elif isinstance(self.screen, s.GuideShown) and self.screen.guide not in {
            guide.id for guide in news.guides
        }:
            self.post(e.BackTouched())

    @hear.register
    def _(self, news: WantNews) -> None:
        self._wanted = news.wanted
        self.world.live.closed = news.wanted.closed
        self.world.live.message = dict(news.wanted.message)
        self._obey()

    @hear.register
    def _(self, news: ServerNews) -> None:
        self.world.live.server = news.hall is not None
        self.world.live.alone = news.alone
        if news.hall is None:
            self.world.live.waiting = {}
            self.world.live.services = ()
            return
        changed = _names(news.hall) != _names(self.world.hall)
        self.world.hall = news.hall
        if changed:
            self._know_common()
            self._drop_kept()
        self.world.live.services = tuple(news.hall.services)
        self.world.live.waiting = {x.service: x.waiting for x in news.hall.services}
        if changed and isinstance(self.screen, s.Home):
            self._show()


def _stays_for_good() -> None:
    """All that is there now: no look for a visitor's traces need go through it any more."""
    gc.collect()
    gc.freeze()


def _names(hall: Any) -> list[Any]:
    services = [(x.service, x.name, x.group, x.zone, x.windows) for x in hall.services]
    return [hall.name, hall.groups, hall.zones, services, hall.is_open, hall.opens_at]


class Survivor(ExceptionHandler):
    """A fault in a callback is written down and leads back to the start; the kiosk goes on."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__()
        self._app = app

    def handle_exception(self, exception: BaseException) -> int:
        if not isinstance(exception, Exception):
            return int(ExceptionManager.RAISE)
        _log.error(
            "a fault while %s was shown", type(self._app.screen).__name__, exc_info=exception
        )
        if self._app.screen.serial and not isinstance(self._app.screen, s.Home):
            self._app.post_soon(e.Broken())
        return int(ExceptionManager.PASS)
