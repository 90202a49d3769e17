"""Does the effects: each machine on its own thread, answers posted back as events."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod

from kiosk import effects as f
from kiosk import events as e
from kiosk.card_reading import CardReading
from kiosk.code_reading import CodeReading
from kiosk.delivery import Delivery
from kiosk.guide_printing import GuidePrinting
from kiosk.issuing import Issuing
from kiosk.lane import stop_all
from kiosk.patience import HEARS_OUT
from kiosk.pending import PendingOrder
from kiosk.printing import PrintDesk
from kiosk.seeing import Seeing
from kiosk.staff_desk import StaffDesk
from kiosk.staff_states import StaffEffect

STOP_WITHIN_S = 0.6  # all lanes together


class Runner:
    """`start_timer(seconds, event)` posts the event later, on the screens' own thread."""

    def __init__(
        self,
        issuing: Issuing,
        delivery: Delivery,
        printing: PrintDesk,
        guides: GuidePrinting,
        cards: CardReading,
        codes: CodeReading,
        seeing: Seeing,
        pending: PendingOrder,
        waits: dict[f.Wait, float],
        start_timer: Callable[[float, e.TimedOut], None],
    ) -> None:
        self.staff: StaffDesk | None = None  # it needs what is made after this
        self.printing = printing
        self._issuing = issuing
        self._printing = printing
        self._guides = guides
        self._cards = cards
        self._pending = pending
        self._waits = waits
        self._start_timer = start_timer
        self._lanes = (
            issuing.lane,
            delivery.lane,
            printing.lane,
            cards.lane,
            codes.lane,
            seeing.lane,
        )

    def start(self) -> None:
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        stop_all(self._lanes, STOP_WITHIN_S)

    def recover(self) -> e.Recovered | None:
        return self._pending.recover()

    @singledispatchmethod
    def do(self, effect: f.Effect) -> None:
        raise TypeError(f"nobody does {type(effect).__name__}")

    @do.register
    def _(self, effect: f.IssueOrder) -> None:
        self._issuing.issue(effect)

    @do.register
    def _(self, effect: f.PrintTicket) -> None:
        self._printing.print(effect)

    @do.register
    def _(self, effect: f.PrintGuide) -> None:
        self._guides.print(effect)

    @do.register
    def _(self, effect: f.ReadCard) -> None:
        self._cards.read(effect.serial)

    @do.register
    def _(self, effect: f.StopReading) -> None:
        self._cards.stop_reading()

    @do.register
    def _(self, effect: f.LookUpTicket) -> None:
        self._issuing.look_up(effect)

    @do.register
    def _(self, effect: f.LookUpHeld) -> None:
        self._issuing.look_up_held(effect)

    @do.register
    def _(self, effect: StaffEffect) -> None:
        if self.staff is not None:
            self.staff.do(effect)

    @do.register
    def _(self, effect: f.StartTimer) -> None:
        seconds = self._waits[effect.wait]
        if seconds > 0:
            hears_out = effect.wait in HEARS_OUT
            self._start_timer(seconds, e.TimedOut(serial=effect.serial, hears_out=hears_out))

    @do.register
    def _(self, effect: f.ForgetOrder) -> None:
        self._pending.forget()
        self._issuing.forget()
