"""The printer fails in every step of a visit: the visitor always learns the number, the ticket is
there once, and nothing comes out twice that does not say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from config.loader import load
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.printer_at_hand import PrinterAtHand
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NO_BROKER = 9
SLOW_S = 45.0
GROUP, SERVICE = "社会事务", "不动产登记"
FIRST, ASKED, VALID, TAKEN = "请选择您要办理", "打印机现在不能出纸", "号码有效", "请收好号票"
ANYWAY, DONE, MARK = "取号，显示在屏幕上", "完成", "补打"
FAULTS = {
    "paper": ({"paper": "out"}, {"paper": "ok"}),
    "cover": ({"cover": "open"}, {"cover": "closed"}),
    "plug": ({"power": "off"}, {"power": "on"}),
}


@dataclass
class Stand:
    kiosk: KioskAtHand
    queue: QueueAtHand
    printer: PrinterAtHand

    def waits_for(self, *texts: str) -> str:
        """The first of these that stands on the screen."""

        def seen() -> str | None:
            return next((text for text in texts if self.kiosk.sees(text)), None)

        found: str = self.kiosk.wait_for(seen, " or ".join(texts), SLOW_S)
        return found


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("paper")
    hall = load(write_hall(folder, server=1, mqtt=NO_BROKER), {})
    facts = from_configuration(hall, date(2026, 11, 23))
    with QueueAtHand(facts) as queue, PrinterAtHand() as printer:
        file = write_hall(
            folder, server=queue.port, mqtt=NO_BROKER, devices=printer.configuration()
        )
        with KioskAtHand(folder, file) as kiosk:
            yield Stand(kiosk, queue, printer)


def on_the_first_screen(stand: Stand, fail: Callable[..., None]) -> None:
    fail()
    stand.waits_for("打印机暂停")
    stand.kiosk.press(GROUP)
    stand.kiosk.press(SERVICE)


def while_choosing(stand: Stand, fail: Callable[..., None]) -> None:
    stand.kiosk.press(GROUP)
    stand.waits_for(SERVICE)
    fail()
    stand.kiosk.press(SERVICE)


def while_the_server_is_asked(stand: Stand, fail: Callable[..., None]) -> None:
    stand.kiosk.press(GROUP)
    stand.waits_for(SERVICE)
    stand.queue.deaf = True
    stand.kiosk.press(SERVICE)
    stand.waits_for("正在连接")
    fail()
    stand.queue.deaf = False


def in_mid_slip(stand: Stand, fail: Callable[..., None]) -> None:
    stand.kiosk.press(GROUP)
    stand.waits_for(SERVICE)
    fail(after_bytes=250)
    stand.kiosk.press(SERVICE)


def with_the_slip_in_hand(stand: Stand, fail: Callable[..., None]) -> None:
    stand.kiosk.press(GROUP)
    stand.kiosk.press(SERVICE)
    stand.waits_for(TAKEN)
    fail()


STEPS = (
    on_the_first_screen,
    while_choosing,
    while_the_server_is_asked,
    in_mid_slip,
    with_the_slip_in_hand,
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_the_number_is_told_whatever_the_printer_does(
    stand: Stand, step: Callable[[Stand, Callable[..., None]], None], fault: str
) -> None:
    broken, mended = FAULTS[fault]
    stand.waits_for(FIRST)
    stand.kiosk.wait_for(lambda: stand.kiosk.sees("打印机正常"), "a printer that is well", SLOW_S)
    before = set(stand.queue.tickets)

    step(stand, lambda **more: stand.printer.fault(**broken, **more))
    if stand.waits_for(ASKED, VALID, TAKEN) == ASKED:
        stand.kiosk.press(ANYWAY)
        stand.waits_for(VALID)
    (ticket,) = (stand.queue.tickets[key] for key in set(stand.queue.tickets) - before)
    assert stand.kiosk.sees(ticket.number)

    stand.printer.fault(**mended)
    if stand.kiosk.sees(VALID):
        stand.kiosk.press("再打印一次")
        stand.waits_for(TAKEN, VALID)
    stand.kiosk.press(DONE)
    stand.waits_for(FIRST)
    assert len(set(stand.queue.tickets) - before) == 1
    slips = [slip.text for slip in stand.printer.slips() if ticket.number in "".join(slip.text)]
    assert slips, "no slip after the printer was mended"
    unmarked = [lines for lines in slips if not any(MARK in line for line in lines)]
    assert len(unmarked) <= 1
