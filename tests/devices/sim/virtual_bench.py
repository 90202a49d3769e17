"""What stands on the bench of these tests, the frames it is asked with, and its HTTP client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests

FIND = bytes.fromhex("AAAAAA9669 0003 20 01 22")
SELECT = bytes.fromhex("AAAAAA9669 0003 20 02 21")
READ = bytes.fromhex("AAAAAA9669 0003 30 01 32")
READ_WITH_FINGERPRINT = bytes.fromhex("AAAAAA9669 0003 30 10 23")
READ_ADDRESS = bytes.fromhex("AAAAAA9669 0003 30 03 30")
SAM_ID = bytes.fromhex("AAAAAA9669 0003 12 FF EE")
CARD_FOUND = bytes.fromhex("AAAAAA9669 0008 00 00 9F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 00 00 90 0000000000000000 9C")
NO_CARD = bytes.fromhex("AAAAAA9669 0004 00 00 80 84")
SELECT_FAILED = bytes.fromhex("AAAAAA9669 0004 00 00 81 85")
READ_FAILED = bytes.fromhex("AAAAAA9669 0004 00 00 41 45")
CHECKSUM_ERROR = bytes.fromhex("AAAAAA9669 0004 00 00 10 14")
COMMAND_ERROR = bytes.fromhex("AAAAAA9669 0004 00 00 21 25")
NO_SUCH_CONTENT = bytes.fromhex("AAAAAA9669 0004 00 00 91 95")
SAM_ID_REPLY = bytes.fromhex("AAAAAA9669 0014 00 00 90 05000300A5C931010100000015CD5B07 5B")
READ_REPLY_BYTES = 1295

PRINTER_PAPER = bytes.fromhex("10 04 04")

_ONBON = "A5A5A5A5A5A5A5A5 0100 0080 000000 00 00 00 FE 02 "
PING = bytes.fromhex(_ONBON + "0500 A200010000 68F8 5A")
CLEAR = bytes.fromhex(_ONBON + "0500 A310010000 51F8 5A")
OFF = bytes.fromhex(_ONBON + "0600 A30001000002 39EB 5A")
ON = bytes.fromhex(_ONBON + "0600 A30001000001 79EA 5A")
ACK = bytes.fromhex("A5A5A5A5A5A5A5A5 0080 0100 000000 00 00 00 FE 02 0500 A000000000 64DC 5A")
A001_64_BY_16 = bytes.fromhex(
    _ONBON + "2800 A306 01 0000 00 01 1F00 00 0000 0000 0800 1000 00 00 00 0000 00 00 00 02 01 01"
    "00 00 00 04000000 41303031 EA2F 5A"
)
CALL_128_BY_32 = bytes.fromhex(
    _ONBON + "3500 A306 01 0000 00 01 2C00 00 0000 0000 1000 2000 00 00 00 0000 00 00 00 02 01 01"
    "00 00 00 11000000 C7EB 41303031 BAC5 B5BD 33 BAC5 B4B0 BFDA 24F6 5A"
)

STRIP_A001 = bytes.fromhex("A0 90 01 A5 00 08 41 00 30 00 30 00 31 00 DC")
STRIP_SHOWN = bytes.fromhex("A0 90 01 A5 AA")

CALL_KEY = bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16")
SHOW_012 = bytes.fromhex("FF 68 08 08 68 03 02 0A 0A 0A 00 01 02 26 16")
RESULT_OK = bytes.fromhex("FF 68 03 03 68 03 02 01 06 16")
BEEP = bytes.fromhex("FF 68 02 02 68 03 03 06 16")
FIVE_STARS = bytes.fromhex("FF 68 03 03 68 83 02 05 8A 16")
ASK_RATING = bytes.fromhex("FF 68 03 03 68 83 01 0B 8F 16")
GRADE_4 = bytes.fromhex("FF 68 03 03 68 83 11 04 98 16")
GRADE_4_ACKNOWLEDGED = bytes.fromhex("FF 68 03 03 68 83 01 04 88 16")


def entries(folder: Path) -> bytes:
    """A bench file with one device of each kind."""
    dev = folder / "dev"
    devices: list[dict[str, Any]] = [
        {"kind": "ticket-printer", "name": "printer", "link": str(dev / "printer0")},
        {"kind": "id-card", "name": "reader", "link": str(dev / "id-card0")},
        {"kind": "led-onbon", "name": "board", "tcp_port": 0, "width_px": 128, "height_px": 32},
        {
            "kind": "strip-bus",
            "name": "strips",
            "link": str(dev / "strips0"),
            "strips": [{"window": "1", "address": 1, "columns": 4}],
        },
        {
            "kind": "desk-bus",
            "name": "desk",
            "link": str(dev / "desk0"),
            "pads": [
                {"window": "1", "address": 3},
                {"window": "2", "address": 4, "evaluator": False},
            ],
        },
    ]
    kiosks = [{"id": "k1", "eye": str(folder / "eye.sock")}]
    links = [{"label": "Clerk's page", "url": "http://127.0.0.1:1/clerk"}]
    return json.dumps({"devices": devices, "kiosks": kiosks, "links": links}).encode()


class BenchClient:
    def __init__(self, session: requests.Session, url: str) -> None:
        self.url = url
        self._session = session

    def get(self, path: str, **headers: str) -> requests.Response:
        return self._session.get(self.url + path, headers=headers, timeout=5)

    def post(self, path: str, body: object = None, **headers: str) -> requests.Response:
        allowed = {"X-Bench": "1"} | headers
        return self._session.post(self.url + path, json=body, headers=allowed, timeout=5)

    def state(self, name: str) -> Any:
        return self.get(f"/api/devices/{name}").json()
