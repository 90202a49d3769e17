"""What a keypad shows its clerk: digits, done or refused, and how often it has beeped."""

from __future__ import annotations

import re

from devices.sim.device import State

BLANK = "_"
_BOTH = re.compile(rf"^(?P<number>\d*){BLANK}+(?P<waiting>\d*)$")
_PADDED = re.compile(rf"^{BLANK}+(?P<number>\d+){BLANK}+(?P<waiting>\d+)$")
_TICKET = re.compile(rf"^{BLANK}+(?P<number>\d+)$")


class PadDisplay:
    """`number` and `waiting` are read out of the digits as a clerk would read them."""

    def __init__(self) -> None:
        self.display = self.number = self.waiting = self._result = ""
        self._beeps = 0

    def show(self, digits: str) -> None:
        """Hosts lay out the digits differently; what cannot be told apart is a number."""
        self.display = digits
        self._result = ""
        if not digits.strip(BLANK):
            self.number = self.waiting = ""
            return
        ticket, both = _TICKET.match(digits), _BOTH.match(digits) or _PADDED.match(digits)
        if ticket:
            self.number = ticket["number"]
        elif both:
            self.number = both["number"] if both["waiting"] else self.number
            self.waiting = both["waiting"] or both["number"]
        else:
            self.number, self.waiting = digits.strip(BLANK), ""

    def result(self, ok: bool) -> None:
        self._result = "ok" if ok else "failed"

    def beep(self) -> None:
        self._beeps += 1

    def state(self) -> State:
        return {
            "display": self.display,
            "number": self.number,
            "waiting": self.waiting,
            "result": self._result,
            "beeps": self._beeps,
        }
