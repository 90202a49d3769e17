"""What a visitor switches on to see, reach or hear better, and that it is gone afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from config.contrast import contrast
from config.ease import HIGHEST_MM, LOWEST_MM
from config.hall import Look
from config.loader import load
from config.machines import Screen
from kiosk import effects as f
from kiosk import events as e
from kiosk import examples
from kiosk import states as s
from kiosk.effects import Wait
from kiosk.hall_facts import from_configuration
from kiosk.look import HIGH_CONTRAST, Palette, palette_of
from kiosk.mode_rules import LOUDER_STEPS, in_modes
from kiosk.modes import MODES, PLAIN
from kiosk.reach import bands, low_helps
from kiosk.screens.paint import whole
from kiosk.session import RULES, step

ALL = s.Modes(large=True, contrast=True, low=True, spoken=True)
HALL = from_configuration(load(None, {}), examples.NOW.date())
SCREENS = examples.screens(HALL, "zh")


def do(screen: s.Screen, *events: e.Event) -> s.Screen:
    for event in events:
        screen, _effects = step(screen, event)
    return screen


@pytest.mark.parametrize("mode", ["large", "contrast", "low", "spoken"])
def test_one_touch_on_the_first_screen_switches_it_on_and_one_more_off(mode: str) -> None:
    switched = do(s.Home(), e.ModeTouched(mode=mode))
    assert isinstance(switched, s.Home)
    assert switched.visit.modes == replace(s.Modes(), **{mode: True})
    assert do(switched, e.ModeTouched(mode=mode)).visit == s.Visit()


@pytest.mark.parametrize("name", SCREENS)
def test_a_switch_keeps_the_screen_and_whatever_lies_under_it(name: str) -> None:
    screen = SCREENS[name]
    if (type(screen), e.ModeTouched) not in RULES:
        return
    switched: Any = do(screen, e.ModeTouched(mode="large"))
    assert in_modes(replace(switched, serial=0), s.Modes()) == screen
    under = getattr(switched, "under", None)
    assert under is None or under.visit.modes.large


@pytest.mark.parametrize("name", SCREENS)
def test_the_next_visitor_finds_everything_as_usual(name: str) -> None:
    screen = in_modes(SCREENS[name], replace(ALL, louder=2))
    left = False
    for _ in range(60):  # nobody touches anything any more, and nothing answers
        screen = do(screen, e.TimedOut(serial=screen.serial))
        left = left or screen.visit == s.Visit()
    assert left or isinstance(screen, (s.Closed, s.Asleep))  # which nobody enters in a mode


def test_who_takes_a_number_in_large_type_gets_it_in_large_type() -> None:
    visit = s.Visit(modes=ALL)
    chosen = do(
        s.Services(visit=visit, group=HALL.groups[0].group),
        e.ServiceTouched(service=HALL.services[0].service, request_id=examples.SOME_ID),
    )
    assert isinstance(chosen, s.Busy)
    assert chosen.visit == visit
    ticket = examples.ticket(HALL)
    taken = do(
        chosen,
        e.Issued(request_id=chosen.order.request_id, ticket=ticket),
        e.Printed(ticket_id=ticket.ticket_id),
    )
    assert isinstance(taken, s.TakeTicket)
    assert taken.visit.modes == ALL


def test_headphones_wake_the_kiosk_and_begin_the_voice() -> None:
    woken = do(s.Asleep(), e.HeadphonesPlugged())
    assert isinstance(woken, s.Home)
    assert woken.visit.modes == s.Modes(spoken=True)
    assert do(woken, e.HeadphonesPulled()).visit == s.Visit()


def test_a_plug_that_is_pulled_while_the_slip_prints_spoils_no_ticket() -> None:
    ticket = examples.ticket(HALL)
    printing = s.Printing(serial=7, visit=s.Visit(modes=ALL), ticket=ticket)
    after, effects = step(printing, e.HeadphonesPulled())
    assert (after.serial, after.visit.modes.spoken, effects) == (7, False, ())
    assert isinstance(do(after, e.Printed(ticket_id=ticket.ticket_id)), s.TakeTicket)


def test_louder_goes_round() -> None:
    steps = []
    screen: s.Screen = s.Home(visit=s.Visit(modes=s.Modes(spoken=True)))
    for _ in range(LOUDER_STEPS + 1):
        screen = do(screen, e.LouderTouched())
        steps.append(screen.visit.modes.louder)
    assert steps == [1, 2, 3, 0]


def test_a_visitor_may_ask_for_more_time_as_often_as_need_be() -> None:
    chosen = s.Services(visit=s.Visit(modes=ALL), group=HALL.groups[0].group)
    screen: s.Screen = chosen
    for _ in range(12):  # WCAG 2.2 asks for ten
        screen = do(screen, e.TimedOut(serial=screen.serial))
        assert isinstance(screen, s.IdleWarning)
        screen = do(screen, e.ContinueTouched())
        assert screen == replace(chosen, serial=screen.serial)


def test_who_listens_has_time_to_hear_the_ticket_out() -> None:
    ticket = examples.ticket(HALL)
    printing = s.Printing(visit=s.Visit(modes=s.Modes(spoken=True)), ticket=ticket)
    for screen, wait in ((printing, Wait.NUMBER), (in_modes(printing, s.Modes()), Wait.THANKS)):
        taken, effects = step(screen, e.Printed(ticket_id=ticket.ticket_id))
        assert f.StartTimer(serial=taken.serial, wait=wait) in effects
    listening = do(printing, e.Printed(ticket_id=ticket.ticket_id))
    left, effects = step(listening, e.HeadphonesPulled())  # taking the headphones is leaving
    assert f.StartTimer(serial=left.serial, wait=Wait.THANKS) in effects


# --- colours ------------------------------------------------------------------------------------

TEXTS = (  # ink, on what, the least contrast in the high-contrast mode
    ("ink", "ground", 10),
    ("ink", "paper", 10),
    ("ink", "warm", 10),
    ("ink", "tint", 7),
    ("quiet", "ground", 7),
    ("quiet", "paper", 7),
    ("quiet", "warm", 7),
    ("quiet", "tint", 7),
    ("action", "ground", 7),
    ("action", "paper", 7),
    ("action", "tint", 7),
    ("action", "warm", 7),
    ("your_turn", "ground", 10),
    ("your_turn", "paper", 10),
    ("your_turn", "warm", 10),
    ("fault", "ground", 7),
    ("fault", "paper", 7),
    ("action_ink", "action", 10),
    ("band_ink", "band", 10),
    ("night_ink", "night", 10),
)
EDGES = (
    ("line", "ground"),
    ("line", "paper"),
    ("action", "paper"),
    ("action", "ground"),
    ("your_turn", "paper"),
)


@pytest.mark.parametrize(("ink", "on", "least"), TEXTS)
def test_in_high_contrast_every_text_stands_out(ink: str, on: str, least: float) -> None:
    palette = whole(HIGH_CONTRAST)
    assert contrast(getattr(palette, ink), getattr(palette, on)) >= least


@pytest.mark.parametrize(("edge", "on"), EDGES)
def test_in_high_contrast_every_edge_is_seen(edge: str, on: str) -> None:
    palette = whole(HIGH_CONTRAST)
    assert contrast(getattr(palette, edge), getattr(palette, on)) >= 3


def test_the_usual_colours_are_easy_to_read_too() -> None:
    palette: Palette = whole(palette_of(Look()))
    for ink, on, _ in TEXTS:
        assert contrast(getattr(palette, ink), getattr(palette, on)) >= 4.5, (ink, on)


# --- reach --------------------------------------------------------------------------------------

MOUNTS = [
    Screen(),  # 27" upright, 750 mm above the floor
    Screen(width_px=1080, height_px=1920, width_mm=268, height_mm=476, bottom_mm=900),
    Screen(width_px=1920, height_px=1080, width_mm=476, height_mm=268, bottom_mm=1000),
    Screen(width_px=1080, height_px=1920, width_mm=530, height_mm=941, bottom_mm=330),
]


@pytest.mark.parametrize("screen", MOUNTS)
@pytest.mark.parametrize("large", [False, True])
def test_low_mode_leaves_nothing_to_press_out_of_reach(screen: Screen, large: bool) -> None:
    low = bands(screen, s.Modes(low=True, large=large))
    assert screen.bottom_mm + low.status >= LOWEST_MM
    assert screen.bottom_mm + screen.height_mm - low.header <= HIGHEST_MM


def test_low_mode_is_offered_only_where_it_moves_something() -> None:
    assert low_helps(Screen())
    assert not low_helps(
        Screen(width_px=1920, height_px=1080, width_mm=476, height_mm=268, bottom_mm=750)
    )


def test_every_mode_has_a_name_for_pictures_and_measures() -> None:
    assert MODES[PLAIN] == s.Modes()
    assert {name for name in MODES if MODES[name].spoken} == {"spoken", "all"}
