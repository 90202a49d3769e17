"""One table of frames for every protocol, used in both directions by the tests beside it.

The frames stand in public sources or are computed from their rules (see each PROTOCOL.md); all card
data is made up, the citizen's number is the textbook specimen.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """`says`: what the one event in clear holds, at least."""

    kind: str
    frame: bytes
    says: dict[str, Any]


def reply(payload: bytes) -> bytes:
    """A card reader's frame around SW1 SW2 SW3 data."""
    counted = (len(payload) + 1).to_bytes(2, "big") + payload
    check = 0
    for byte in counted:
        check ^= byte
    return bytes.fromhex("AAAAAA9669") + counted + bytes([check])


def utf16(text: str, size: int) -> bytes:
    return text.ljust(size // 2).encode("utf-16-le")


CITIZEN_TEXT = bytes.fromhex(
    "20 5F 09 4E 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00"
    "20 00 31 00 30 00 31 00 31 00 39 00 34 00 39 00 31 00 32 00 33 00 31 00 17 53 AC 4E"
    "02 5E 1D 67 33 96 3A 53 3A 79 8B 4F EF 8D 31 00 F7 53 20 00 20 00 20 00 20 00 20 00"
    "20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00"
    "20 00 20 00 20 00 20 00 20 00 31 00 31 00 30 00 31 00 30 00 35 00 31 00 39 00 34 00"
    "39 00 31 00 32 00 33 00 31 00 30 00 30 00 32 00 58 00 17 53 AC 4E 02 5E 6C 51 89 5B"
    "40 5C 1D 67 33 96 06 52 40 5C 20 00 20 00 20 00 20 00 20 00 32 00 30 00 31 00 30 00"
    "30 00 31 00 30 00 31 00 7F 95 1F 67 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00"
    "20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00 20 00"
    "20 00 20 00"
)
PHOTO = bytes.fromhex("574C66007E00320000FF") + bytes((7 * i + 3) & 0xFF for i in range(1014))
FOREIGN_2017_TEXT = b"".join(
    (
        utf16("ZHANG, SAN", 120),
        utf16("2", 2),
        utf16("CAN110081010102", 30),
        utf16("CAN", 6),
        utf16("张三", 30),
        utf16("20150101", 16),
        utf16("20250101", 16),
        utf16("19810101", 16),
        utf16("01", 4),
        utf16("1500", 8),
        utf16("I", 2),
        utf16("", 6),
    )
)
REGION_TEXT = b"".join(
    (
        utf16("李四", 30),
        utf16("1", 2),
        utf16("", 4),
        utf16("19900101", 16),
        utf16("广东省深圳市福田区一号路2号", 70),
        utf16("810000199001010019", 36),
        utf16("深圳市公安局", 30),
        utf16("20190101", 16),
        utf16("20240101", 16),
        utf16("H12345678", 18),
        utf16("01", 4),
        utf16("", 6),
        utf16("J", 2),
        utf16("", 6),
    )
)
FOREIGN_2023_TEXT = b"".join(
    (
        utf16("王五", 30),
        utf16("1", 2),
        utf16("01", 4),
        utf16("19850101", 16),
        utf16("A VERY LONG FAMILY NAME, GIVEN NAM", 70),
        utf16("932682198501010017", 36),
        utf16("", 30),
        utf16("20231201", 16),
        utf16("20331130", 16),
        utf16("ES GO ON", 22),
        utf16("CAN", 6),
        utf16("Y", 2),
        utf16("000", 6),
    )
)
UNKNOWN_TEXT = (
    CITIZEN_TEXT[:248] + "Z".encode("utf-16-le") + CITIZEN_TEXT[250:]
)  # a mark of no card
OK = bytes.fromhex("000090")
READ_HEAD = bytes.fromhex("01000400")
CITIZEN_REPLY = reply(OK + READ_HEAD + CITIZEN_TEXT + PHOTO)
FINGERPRINT = bytes(i * 5 & 0xFF for i in range(1024))

CARD_READER = [
    ("AA AA AA 96 69 00 03 10 FF EC", {"event": "request", "command": "reset", "code": "10 FF"}),
    ("AA AA AA 96 69 00 03 11 FF ED", {"event": "request", "command": "sam_status"}),
    ("AA AA AA 96 69 00 03 12 FF EE", {"event": "request", "command": "sam_id"}),
    ("AA AA AA 96 69 00 03 20 01 22", {"event": "request", "command": "find", "code": "20 01"}),
    ("AA AA AA 96 69 00 03 20 02 21", {"event": "request", "command": "select"}),
    ("AA AA AA 96 69 00 03 30 01 32", {"event": "request", "command": "read"}),
    ("AA AA AA 96 69 00 03 30 10 23", {"event": "request", "command": "read_with_fingerprint"}),
    ("AA AA AA 96 69 00 03 30 03 30", {"event": "request", "command": "read_address"}),
    ("AA AA AA 96 69 00 03 30 05 36", {"event": "request", "command": "read_management_number"}),
    ("AA AA AA 96 69 00 03 60 00 63", {"event": "request", "command": "baud_115200"}),
    ("AA AA AA 96 69 00 03 60 01 62", {"event": "request", "command": "baud_57600"}),
    ("AA AA AA 96 69 00 03 60 02 61", {"event": "request", "command": "baud_38400"}),
    ("AA AA AA 96 69 00 03 60 03 60", {"event": "request", "command": "baud_19200"}),
    ("AA AA AA 96 69 00 03 60 04 67", {"event": "request", "command": "baud_9600"}),
    ("AA AA AA 96 69 00 03 61 FF 9D", {"event": "request", "command": "max_rf_bytes"}),
    ("AA AA AA 96 69 00 04 00 00 90 94", {"event": "reply", "status": "ok", "code": "90"}),
    (
        "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97",
        {"event": "card-found", "status": "card_found", "code": "9F"},
    ),
    ("AA AA AA 96 69 00 04 00 00 80 84", {"event": "reply", "status": "no_card", "code": "80"}),
    (
        "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C",
        {"event": "card-selected", "status": "ok"},
    ),
    ("AA AA AA 96 69 00 04 00 00 81 85", {"event": "reply", "status": "select_failed"}),
    ("AA AA AA 96 69 00 04 00 00 41 45", {"event": "reply", "status": "read_failed"}),
    ("AA AA AA 96 69 00 04 00 00 10 14", {"event": "reply", "status": "checksum_error"}),
    ("AA AA AA 96 69 00 04 00 00 11 15", {"event": "reply", "status": "length_error"}),
    ("AA AA AA 96 69 00 04 00 00 21 25", {"event": "reply", "status": "command_error"}),
    ("AA AA AA 96 69 00 04 00 00 66 62", {"event": "reply", "status": "sam_not_authorised"}),
    ("AA AA AA 96 69 00 04 00 00 91 95", {"event": "reply", "status": "no_such_content"}),
    ("AA AA AA 96 69 00 04 00 00 40 44", {"event": "reply", "status": "wrong_card_type"}),
    ("AA AA AA 96 69 00 04 00 00 31 35", {"event": "reply", "status": "card_refused_reader"}),
    ("AA AA AA 96 69 00 04 00 00 24 20", {"event": "reply", "status": "unknown_error"}),
    ("AA AA AA 96 69 00 04 00 00 60 64", {"event": "reply", "status": "self_test_failed"}),
    (
        "AA AA AA 96 69 00 14 00 00 90 05 00 03 00 A5 C9 31 01 01 00 00 00 15 CD 5B 07 5B",
        {"event": "sam-id", "id": "05.03-20040101-0000000001-0123456789"},
    ),
    (
        "AA AA AA 96 69 00 4A 00 00 90 17 53 AC 4E 02 5E 77 6D C0 6D 3A 53 B0 65 40 57 EF 8D"
        "32 00 F7 53" + "20 00" * 24 + "C8",
        {"event": "new-address", "address": "北京市海淀区新址路2号"},
    ),
    (
        CITIZEN_REPLY.hex(),
        {
            "event": "card",
            "card": "citizen",
            "name": "张三",
            "sex": "male",
            "sex_code": "1",
            "nation": "汉",
            "nation_code": "01",
            "birth": "1949-12-31",
            "address": "北京市朝阳区示例路1号",
            "number": "11010519491231002X",
            "number_valid": True,
            "authority": "北京市公安局朝阳分局",
            "valid_from": "2010-01-01",
            "valid_to": "长期",
            "fingerprint": None,
        },
    ),
    (
        reply(OK + READ_HEAD + b"\0\0" + CITIZEN_TEXT + PHOTO).hex(),
        {"event": "card", "name": "张三", "fingerprint": ""},
    ),
    (
        reply(OK + READ_HEAD + b"\4\0" + CITIZEN_TEXT + PHOTO + FINGERPRINT).hex(),
        {"event": "card", "name": "张三", "fingerprint": FINGERPRINT.hex(" ").upper()},
    ),
    (
        reply(OK + READ_HEAD + FOREIGN_2017_TEXT + PHOTO).hex(),
        {
            "event": "card",
            "card": "I",
            "name": "张三",
            "name_en": "ZHANG, SAN",
            "sex": "female",
            "number": "CAN110081010102",
            "country": "CAN",
            "birth": "1981-01-01",
            "valid_from": "2015-01-01",
            "valid_to": "2025-01-01",
            "authority": "1500",
        },
    ),
    (
        reply(OK + READ_HEAD + REGION_TEXT + PHOTO).hex(),
        {
            "event": "card",
            "card": "J",
            "name": "李四",
            "sex": "male",
            "birth": "1990-01-01",
            "number": "810000199001010019",
            "number_valid": True,
            "permit_number": "H12345678",
            "issue_count": "01",
        },
    ),
    (
        reply(OK + READ_HEAD + FOREIGN_2023_TEXT + PHOTO).hex(),
        {
            "event": "card",
            "card": "Y",
            "name": "王五",
            "name_en": "A VERY LONG FAMILY NAME, GIVEN NAM",
            "name_en_more": "ES GO ON",
            "number": "932682198501010017",
            "number_valid": True,
            "country": "CAN",
            "renewals": "01",
            "earlier_number": "000",
        },
    ),
]
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
