"""How long a screen waits for a person, the server or the printer."""

from __future__ import annotations

from config.machines import Kiosk
from kiosk.effects import Wait

STAFF_S = 60.0  # nobody leaves a service menu open
NUMBER_S = 60.0  # to write down or photograph a number that is on the screen only
READING_S = 90.0  # to read a page of a guide, and to write some of it down
SHOWN_S = 20.0  # to read a number, a place and one sentence
RETRY_S = 3.0
COURTESY_S = 3.0
ISSUE_S = 10.0  # the client gives up after 7 s
PRINT_S = 25.0  # the driver gives up after some 15 s, besides the time on the wire
LONGEST_SLIP_BYTES = 36_000  # drawn, in a script that no printer has
BITS_PER_BYTE = 10  # with start and stop bit

# For a person: these begin when the voice has finished. Not the warning, whose seconds run visibly.
HEARS_OUT = frozenset({Wait.IDLE, Wait.NUMBER, Wait.THANKS, Wait.READING, Wait.SHOWN})


def waits(kiosk: Kiosk) -> dict[Wait, float]:
    """Seconds, 0 for never; the warning comes `warn_before_s` before the idle time is over."""
    return {
        Wait.IDLE: max(kiosk.idle_timeout_s - kiosk.warn_before_s, 1.0),
        Wait.STAFF: STAFF_S,
        Wait.WARNING: kiosk.warn_before_s,
        Wait.NUMBER: NUMBER_S,
        Wait.THANKS: kiosk.thanks_s,
        Wait.READING: READING_S,
        Wait.SHOWN: SHOWN_S,
        Wait.QUIET: kiosk.sleep_after_s,
        Wait.RETRY: RETRY_S,
        Wait.ISSUE: ISSUE_S,
        Wait.COURTESY: COURTESY_S,
        Wait.PRINT: _print_s(kiosk),
    }


def _print_s(kiosk: Kiosk) -> float:
    """On a slow line a drawn slip takes longer than the printer does."""
    if kiosk.printer is None:
        return PRINT_S
    return PRINT_S + LONGEST_SLIP_BYTES * BITS_PER_BYTE / kiosk.printer.baud
