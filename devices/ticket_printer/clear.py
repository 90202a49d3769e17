"""Printer status in clear, for the wire tool."""

from __future__ import annotations

from devices.clear import hex_of
from devices.shape import Shape
from devices.ticket_printer.status import (
    AutomaticStatus,
    AutomaticSwitch,
    DrawerAnswer,
    ErrorCause,
    Event,
    FlowControl,
    InOrderAnswer,
    InOrderQuestion,
    MarkQuestion,
    MarkReached,
    OfflineCause,
    PaperSensor,
    PrinterState,
    RealTimeQuestion,
    UnaskedAnswer,
    encode,
)

REAL_TIME_SUBJECTS = {1: "printer", 2: "offline-cause", 3: "error-cause", 4: "paper"}
IN_ORDER_SUBJECTS = {1: "paper", 2: "drawer", 49: "paper", 50: "drawer"}


def _real_time_subject(event: RealTimeQuestion) -> str | None:
    return REAL_TIME_SUBJECTS.get(event.query)


def _in_order_subject(event: InOrderQuestion) -> str | None:
    return IN_ORDER_SUBJECTS.get(event.query)


def _online(event: PrinterState | AutomaticStatus) -> bool:
    return not event.offline


def _paper(event: PaperSensor | InOrderAnswer | AutomaticStatus) -> str:
    return "out" if event.out else "near_end" if event.near_end else "ok"


def _mark_text(event: MarkQuestion | MarkReached) -> str:
    return event.mark.decode("ascii")


def _code(event: Event) -> str:
    return hex_of(encode(event))


SHAPES = (
    Shape("real-time-question", RealTimeQuestion, {"asks": _real_time_subject}),
    Shape("in-order-question", InOrderQuestion, {"asks": _in_order_subject}),
    Shape("mark-question", MarkQuestion, {"text": _mark_text}),
    Shape("automatic-switch", AutomaticSwitch),
    Shape("printer", PrinterState, {"online": _online, "code": _code}),
    Shape("offline-cause", OfflineCause, {"code": _code}),
    Shape("error-cause", ErrorCause, {"code": _code}),
    Shape("paper", PaperSensor, {"paper": _paper, "code": _code}),
    Shape("answer", UnaskedAnswer, {"code": _code}),
    Shape("in-order-answer", InOrderAnswer, {"paper": _paper, "code": _code}),
    Shape("mark-reached", MarkReached, {"text": _mark_text}),
    Shape("drawer", DrawerAnswer, {"code": _code}),
    Shape(
        "automatic-status",
        AutomaticStatus,
        {"online": _online, "paper": _paper, "code": _code},
    ),
    Shape("flow-control", FlowControl),
)
