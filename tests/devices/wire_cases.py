"""One table of frames for every protocol, used in both directions by the tests beside it.

The frames stand in public sources or are computed from their rules (see each PROTOCOL.md); all card
data is made up, the citizen's number is the textbook specimen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.devices.board_cases import BOARD, SIGN, WALL
from tests.devices.card_reader_cases import CARD_READER


class Case(NamedTuple):
    """`says`: what the one event in clear holds, at least."""

    kind: str
    frame: bytes
    says: dict[str, Any]


KEYPAD = [
    (
        "FF 68 03 03 68 03 01 0C 10 16",
        {"event": "key", "address": 3, "digits": "", "key": "call", "code": "0C"},
    ),
    ("68 03 03 68 03 01 0C 10 16", {"event": "key", "key": "call", "wake": False}),
    ("FF 68 03 03 68 03 01 0D 11 16", {"event": "key", "key": "recall", "code": "0D"}),
    ("FF 68 03 03 68 03 01 0B 0F 16", {"event": "key", "key": "waiting_rate", "code": "0B"}),
    ("FF 68 04 04 68 03 01 00 0F 13 16", {"event": "key", "digits": "0", "key": "confirm"}),
    ("FF 68 04 04 68 03 01 03 0F 16 16", {"event": "key", "digits": "3", "key": "confirm"}),
    ("FF 68 03 03 68 03 01 12 16 16", {"event": "key", "key": "pause"}),
    ("FF 68 03 03 68 03 01 13 17 16", {"event": "key", "key": "transfer"}),
    (
        "FF 68 08 08 68 03 02 0A 0A 0A 00 01 02 26 16",
        {"event": "show", "address": 3, "digits": "___012"},
    ),
    ("FF 68 03 03 68 03 02 01 06 16", {"event": "result", "ok": True}),
    ("FF 68 03 03 68 03 02 00 05 16", {"event": "result", "ok": False}),
    ("FF 68 02 02 68 03 03 06 16", {"event": "beep", "address": 3}),
    ("FF 68 03 03 68 83 02 05 8A 16", {"event": "stars", "stars": 5, "keypad": 3}),
    ("FF 68 03 03 68 83 01 0B 8F 16", {"event": "ask-rating", "address": 0x83, "keypad": 3}),
    ("FF 68 03 03 68 83 11 04 98 16", {"event": "grade", "grade": 4, "keypad": 3}),
    ("FF 68 03 03 68 83 01 04 88 16", {"event": "grade-acknowledged", "grade": 4}),
    ("68 02 02 68 83 01 84 16", {"event": "acknowledged", "keypad": 3, "wake": False}),
    ("FF 68 03 03 68 03 77 55 CF 16", {"event": "frame", "function": 0x77, "data": "55"}),
]
STRIP = [
    (
        "A0 90 01 A5 00 08 41 00 30 00 30 00 31 00 DC",
        {"event": "text", "address": 1, "text": "A001", "colour": "red"},
    ),
    (
        "A0 90 01 A5 00 0B C7 EB 00 41 00 30 00 30 00 31 00 F3",
        {"event": "text", "address": 1, "text": "请A001", "colour": "red"},
    ),
    (
        "A0 90 02 A5 00 05 C7 EB 01 41 02 CC",
        {
            "event": "text",
            "text": "请A",
            "colour": "mixed",
            "runs": [{"text": "请", "colour": "green"}, {"text": "A", "colour": "yellow"}],
        },
    ),
    ("A0 90 05 A1 00 00 A4", {"event": "read-memory", "address": 5}),
    ("A0 90 05 A2 00 01 06 A0", {"event": "set-address", "address": 5, "data": "06"}),
    ("A0 90 01 A5 AA", {"event": "shown", "address": 1}),
]
PRINTER = [
    ("10 04 01", {"event": "real-time-question", "query": 1, "asks": "printer"}),
    ("10 04 02", {"event": "real-time-question", "query": 2, "asks": "offline-cause"}),
    ("10 04 03", {"event": "real-time-question", "query": 3, "asks": "error-cause"}),
    ("10 04 04", {"event": "real-time-question", "query": 4, "asks": "paper"}),
    ("1D 72 01", {"event": "in-order-question", "query": 1, "asks": "paper"}),
    ("1D 72 02", {"event": "in-order-question", "query": 2, "asks": "drawer"}),
    ("1D 28 48 06 00 30 30 30 30 34 32", {"event": "mark-question", "text": "0042"}),
    ("37 22 30 30 34 32 00", {"event": "mark-reached", "text": "0042"}),
    ("1D 61 FF", {"event": "automatic-switch", "mask": 255}),
    ("14 00 00 00", {"event": "automatic-status", "drawer_high": True, "paper": "ok"}),
    ("30 00 0C 00", {"event": "automatic-status", "cover_open": True, "paper": "out"}),
    ("18 08 03 00", {"event": "automatic-status", "online": False, "cutter": True}),
    ("1E", {"event": "answer", "code": "1E"}),
]

SCANNER = [
    (
        "41 30 30 31 2D 37 43 39 45 0D 0A",
        {"event": "scan", "text": "A001-7C9E", "ending": "crlf", "encoding": "utf-8", "aim": ""},
    ),
    ("B2 BB B6 AF B2 FA 0D 0A", {"event": "scan", "text": "不动产", "encoding": "gb18030"}),
    ("5D 51 31 41 0D 0A", {"event": "scan", "text": "]Q1A", "aim": "Q1"}),
    ("41 30 30 31 0D", {"event": "scan", "text": "A001", "ending": "cr"}),
    ("41 30 30 31 0A", {"event": "scan", "text": "A001", "ending": "lf"}),
    (
        "7E 00 08 01 00 02 01 02 DA",
        {"event": "module-command", "function": "write", "at": "00 02", "checked": True},
    ),
    (
        "7E 00 08 01 00 02 01 AB CD",
        {"event": "module-command", "function": "write", "at": "00 02", "checked": False},
    ),
    (
        "7E 00 07 01 00 0A 01 EE 8A",
        {"event": "module-command", "function": "read", "at": "00 0A", "data": "01"},
    ),
    (
        "7E 00 09 01 00 00 00 DE C8",
        {"event": "module-command", "function": "save", "at": "00 00", "data": "00"},
    ),
    ("02 00 00 01 00 33 31", {"event": "module-reply", "result": "done", "data": "00"}),
    ("02 00 00 01 3E E4 AC", {"event": "module-reply", "data": "3E"}),
    ("16 54 0D", {"event": "trigger", "on": True}),
    ("16 55 0D", {"event": "trigger", "on": False}),
]

PROFILED = {  # the same frames as above where a profile and a codec tell the same wire
    "ff68-21key": [
        (
            "FF 68 03 03 68 03 01 0C 10 16",
            {"event": "key", "address": 3, "digits": "", "key": "call", "code": "0C"},
        ),
        ("FF 68 03 03 68 03 01 0D 11 16", {"event": "key", "key": "recall"}),
        ("FF 68 03 03 68 03 01 0B 0F 16", {"event": "key", "key": "waiting_rate"}),
        ("FF 68 04 04 68 03 01 00 0F 13 16", {"event": "key", "digits": "0", "key": "confirm"}),
        ("FF 68 04 04 68 03 01 03 0F 16 16", {"event": "key", "digits": "3", "key": "confirm"}),
        ("FF 68 03 03 68 03 01 12 16 16", {"event": "key", "key": "pause"}),
        ("FF 68 03 03 68 03 01 13 17 16", {"event": "key", "key": "transfer"}),
        ("FF 68 08 08 68 03 02 0A 0A 0A 00 01 02 26 16", {"event": "show", "digits": "___012"}),
        ("FF 68 03 03 68 03 02 01 06 16", {"event": "result", "ok": True}),
        ("FF 68 02 02 68 03 03 06 16", {"event": "beep", "address": 3}),
        ("FF 68 03 03 68 03 77 55 CF 16", {"event": "other", "function": 0x77, "data": "55"}),
        ("FF 68 03 03 68 83 02 05 8A 16", {"event": "foreign", "address": 0x83}),
    ],
    "ff68-hallqueue": [
        ("FF 68 05 05 68 03 01 01 02 0C 13 16", {"event": "key", "digits": "12", "key": "call"}),
        ("FF 68 04 04 68 03 01 00 0B 0F 16", {"event": "key", "digits": "0"}),
    ],
    "ff68-evaluator-csharp-ack": [
        ("FF 68 03 03 68 83 02 05 8A 16", {"event": "stars", "address": 3, "stars": 5}),
        ("FF 68 03 03 68 83 01 0B 8F 16", {"event": "ask-rating", "address": 3}),
        (
            "FF 68 03 03 68 83 11 04 98 16",
            {"event": "grade", "address": 3, "grade": 4, "level": 5},
        ),
        ("FF 68 03 03 68 83 01 04 88 16", {"event": "grade-ack", "grade": 4}),
    ],
    "ff68-evaluator-echo-ack": [
        ("FF 68 03 03 68 83 11 04 98 16", {"event": "grade", "address": 3, "grade": 4}),
    ],
    "ff68-evaluator-short-ack": [
        ("FF 68 03 03 68 83 11 04 98 16", {"event": "grade", "address": 3, "grade": 4}),
        ("68 02 02 68 83 01 84 16", {"event": "grade-ack", "address": 3}),
    ],
    "strip-weilipu": [
        (
            "F0 01 D0 01 01 01 05 00 41 30 30 31 9B",
            {
                "event": "text",
                "text": "A001",
                "colour": "red",
                "line": 1,
                "effect": "static",
                "speed": 1,
            },
        ),
        (
            "F0 01 D0 02 02 05 03 01 C7 EB 80",
            {"event": "text", "text": "请", "colour": "green", "line": 2, "effect": "left"},
        ),
        (
            "F0 01 D0 01 09 01 02 00 41 0F",  # an effect that no source names
            {"event": "other", "function": None, "data": "00 41", "effect": 9},
        ),
    ],
    "strip-mono": [
        (
            "81 C0 44 C7 EB 41 30 30 31 1A",
            {"event": "text", "address": 1, "text": "请A001", "colour": "red"},
        ),
        ("BF F0 44 41 1A", {"event": "text", "address": 255, "text": "A"}),
        ("80 D0 44 41 1A", {"event": "text", "address": 64, "text": "A"}),
    ],
    "demo-xor8": [
        ("AA 04 03 01 41 ED", {"event": "key", "address": 3, "key": "call", "code": "41"}),
        ("AA 04 03 81 41 6D", {"event": "key-ack", "address": 3, "key": "call"}),
        ("AA 04 03 02 03 AC", {"event": "grade", "grade": 3, "level": 5}),
        ("AA 04 20 83 37 3A", {"event": "show", "address": 32, "digits": "7"}),
        ("AA 04 01 84 15 3E", {"event": "result", "ok": False}),
    ],
}

CASES = [
    Case(kind, bytes.fromhex(frame), says)
    for kind, table in (
        ("id-card", CARD_READER),
        ("keypad-ff68", KEYPAD),
        ("strip-a090", STRIP),
        ("led-onbon", BOARD),
        ("alpha", SIGN),
        ("e131", WALL),
        ("printer-status", PRINTER),
        ("scanner", SCANNER),
        *PROFILED.items(),
    )
    for frame, says in table
]
KINDS = (
    "id-card",
    "keypad-ff68",
    "strip-a090",
    "led-onbon",
    "alpha",
    "e131",
    "printer-status",
    "scanner",
    *sorted(PROFILED),
)
# Bytes that a decoder may hold back while it waits for the rest of a frame.
MOST_HELD = {
    "id-card": 2567,
    "keypad-ff68": 262,
    "strip-a090": 1024,
    "led-onbon": 16384 * 2,
    "alpha": 16384 + 64,
    "e131": 1144,
    "scanner": 513,
    "strip-weilipu": 263,
    "strip-mono": 131,
    "demo-xor8": 5,
    "ff68-21key": 262,
    "ff68-hallqueue": 262,
    "ff68-evaluator-csharp-ack": 262,
    "ff68-evaluator-echo-ack": 262,
    "ff68-evaluator-short-ack": 262,
    "printer-status": 10,  # the question for a mark has eleven
}


def name_of(case: Case) -> str:
    return f"{case.kind} {case.says['event']} {case.frame[:14].hex()}"
