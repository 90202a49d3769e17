"""Literal frames of identity-card readers; every card is invented."""

from __future__ import annotations


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
