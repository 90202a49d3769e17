from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import serial
from PIL import Image
from virtual_bench import ACK, CALL_128_BY_32, CALL_KEY, STRIP_A001, STRIP_SHOWN, BenchClient

from devices.sim.bench_file import Bench
from devices.sim.host import Host

OpenPort = Callable[[str], serial.Serial]
SLIP = b"\x1b@\x1c&\xba\xc5\xc6\xb1 A001\n\x1dVB\x00"
SCREEN_SIZE = (108, 192)


@pytest.fixture
def touches(bench: Bench) -> Iterator[list[bytes]]:
    """A kiosk's eye: shows one blue picture and writes down where it was touched."""
    touched: list[bytes] = []
    picture = io.BytesIO()
    Image.new("RGB", SCREEN_SIZE, (11, 92, 102)).save(picture, "PNG")
    frame = len(picture.getvalue()).to_bytes(4, "big") + picture.getvalue()
    eye = socket.socket(socket.AF_UNIX)
    eye.bind(bench.kiosks[0].eye)
    eye.listen()

    def serve() -> None:
        while True:
            try:
                peer, _ = eye.accept()
            except OSError:
                return
            with peer:
                asked = peer.makefile("rb").readline()
                if asked.startswith(b"TOUCH"):
                    touched.append(asked)
                peer.sendall(frame if asked == b"FRAME\n" else b"OK\n")

    serving = threading.Thread(target=serve)
    serving.start()
    yield touched
    eye.shutdown(socket.SHUT_RDWR)
    eye.close()
    serving.join(5)


def image(answer: requests.Response) -> Image.Image:
    assert answer.headers["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(answer.content))


def test_the_list_names_every_device_and_costs_nothing_while_nothing_changes(
    client: BenchClient,
) -> None:
    answer = client.get("/api/devices")
    assert [d["name"] for d in answer.json()] == ["printer", "reader", "board", "strips", "desk"]
    again = client.get("/api/devices", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.post("/api/devices/reader/lay", {"person": "elder"})
    changed = client.get("/api/devices", **{"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def test_a_card_is_laid_and_taken_away(client: BenchClient) -> None:
    laid = client.post("/api/devices/reader/lay", {"person": "resident-y"})
    assert laid.json()["card"]["id"] == "resident-y"
    client.post("/api/devices/reader/remove")
    assert client.state("reader")["card"] is None


def test_a_key_pressed_on_the_page_is_heard_on_the_line(
    client: BenchClient, port: OpenPort
) -> None:
    line = port("desk")
    client.post("/api/devices/desk/press", {"window": "1", "digits": "", "key": "CALL"})
    assert line.read(len(CALL_KEY)) == CALL_KEY


def test_printed_slips_lie_there_as_pictures_and_bytes(
    client: BenchClient, port: OpenPort, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    port("printer").write(SLIP + SLIP)
    slips = eventually(
        lambda: len(found := client.get("/api/printers/printer/slips").json()) == 2 and found
    )
    assert [slip["n"] for slip in slips] == [2, 1], "newest first"
    assert slips[0]["text"] == ["号票 A001"]
    assert image(client.get(slips[0]["png"])).width == 640
    assert client.get(slips[1]["bin"]).content == SLIP
    assert client.get("/api/printers/printer/slips/3.png").status_code == 404


def test_paper_and_cover_are_seen_on_the_line(client: BenchClient, port: OpenPort) -> None:
    line = port("printer")
    for wish, answer in (("near_end", 0x1E), ("out", 0x7E), ("ok", 0x12)):
        assert client.post("/api/devices/printer/fault", {"paper": wish}).json()["paper"] == wish
        line.write(b"\x10\x04\x04")
        assert line.read(1) == bytes([answer])
    client.post("/api/devices/printer/fault", {"cover": "open", "silent": False})
    line.write(b"\x10\x04\x02")
    assert line.read(1) == bytes([0x16])


def test_board_and_strip_are_pictures_of_their_lamps(client: BenchClient, port: OpenPort) -> None:
    dark = client.get("/api/boards/board.png")
    line = port("board")
    line.write(CALL_128_BY_32)
    assert line.read(len(ACK)) == ACK
    lit = client.get("/api/boards/board.png")
    assert image(lit).size == (128 * 5, 32 * 5)
    assert image(lit).convert("L").getextrema()[1] > image(dark).convert("L").getextrema()[1]
    same = client.get("/api/boards/board.png", **{"If-None-Match": lit.headers["ETag"]})
    assert same.status_code == 304
    strip = port("strips")
    strip.write(STRIP_A001)
    assert strip.read(len(STRIP_SHOWN)) == STRIP_SHOWN
    assert image(client.get("/api/strips/strips/1.png")).size == (4 * 16 * 5, 16 * 5)


def test_the_last_bytes_on_a_wire_can_be_read(client: BenchClient, port: OpenPort) -> None:
    line = port("strips")
    line.write(STRIP_A001)
    line.read(len(STRIP_SHOWN))
    heard, said = client.get("/api/devices/strips/traffic").json()
    assert (heard["direction"], said["direction"]) == ("in", "out")
    assert bytes.fromhex(heard["hex"]) == STRIP_A001
    assert bytes.fromhex(said["hex"]) == STRIP_SHOWN


def test_a_cable_is_pulled_and_plugged_in_from_the_page(client: BenchClient) -> None:
    assert client.post("/api/devices/board/unplug").json()["plugged"] is False
    assert client.post("/api/devices/board/unplug").json()["plugged"] is False
    assert client.post("/api/devices/board/plug").json()["plugged"] is True


def test_a_kiosk_without_a_screen_is_seen_and_touched(
    client: BenchClient, touches: list[bytes]
) -> None:
    frame = client.get("/api/kiosks/k1/frame.png")
    assert image(frame).size == SCREEN_SIZE
    same = client.get("/api/kiosks/k1/frame.png", **{"If-None-Match": frame.headers["ETag"]})
    assert same.status_code == 304
    assert client.post("/api/kiosks/k1/touch", {"x": 30, "y": 40}).status_code == 200
    assert touches == [b"TOUCH 30 40\n"]
    outside = client.post("/api/kiosks/k1/touch", {"x": -1, "y": 40})
    assert (outside.status_code, len(touches)) == (400, 1)


def test_a_kiosk_with_no_eye_is_told_apart_from_an_unknown_one(client: BenchClient) -> None:
    assert client.get("/api/kiosks/k1/frame.png").json()["code"] == "no_eye"
    assert client.get("/api/kiosks/k9/frame.png").json()["code"] == "unknown_kiosk"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/devices/toaster/plug", {}, 404, "unknown_device"),
        ("/api/devices/reader/dance", {}, 404, "unknown_action"),
        ("/api/devices/reader/lay", {"person": "nobody"}, 404, "unknown_person"),
        ("/api/devices/reader/lay", {}, 400, "malformed"),
        ("/api/devices/reader/lay", ["elder"], 400, "malformed"),
        ("/api/devices/reader/unplug", {"gently": True}, 400, "malformed"),
        ("/api/devices/desk/press", {"window": 1, "key": "CALL"}, 400, "malformed"),
        ("/api/devices/reader/lay", {"person": "x" * 70_000}, 413, "request_entity_too_large"),
    ],
)
def test_what_cannot_be_done_is_told_as_a_problem(
    client: BenchClient, path: str, body: object, status: int, code: str
) -> None:
    answer = client.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_post_of_another_sites_page_does_nothing(host: Host, client: BenchClient) -> None:
    refused = requests.post(f"{client.url}/api/devices/reader/unplug", timeout=5)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_header")
    assert host["reader"].state()["plugged"]


@pytest.mark.parametrize(
    "name", ["bench.evil.example", "evil.example:80", "127.0.0.1.evil.example"]
)
def test_a_name_that_was_bound_to_our_address_is_refused(client: BenchClient, name: str) -> None:
    for path in ("/", "/api/devices"):
        assert client.get(path, Host=name).status_code == 403


@pytest.mark.parametrize("name", ["localhost:8090", "127.0.0.1", "[::1]:8090"])
def test_our_own_names_are_answered(client: BenchClient, name: str) -> None:
    assert client.get("/api/devices", Host=name).status_code == 200


def test_the_page_allows_no_inline_script_or_style(client: BenchClient) -> None:
    page = client.get("/")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert " style=" not in page.text
    assert "<script>" not in page.text
    assert "http://127.0.0.1:1/clerk" in page.text


def test_pictures_are_asked_only_of_devices_that_show_some(client: BenchClient) -> None:
    for path in (
        "/api/boards/printer.png",
        "/api/printers/board/slips",
        "/api/strips/strips/9.png",
        "/api/strips/board/1.png",
    ):
        assert client.get(path).status_code == 404, path
