from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import serial
from PIL import Image
from virtual_bench import (
    A001_64_BY_16,
    ACK,
    CALL_128_BY_32,
    CLEAR,
    OFF,
    ON,
    PING,
    STRIP_A001,
    STRIP_SHOWN,
)

from devices.led.areas import DynamicArea
from devices.led.codec import encode
from devices.led.messages import Nack, SendAreas
from devices.led.packet import CARD, HOST, Header
from devices.sim.host import Host
from devices.sim.led_onbon import LedOnbonSim
from devices.sim.lit import LAMP_PX, photograph
from devices.sim.strip_bus import StripBusSim

Eventually = Callable[[Callable[[], Any]], Any]
OpenPort = Callable[[str], serial.Serial]


def tell(line: serial.Serial, request: bytes, answer: bytes = ACK) -> None:
    line.write(request)
    assert line.read(len(answer)) == answer


def pixels(host: Host) -> Image.Image:
    board = host.device("board", LedOnbonSim)
    return host["board"].ask(board.pixels)


def is_dark(picture: Image.Image) -> bool:
    return picture.getbbox() is None


def test_a_literal_frame_lights_its_text_inside_its_area_only(host: Host, port: OpenPort) -> None:
    tell(port("board"), A001_64_BY_16)
    state = host["board"].state()
    assert state["texts"] == ["A001"]
    lit = pixels(host)
    assert not is_dark(lit.crop((0, 0, 64, 16)))
    assert is_dark(lit.crop((64, 0, 128, 32)))
    assert is_dark(lit.crop((0, 16, 128, 32)))
    red, green, _ = lit.split()
    assert red.getextrema()[1] > green.getextrema()[1], "unmarked text is red"


def test_chinese_is_sixteen_dots_high_and_each_character_has_its_place(
    host: Host, port: OpenPort
) -> None:
    tell(port("board"), CALL_128_BY_32)
    assert host["board"].state()["texts"] == ["请A001号到3号窗口"]
    lit = pixels(host)
    box = lit.getbbox()
    assert box is not None
    assert 10 <= box[3] - box[1] <= 16
    places = [(0, 16), (16, 24), (24, 32), (32, 40), (40, 48), (48, 64), (64, 80), (80, 88)]
    assert all(not is_dark(lit.crop((left, 0, right, 32))) for left, right in places)


def test_clearing_and_switching_off_make_the_board_dark(host: Host, port: OpenPort) -> None:
    line = port("board")
    tell(line, A001_64_BY_16)
    tell(line, OFF)
    assert is_dark(pixels(host))
    assert host["board"].state()["texts"] == []
    tell(line, ON)
    assert not is_dark(pixels(host))
    tell(line, CLEAR)
    assert is_dark(pixels(host))


@pytest.mark.parametrize("unit", [0, 1], ids=["units of 8 px", "px with bit 15"])
def test_both_ways_of_counting_x_and_width_light_the_same_place(
    host: Host, port: OpenPort, unit: int
) -> None:
    area = DynamicArea(area=0, x=32, y=0, width=64, height=16, markup="A001", unit=unit)
    tell(port("board"), encode(SendAreas(areas=(area,))))
    box = pixels(host).getbbox()
    assert box is not None
    assert 32 <= box[0] < 40


def test_colour_marks_colour_what_follows_them(host: Host, port: OpenPort) -> None:
    markup = r"\C2绿\C3黄"
    area = DynamicArea(area=0, x=0, y=0, width=64, height=16, markup=markup)
    tell(port("board"), encode(SendAreas(areas=(area,))))
    lit = pixels(host)
    colours = {color for _, color in lit.crop((0, 0, 16, 16)).getcolors() or []}
    assert (70, 230, 90) in colours
    assert (255, 190, 50) not in colours


def test_a_damaged_frame_is_refused_with_the_checksum_error(host: Host, port: OpenPort) -> None:
    damaged = bytearray(A001_64_BY_16)
    damaged[-8] ^= 0x01
    refusal = encode(Nack(error=5, header=Header(destination=HOST, source=CARD)))
    tell(port("board"), bytes(damaged), refusal)
    assert is_dark(pixels(host))
    assert host["board"].state()["damaged_frames"] == 1


def test_a_card_can_be_told_to_refuse_and_to_answer_only_the_first_ping(
    host: Host, port: OpenPort
) -> None:
    line = port("board")
    host["board"].act("fault", {"refuse": 3})
    tell(line, PING, encode(Nack(error=3, header=Header(destination=HOST, source=CARD))))
    host["board"].act("fault", {"refuse": 0, "first_ping_only": True})
    tell(line, PING)
    line.timeout = 0.2
    line.write(PING)
    assert line.read(1) == b""
    tell(line, A001_64_BY_16)


def test_the_card_serves_one_caller_and_then_the_next(host: Host, port: OpenPort) -> None:
    first, second = port("board"), port("board")
    tell(first, PING)
    second.timeout = 0.2
    second.write(PING)
    assert second.read(1) == b""
    first.close()
    second.timeout = 2
    assert second.read(len(ACK)) == ACK
    tell(second, A001_64_BY_16)
    assert host["board"].state()["texts"] == ["A001"]


def test_a_strip_lights_what_it_was_sent_and_says_so(host: Host, port: OpenPort) -> None:
    tell(port("strips"), STRIP_A001, STRIP_SHOWN)
    (strip,) = host["strips"].state()["strips"]
    assert (strip["text"], strip["runs"]) == ("A001", [{"text": "A001", "colour": "red"}])
    bus = host.device("strips", StripBusSim)
    box = bus.pixels(1).getbbox()
    assert box is not None
    assert box[2] <= 4 * 8


def test_an_unknown_address_and_a_damaged_frame_stay_unanswered(host: Host, port: OpenPort) -> None:
    line = port("strips")
    line.timeout = 0.2
    elsewhere = bytearray(STRIP_A001)
    elsewhere[2] ^= 0x04
    elsewhere[-1] ^= 0x04
    for frame in (bytes(elsewhere), STRIP_A001[:-1] + b"\x00"):
        line.write(frame)
        assert line.read(1) == b""
    assert host["strips"].state()["strips"][0]["text"] == ""


def test_a_photograph_shows_round_lamps_lit_and_unlit() -> None:
    lit = Image.new("RGB", (2, 1))
    lit.putpixel((0, 0), (255, 66, 40))
    picture = Image.open(io.BytesIO(photograph(lit)))
    middle = LAMP_PX // 2
    assert picture.size == (2 * LAMP_PX, LAMP_PX)
    bright, unlit = (picture.getpixel((x, middle)) for x in (middle, LAMP_PX + middle))
    assert bright > (200, 0, 0)
    assert (0, 0, 0) < unlit < (60, 60, 60)
    assert picture.getpixel((0, 0)) < (60, 60, 60), "lamps are round"
