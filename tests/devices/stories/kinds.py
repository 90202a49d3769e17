"""Which devices have stories: a new kind is one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devices.catalog import DRIVERS
from devices.led.area import Area
from devices.profiles.load import load_profile
from devices.sim.bench_file import (
    AlphaOn,
    DeskBusOn,
    IdCardOn,
    LedOnbonOn,
    PadOn,
    ScannerOn,
    StripBusOn,
    StripOn,
    TicketPrinterOn,
)
from tests.devices.stories import told
from tests.devices.stories.stage import Settings, Stage

Drive = Callable[..., Any]
PLACE: Settings = {"name": "story", "link": "/none"}
BOARD: Settings = {"width_px": 96, "height_px": 16}
PAD: Settings = {"window": "1", "address": 3, "key": "call", "grade": 2}
STRIP: Settings = {"address": 1}


@dataclass(frozen=True)
class Kind:
    """`bench` is the simulator, `drive(transport, **options)` makes the driver, where `options` are
    those settings that it takes (`options`) and a clock. `ask` is the device's first word, `job`
    what it is for; `silent` tells whether the driver is clear about a device that says nothing.
    """

    name: str
    bench: Any
    drive: Drive
    ask: told.Ask
    job: Callable[[Stage], None]
    silent: Callable[[Stage, told.Ask], bool] = told.nobody_answers
    baud: int = 9600
    options: tuple[str, ...] = ()
    settings: Settings = field(default_factory=dict)
    pauses: bool = False  # its driver sleeps: `pause` is given to it
    hand_free: bool = True  # it can be asked something without a person's hand
    touch: tuple[str, Settings] = ("", {})  # what makes one speak that cannot
    may_be_deaf: bool = False  # a kind that may have no line back: silence is no fault

    def line(self, settings: Settings) -> tuple[int, str]:
        """Speed and form of its serial line, as 9600 and "8N1"; of a profile, the profile's."""
        if "profile" not in settings:
            return self.baud, "8N1"
        wire = load_profile(settings["profile"]).wire
        return wire.baud, f"{wire.data_bits}{wire.parity[0].upper()}{wire.stop_bits}"


def _desk(profile: str, evaluator: str) -> Kind:
    settings = PAD | {"profile": profile, "evaluator_profile": evaluator}
    return Kind(
        name="desk-bus" if profile == "ff68-21key" else f"desk-bus:{profile}",
        bench=DeskBusOn(
            **PLACE,
            pads=[PadOn(window="1", address=3)],
            profile=profile,
            evaluator_profile=evaluator,
        ),
        drive=DRIVERS["desk-bus"].make,
        ask=lambda stage: stage.driver.read(told.LISTEN_S),
        job=told.desk_hears_keys_and_grades,
        silent=told.nothing_is_heard,
        options=("profile", "evaluator_profile"),
        settings=settings,
        hand_free=False,
        touch=("press", {"window": "1", "key": "call"}),
    )


def _strips(profile: str) -> Kind:
    return Kind(
        name="strip-bus" if profile == "strip-a090" else f"strip-bus:{profile}",
        bench=StripBusOn(**PLACE, strips=[StripOn(window="3", address=1)], profile=profile),
        drive=DRIVERS["strip-bus"].make,
        ask=lambda stage: stage.driver.show(stage.settings["address"], "8"),
        job=told.strip_shows_a_call,
        silent=told.nothing_is_confirmed,
        options=("profile",),
        settings=STRIP | {"profile": profile},
        may_be_deaf=profile != "strip-a090",
    )


def _whole_board(stage: Stage) -> object:
    width, height = stage.settings["width_px"], stage.settings["height_px"]
    stage.driver.show([Area(x=0, y=0, width=width, height=height, text="8")])
    return stage.driver.confirmed


_ALL = (
    Kind(
        name="id-card",
        bench=IdCardOn(**PLACE),
        drive=DRIVERS["id-card"].make,
        ask=lambda stage: stage.driver.identify(),
        job=told.reader_reads_a_card,
        baud=DRIVERS["id-card"].baud,
    ),
    Kind(
        name="ticket-printer",
        bench=TicketPrinterOn(**PLACE),
        drive=DRIVERS["ticket-printer"].make,
        ask=lambda stage: stage.driver.status(),
        job=told.printer_prints_a_slip,
        baud=DRIVERS["ticket-printer"].baud,
        options=("paper_mm",),
        settings={"paper_mm": 80},
    ),
    _desk("ff68-21key", "ff68-evaluator-csharp-ack"),
    _desk("ff68-hallqueue", "ff68-evaluator-short-ack"),
    _desk("demo-xor8", "demo-xor8"),
    _strips("strip-a090"),
    _strips("strip-weilipu"),
    _strips("strip-mono"),
    Kind(
        name="led-onbon",
        bench=LedOnbonOn(**PLACE, **BOARD),
        drive=DRIVERS["led-onbon"].make,
        ask=lambda stage: (stage.driver.ping(),),
        job=told.board_shows_calls,
        baud=DRIVERS["led-onbon"].baud,
        options=("model", "width_px", "height_px"),
        settings=BOARD | {"model": "bx-6k"},
    ),
    Kind(
        name="alpha",
        bench=AlphaOn(**PLACE, **BOARD),
        drive=DRIVERS["alpha"].make,
        ask=_whole_board,
        job=told.board_shows_calls,
        silent=told.nothing_is_confirmed,
        options=("width_px", "height_px", "address", "sign_type", "parity"),
        settings=BOARD | {"address": "01", "sign_type": "^"},
        pauses=True,
        may_be_deaf=True,
    ),
    Kind(
        name="scanner",
        bench=ScannerOn(**PLACE),
        drive=DRIVERS["scanner"].make,
        ask=lambda stage: stage.driver.read(told.LISTEN_S),
        job=told.scanner_reads_a_code,
        silent=told.nothing_is_heard,
        options=("family", "prefix"),
        hand_free=False,
        touch=("hold", {"text": told.CODE}),
    ),
)
STORIES: dict[str, Kind] = {kind.name: kind for kind in _ALL}
# Kinds of the catalog without a story, and why.
WITHOUT_STORY = {
    "e131": "nothing comes back on its wire; held against another sender and receiver instead",
    "camera": "no wire of bytes: a film plays before it in its own tests",
}
