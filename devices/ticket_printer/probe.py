"""Is there a receipt printer on this port? Nothing is printed: the questions ask for status."""

from __future__ import annotations

from devices.probe import Finding, Probe, Sureness
from devices.ticket_printer.condition import PrinterStatus, from_in_order, from_real_time
from devices.ticket_printer.status import (
    AnswerDecoder,
    ErrorCause,
    InOrderAnswer,
    InOrderQuestion,
    OfflineCause,
    PaperSensor,
    PrinterState,
    RealTimeAnswer,
    RealTimeQuestion,
    encode,
)

BAUDS = (115200, 9600, 19200, 38400, 57600)
ANSWER_S = 0.4
QUERIES = (1, 2, 3, 4)
FAULTS = {
    "paper_out": "out of paper",
    "cover_open": "cover open",
    "cutter": "cutter error",
    "overheated": "too hot",
    "broken": "in an error that it cannot recover from",
    "offline": "offline",
}


def judge_real_time(data: bytes) -> Finding | None:
    """Four bytes with five fixed bits each. All four, agreeing with one another, are no accident;
    one alone may be."""
    decoder = AnswerDecoder()
    for query in QUERIES:
        decoder.asked(query)
    events = [*decoder.feed(data), *decoder.finish()]
    answers = [event for event in events if isinstance(event, RealTimeAnswer)]
    match answers:
        case [PrinterState() as state, OfflineCause() as cause, ErrorCause() as error,
              PaperSensor() as paper]:  # fmt: skip
            told = from_real_time(state, cause, error, paper)
        case []:
            return None
        case _:
            return Finding(Sureness.POSSIBLE, "receipt printer? It left questions unanswered")
    clean = len(events) == len(answers)
    sure = clean and _agree(state, cause, error)
    return Finding(Sureness.CERTAIN if sure else Sureness.LIKELY, f"receipt printer, {_says(told)}")


def judge_in_order(data: bytes) -> Finding | None:
    """One byte below 16: every third broken line says as much."""
    decoder = AnswerDecoder()
    match [*decoder.feed(data), *decoder.finish()]:
        case [InOrderAnswer() as paper]:
            says = f'receipt printer? {_says(from_in_order(paper))}; if so, answers = "in-order"'
            return Finding(Sureness.POSSIBLE, says)
    return None


def _agree(state: PrinterState, cause: OfflineCause, error: ErrorCause) -> bool:
    """A printer with an open cover, no paper or an error is offline, and says so at each place."""
    stopped = cause.cover_open or cause.paper_end or cause.error
    return state.offline or not (stopped or error.unrecoverable or error.auto_recoverable)


def _says(told: PrinterStatus) -> str:
    return FAULTS.get(told.fault, "paper near its end" if told.near_end else "ready")


PROBES = (
    Probe(
        kind="ticket-printer",
        label="receipt printer (ESC/POS)",
        bauds=BAUDS,
        question=b"".join(encode(RealTimeQuestion(query)) for query in QUERIES),
        wait_s=ANSWER_S,
        judge=judge_real_time,
    ),
    Probe(
        kind="ticket-printer",
        label="receipt printer that answers in order only",
        bauds=BAUDS,
        question=encode(InOrderQuestion(1)),
        wait_s=ANSWER_S,
        judge=judge_in_order,
    ),
)
