"""Literal frames of boards: font cards, Alpha signs, pixel walls."""

from __future__ import annotations

HEADER = "A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 "


def encoded_board(addresses: str, data: str) -> str:
    """A board's frame around its data: length, CRC and escapes worked out by their rules."""
    content = bytes.fromhex(data)
    body = bytes.fromhex(addresses + "000000 00 00 00 FE 02")
    body += len(content).to_bytes(2, "little") + content
    crc = 0
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    escapes = {0xA5: "A602", 0xA6: "A601", 0x5A: "5B02", 0x5B: "5B01"}
    inner = "".join(escapes.get(b, f"{b:02X}") for b in body + crc.to_bytes(2, "little"))
    return "A5" * 8 + inner + "5A"


BOARD = [
    (HEADER + "05 00 A2 00 01 00 00 68 F8 5A", {"event": "ping", "starts": 8}),
    (HEADER + "05 00 A3 10 01 00 00 51 F8 5A", {"event": "clear"}),
    (HEADER + "06 00 A3 00 01 00 00 01 79 EA 5A", {"event": "power", "state": "on"}),
    (HEADER + "06 00 A3 00 01 00 00 02 39 EB 5A", {"event": "power", "state": "off"}),
    (
        HEADER + "28 00 A3 06 01 00 00 00 01 1F 00 00 00 00 00 00 08 00 10 00 00 00 00 00 00 00"
        "00 00 02 01 01 00 00 00 04 00 00 00 41 30 30 31 EA 2F 5A",
        {"event": "areas", "delete": []},
    ),
    (
        HEADER + "35 00 A3 06 01 00 00 00 01 2C 00 00 00 00 00 00 10 00 20 00 00 00 00 00 00 00"
        "00 00 02 01 01 00 00 00 11 00 00 00 C7 EB 41 30 30 31 BA C5 B5 BD 33 BA C5 B4 B0 BF DA"
        "24 F6 5A",
        {"event": "areas"},
    ),
    (
        "A5 A5 A5 A5 A5 A5 A5 A5 00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 00 00 00 0064 DC 5A",
        {"event": "ack", "error": "ok", "code": 0},
    ),
    *(
        (encoded_board(addresses, data), says)
        for addresses, data, says in (
            ("01 00 00 80", "A2 01 01 00 00", {"event": "reset"}),
            ("01 00 00 80", "A3 08 01 00 00", {"event": "cancel-timed-power"}),
            ("01 00 00 80", "A1 02 01 00 00", {"event": "read-status"}),
            (
                "01 00 00 80",
                "A2 03 01 00 00 26 20 05 07 10 09 30 04",
                {"event": "set-clock", "time": "2026-05-07 10:09:30"},
            ),
            (
                "01 00 00 80",
                "A3 02 01 00 00 01 07" + "0F" * 48,
                {"event": "brightness", "mode": "forced", "level": 7},
            ),
            (
                "00 80 01 00",
                "A1 02 00 00 00 01 0C 26 20 11 22 09 30 30 07 00 00 00 00 00 00 00 02 00 04"
                + "31" * 16
                + "00" * 12,
                {"event": "status", "power": "on", "brightness": 12, "areas": [0, 4]},
            ),
            ("00 80 01 00", "A0 01 03 00 00", {"event": "nack", "error": "busy", "code": 3}),
        )
    ),
]
SIGN = [
    (  # two public samples, one of them with its checksum
        "00 00 00 00 00 01 5A 30 30 02 41 41 1B 26 61 48 45 4C 4C 4F 03 30 32 39 44 04",
        {
            "event": "text",
            "label": "A",
            "position": "bottom",
            "mode": "rotate",
            "text": "HELLO",
            "ending": "checksum",
        },
    ),
    (
        "00 00 00 00 00 00 01 5E 30 30 02 45 2C 04",
        {"event": "reset", "sign_type": "^", "nulls": 6, "ending": "eot"},
    ),
    (  # "_01Z00_02AA_1B0b_1C2TEST_04": the form for lines that carry no control codes
        "5F 30 31 5A 30 30 5F 30 32 41 41 5F 31 42 30 62 5F 31 43 32 54 45 53 54 5F 30 34",
        {"event": "text", "form": 3, "position": "fill", "mode": "hold", "text": "\x1c2TEST"},
    ),
    (
        "5D 21 5A 30 30 5D 22 41 41 48 49 5D 24",
        {"event": "text", "form": 2, "position": None, "text": "HI"},
    ),
    (
        (
            "00 00 00 00 00 01 5A 30 30 02 45 24 41 41 4C 30 31 30 30 46 46 46 46"
            "36 44 4C 30 37 35 30 32 30 30 30 04"
        ),
        {
            "event": "memory",
            "answer": False,
            "files": [
                {"label": "A", "kind": "text", "locked": True, "size": 256, "more": "FFFF"},
                {"label": "6", "kind": "picture", "locked": True, "size": 0x750, "more": "2000"},
            ],
        },
    ),
    (
        "00 00 00 00 00 01 5A 30 31 02 49 36 30 32 30 33 30 31 32 0D 33 33 30 0D 04",
        {"event": "picture", "label": "6", "rows": ["012", "330"], "size": "3x2"},
    ),
    ("00 00 00 00 00 01 5A 30 30 02 47 61 31 32 04", {"event": "string", "text": "12"}),
    (
        "00 00 00 00 00 01 5A 30 30 02 45 20 30 39 34 31 04",
        {"event": "time", "hour": 9, "minute": 41},
    ),
    ("00 00 00 00 00 01 5A 30 30 02 45 26 32 04", {"event": "day", "day": "monday"}),
    (
        "00 00 00 00 00 01 5A 30 30 02 45 3B 31 31 32 32 32 36 04",
        {"event": "date", "month": 11, "day": 22, "year": 26},
    ),
    (
        "00 00 00 00 00 01 5A 30 30 02 45 2E 53 4C 41 04",
        {"event": "run-sequence", "order": "always", "labels": "A"},
    ),
    ("00 00 00 00 00 01 5A 30 30 02 46 2A 04", {"event": "read", "function": "error-status"}),
    (
        "00 00 00 00 00 01 30 30 30 02 45 2A 50 03 30 30 43 34 04",
        {"event": "error-status", "status": 0x50, "errors": ["checksum"]},
    ),
    (
        "00 00 00 00 00 01 5A 30 30 02 41 41 48 49 03 02 45 2C 03 04",
        {"event": "nested", "ending": "etx", "commands": ["41 41 48 49", "45 2C"]},
    ),
]
ACN = "00 10 00 00 41 53 43 2D 45 31 2E 31 37 00 00 00 "
SENDER = "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF "
WALL = [
    (
        ACN + "70 71 00 00 00 04 " + SENDER + "70 5B 00 00 00 02" + "48 61 6C 6C" + "00" * 60 + "64"
        "00 00 07 40 00 01 70 0E 02 A1 00 00 00 01 00 04 00 FF 80 00",
        {
            "event": "light",
            "source": "Hall",
            "universe": 1,
            "sequence": 7,
            "terminated": True,
            "preview": False,
            "values": "FF 80 00",
            "count": 3,
        },
    ),
    (
        ACN + "70 21 00 00 00 08 " + SENDER + "70 0B 00 00 00 01 05 1F 40 00 00",
        {"event": "sync", "universe": 8000, "sequence": 5},
    ),
    (
        ACN + "70 6C 00 00 00 08 " + SENDER + "70 56 00 00 00 02" + "48 61 6C 6C" + "00" * 60
        + "00 00 00 00 70 0C 00 00 00 01 00 00 00 01 00 02",
        {"event": "discovery", "source": "Hall", "universes": [1, 2]},
    ),
]  # fmt: skip
