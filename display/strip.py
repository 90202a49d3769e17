"""PURE: window fact -> the strip above the window: text and colour.

The usual strip has a single line of eight Chinese characters; a digit or Latin letter takes half of
one. The first text of a list that fits is shown; a strip too short for all of them shows the end of
the last, where the digits are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from display.card_font import columns as columns_of
from display.card_font import displayable
from queue_server.contract.messages import TicketState, WindowFact, WindowStatus

Colour = Literal["red", "green", "yellow"]

CHARACTER_COLUMNS = 2


@dataclass(frozen=True, kw_only=True)
class StripText:
    """`text` is padded with blanks to the strip's length, so that nothing old stays lit."""

    text: str
    colour: Colour


TICKET_TEXTS: dict[TicketState, tuple[tuple[str, ...], Colour]] = {
    TicketState.CALLED: (
        (
            "请{number}号到本窗口办理",
            "请{number}号到本窗口",
            "请{number}号",
            "{number}号",
            "{number}",
        ),
        "yellow",
    ),
    TicketState.SERVING: (
        ("正在办理{number}号", "办理中{number}", "{number}号", "{number}"),
        "green",
    ),
}

STATUS_TEXTS: dict[WindowStatus, tuple[tuple[str, ...], Colour]] = {
    WindowStatus.OPEN: (("欢迎光临 热情服务", "欢迎光临热情服务", "欢迎光临", "欢迎"), "green"),
    WindowStatus.PAUSED: (("暂停服务", "暂停"), "red"),
    WindowStatus.CLOSED: (("",), "red"),
}


def strip_text(fact: WindowFact, characters: int) -> StripText:
    """What a strip of so many Chinese characters says."""
    columns = CHARACTER_COLUMNS * characters
    texts, colour = _texts(fact)
    fitting = [text for text in texts if columns_of(text) <= columns]
    text = fitting[0] if fitting else _end_of(texts[-1], columns)
    return StripText(text=text + " " * (columns - columns_of(text)), colour=colour)


def _texts(fact: WindowFact) -> tuple[tuple[str, ...], Colour]:
    if fact.number is not None and fact.ticket_state in TICKET_TEXTS:
        texts, colour = TICKET_TEXTS[fact.ticket_state]
        number = displayable(fact.number)
        if not number:  # nothing of it can be shown: the window is above their heads anyway
            texts = tuple(text.replace("{number}号", "") for text in texts)
        return tuple(text.format(number=number) for text in texts), colour
    return STATUS_TEXTS[fact.status]


def _end_of(text: str, columns: int) -> str:
    while columns_of(text) > columns:
        text = text[1:]
    return text
