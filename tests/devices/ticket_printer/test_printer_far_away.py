"""A printer whose answers take their time on the way: behind a serial server, say."""

from __future__ import annotations

import pytest

from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.condition import Outcome
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.model import Answers
from devices.ticket_printer.slip import Line, Slip
from tests.devices.ticket_printer.printer_cable import Cable

SLIP = Slip(parts=(Line(text="E001", scale=3),))
WAY_S = 0.08


class LongCable(Cable):
    """What the printer says is heard `WAY_S` later."""

    def __init__(self, sim: PrinterSim) -> None:
        super().__init__(sim)
        self._under_way: list[tuple[float, bytes]] = []

    def read(self, timeout_s: float) -> bytes:
        deadline = self.now + max(timeout_s, 0.0)
        while True:
            due = self._let_speak()
            if self._under_way and self._under_way[0][0] <= self.now:
                return self._under_way.pop(0)[1]
            if self.now >= deadline:
                return b""
            later = [at for at, _ in self._under_way[:1]] + ([due] if due is not None else [])
            self.now = min([deadline, *later])

    def _hear(self, said: bytes) -> None:
        if said:
            self._under_way.append((self.now + WAY_S, said))


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
@pytest.mark.parametrize("speed_mm_s", range(20, 60, 2))
def test_a_printer_that_says_done_while_it_is_asked_how_it_is_has_printed(
    answers: Answers, speed_mm_s: int
) -> None:
    cable = LongCable(PrinterSim(80, speed_mm_s))
    printer = TicketPrinter(cable, 80, answers=answers, clock=cable.clock)
    printer.status()
    assert printer.print(SLIP) == Outcome("printed")


def test_the_mark_of_a_slip_of_before_a_restart_is_not_this_slips() -> None:
    cable = Cable(PrinterSim(80, 10))
    before = TicketPrinter(cable, 80, answers="process-id", clock=cable.clock)
    assert before.print(SLIP) == Outcome("printed")
    mark = bytes(cable.sent).partition(b"\x1d(H\x06\x0000")[2][:4]
    late, heard = [b"\x37\x22" + mark + b"\x00"], cable.read

    def read(timeout_s: float) -> bytes:
        whole = cable.sent.count(b"\x1d(H\x06\x0000") == 2
        return late.pop() if late and whole and timeout_s > 0 else heard(timeout_s)

    cable.read = read  # type: ignore[method-assign]
    cable.now += 60
    after = TicketPrinter(cable, 80, answers="process-id", clock=cable.clock)
    assert after.print(SLIP) == Outcome("printed")
    assert not late
    assert len(cable.sim.slips) == 2
