"""Draws docs/ticket-life.md from the table in `domain.tickets`.

Run `python -m queue_server.admin.draw_ticket_life` after a change of the table; a test compares.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from queue_server.domain.tickets import OPEN_AT_DAY_CLOSE, TABLE, TERMINAL, State, Verb

DOCUMENT = Path(__file__).parents[2] / "docs" / "ticket-life.md"

_HEAD = """\
# A ticket's life

Drawn from `TABLE` in `queue_server/domain/tickets.py`, the only place that changes a ticket's
state, by `python -m queue_server.admin.draw_ticket_life`. Do not edit by hand: a test compares.
"""

_MEANINGS: dict[Verb, str] = {
    Verb.CALL: "a window takes the next or a chosen ticket; a missed one under `recall_on_request`",
    Verb.RECALL: "the visitor is called once more",
    Verb.START: "the visitor came",
    Verb.FINISH: "the visitor is served; also what the next call does with the present visit",
    Verb.MISS: "the visitor did not come",
    Verb.REQUEUE: "a missed ticket waits again, under `requeue_after_k` and `requeue_tail`",
    Verb.HOLD: "the visitor steps aside and keeps the number",
    Verb.RESUME: "a held visitor is called back",
    Verb.TRANSFER: "to another service, window, clerk or the next step of its route,"
    " with the arrival time kept",
    Verb.ABANDON: "the visitor gave up",
    Verb.EXPIRE: "the business day is over",
    Verb.BACK_TO_WAITING: "the clerk takes back that a waiting visitor gave up",
    Verb.BACK_TO_CALLED: "the clerk takes back what was pressed for a called visitor",
    Verb.BACK_TO_SERVING: "the clerk takes back what was pressed for one who was being served",
    Verb.BACK_TO_HELD: "the clerk takes back that a held visitor gave up",
}


def draw() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_diagram(), "", *_verbs(), "", *_ends(), ""])


def _diagram() -> list[str]:
    arrows: dict[tuple[State, State], list[Verb]] = defaultdict(list)
    for (state, verb), after in TABLE.items():
        arrows[state, after].append(verb)
    lines = [
        f"    {state} --> {after}: {', '.join(verbs)}" for (state, after), verbs in arrows.items()
    ]
    ends = [f"    {state} --> [*]" for state in State if state in TERMINAL]
    return ["```mermaid", "stateDiagram-v2", "    [*] --> waiting: issue", *lines, *ends, "```"]


def _verbs() -> list[str]:
    rows = [
        f"| {verb} | {_from(verb)} | {_to(verb)} | {meaning} |"
        for verb, meaning in _MEANINGS.items()
    ]
    return ["| Verb | From | To | What happens |", "|---|---|---|---|", *rows]


def _from(verb: Verb) -> str:
    return ", ".join(state for state, each in TABLE if each is verb)


def _to(verb: Verb) -> str:
    return ", ".join(dict.fromkeys(after for (_, each), after in TABLE.items() if each is verb))


def _ends() -> list[str]:
    ends = ", ".join(state for state in State if state in TERMINAL)
    expire = ", ".join(state for state in State if state in OPEN_AT_DAY_CLOSE)
    return [
        f"Ends: {ends}; and missed, when the day is over or the policy is `void`.",
        f"At day close {expire} expire.",
        "An end that a clerk took back within `calling.undo_s` seconds was none.",
    ]


if __name__ == "__main__":
    DOCUMENT.write_text(draw(), encoding="utf-8")
