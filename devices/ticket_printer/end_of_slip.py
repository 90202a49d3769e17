"""How a printer says that it carried out the last byte of a slip."""

from __future__ import annotations

from typing import Protocol

from devices.errors import NoAnswer
from devices.ticket_printer import status
from devices.ticket_printer.talk import IN_ORDER_TIMEOUT_S, Nonsense, Talk

MARK_DIGITS = status.ID_BYTES


class End(Protocol):
    """`question` follows the slip; `cause` is why the end, once reached, proves nothing."""

    question: bytes
    cause: str

    def reached(self, timeout_s: float) -> bool: ...


class ByMark:
    """`GS ( H`: the printer repeats a mark of this slip's own, which nothing else can imitate."""

    cause = ""

    def __init__(self, talk: Talk, number: int) -> None:
        self._talk = talk
        self._mark = b"%0*d" % (MARK_DIGITS, number % 10**MARK_DIGITS)
        self.question = status.encode(status.MarkQuestion(self._mark))

    def reached(self, timeout_s: float) -> bool:
        try:
            heard = self._talk.hear(status.MarkReached, timeout_s)
        except Nonsense:
            return False
        return heard is not None and heard.mark == self._mark


class ByPaperAnswer:
    """`GS r 1`: one byte with a zero in its high half, which a disturbed line can say as well.

    So it is believed only when the printer then answers the same question again, on a line that
    was emptied, and was seen to be there in between.
    """

    question = status.encode(status.InOrderQuestion(1))

    def __init__(self, talk: Talk, *, asks_real_time: bool) -> None:
        self._talk = talk
        self._asks_real_time = asks_real_time
        self.cause = ""

    def reached(self, timeout_s: float) -> bool:
        answer = self._heard(timeout_s)
        if answer is None:
            return False
        self._talk.drain()
        if self._asks_real_time:
            self._talk.ask(1, patient=False)
            self._talk.drain()
        self._talk.send(self.question)
        again = self._heard(IN_ORDER_TIMEOUT_S)
        if again is None and not self._asks_real_time:
            raise NoAnswer("it said that it was done, and then nothing")
        self.cause = "paper_out" if again is not None and again.out else ""
        return again is not None

    def _heard(self, timeout_s: float) -> status.InOrderAnswer | None:
        try:
            return self._talk.hear(status.InOrderAnswer, timeout_s)
        except Nonsense:
            return None
