"""A scanner that poses as a keyboard: its keys become codes and reach nobody else."""

from __future__ import annotations

import errno
import os
import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import LinkLost
from devices.framing import Garbage
from devices.scanner.codec import Scanned
from devices.scanner.driver import Scanner
from devices.scanner.hid import KeyboardPort, find_keyboard
from devices.scanner.keys import (
    CONTROLS,
    EV_KEY,
    EV_SYN,
    EVENT,
    KEY_ENTER,
    KEY_J,
    KEY_KPENTER,
    KEY_M,
    PRESSED,
    RELEASED,
    SYN_DROPPED,
    KeyDecoder,
    typed,
)
from devices.scanner.scan import LONGEST_BYTES, Scan

LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7?a=B_1&c=~"


def key(code: int, value: int) -> bytes:
    return EVENT.pack(0, 0, EV_KEY, code, value)


def with_control(code: int) -> bytes:
    held = CONTROLS[0]
    return key(held, PRESSED) + key(code, PRESSED) + key(code, RELEASED) + key(held, RELEASED)


def codes(data: bytes) -> list[str]:
    return [event.text for event in KeyDecoder().feed(data) if isinstance(event, Scanned)]


def test_everything_on_a_us_keyboard_is_typed_and_read() -> None:
    text = string.printable[:95].replace(" ", "") + " x"
    assert codes(typed(text)) == [text]
    assert codes(typed(LINK)) == [LINK]


@pytest.mark.parametrize(
    "end",
    [
        key(KEY_ENTER, PRESSED),
        key(KEY_KPENTER, PRESSED),
        with_control(KEY_M),
        with_control(KEY_J),
    ],
    ids=["Enter", "keypad Enter", "Ctrl-M", "Ctrl-J"],
)
def test_a_code_ends_with_any_enter(end: bytes) -> None:
    assert codes(typed("A001", None) + end + typed("A002")) == ["A001", "A002"]


def test_a_scanner_without_an_end_is_read_when_it_falls_silent() -> None:
    decoder = KeyDecoder()
    assert decoder.feed(typed("A001", None)) == []
    assert decoder.pending
    assert decoder.finish() == [Scanned("A001", ending="idle")]
    assert not decoder.pending


def test_the_keypads_digits_count() -> None:
    keypad = b"".join(key(code, PRESSED) + key(code, RELEASED) for code in (79, 80, 81, 98, 82))
    assert codes(keypad + key(KEY_ENTER, PRESSED)) == ["123/0"]


def test_other_shortcuts_type_nothing() -> None:
    assert codes(with_control(46) + typed("A001")) == ["A001"]


def test_a_cable_pulled_while_shift_is_down_does_not_shift_the_next_code() -> None:
    keys = KeyDecoder()
    cut = typed("A")[: EVENT.size * 3]  # shift down, A down, and no key up
    keys.feed(cut)
    keys.finish()
    assert keys.feed(typed("http")) == [Scanned("http")]


def test_a_held_key_does_not_repeat() -> None:
    assert codes(key(30, PRESSED) + key(30, 2) + key(30, 2) + typed("")) == ["a"]


def test_how_the_events_are_cut_never_matters() -> None:
    data = typed(LINK) + typed("A002")
    decoder = KeyDecoder()
    heard = [event for at in range(len(data)) for event in decoder.feed(data[at : at + 1])]
    assert [event.text for event in heard if isinstance(event, Scanned)] == [LINK, "A002"]


def test_a_code_with_lost_keys_is_dropped_and_the_next_is_read() -> None:
    lost = EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0)
    decoder = KeyDecoder()
    assert decoder.feed(typed("A0", None) + lost + typed("01")) == [Garbage("lost", b"A001")]
    assert decoder.feed(typed("A002")) == [Scanned("A002")]


def test_a_code_too_long_is_dropped_whole() -> None:
    decoder = KeyDecoder()
    (garbage,) = decoder.feed(typed("A" * 5000))
    assert garbage == Garbage("length", b"A" * LONGEST_BYTES)
    assert decoder.feed(typed("A" * LONGEST_BYTES)) == [Scanned("A" * LONGEST_BYTES)]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_crash_the_keys(data: bytes) -> None:
    decoder = KeyDecoder()
    decoder.feed(data)
    decoder.finish()
    assert not decoder.pending


def test_a_code_is_read_after_a_megabyte_of_nonsense() -> None:
    dice = random.Random(7)
    decoder = KeyDecoder()
    for _ in range(16):
        decoder.feed(dice.randbytes(1 << 16))
        assert decoder.pending <= LONGEST_BYTES + EVENT.size
    decoder.finish()
    released = b"".join(key(code, RELEASED) for code in (*CONTROLS, 42, 54))
    assert decoder.feed(released + typed("A001")) == [Scanned("A001")]


# --- the port -------------------------------------------------------------------------------


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pipe in place of an event device: its path and the end to type at."""
    path = tmp_path / "event0"
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    yield path, end
    os.close(end)


def test_the_keyboard_is_taken_and_read(line: tuple[Path, int]) -> None:
    path, end = line
    taken: list[int] = []
    scanner = Scanner(KeyboardPort(str(path), take=taken.append), listener=KeyDecoder())
    assert len(taken) == 1
    os.write(end, typed(LINK) + typed("A001", None))
    assert scanner.read(2.0) == Scan(LINK)
    assert scanner.read(2.0) == Scan("A001")
    assert scanner.read(0) is None


def test_a_keyboard_that_another_program_has_is_no_link(line: tuple[Path, int]) -> None:
    def busy(_file: int) -> None:
        raise OSError(errno.EBUSY, "busy")

    with pytest.raises(LinkLost, match="cannot be taken"):
        KeyboardPort(str(line[0]), take=busy)


def test_a_pulled_keyboard_is_a_lost_link(tmp_path: Path) -> None:
    path = tmp_path / "event0"
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    port = KeyboardPort(str(path), take=lambda file: None)
    os.close(end)
    with pytest.raises(LinkLost):
        port.read(1.0)
    port.close()
    with pytest.raises(LinkLost):
        port.read(0)


def test_a_keyboard_that_is_not_there_is_no_link(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        KeyboardPort(str(tmp_path / "none"))


def plug(inputs: Path, event: str, vendor: str, product: str, keys: str) -> None:
    device = inputs / event / "device"
    (device / "id").mkdir(parents=True)
    (device / "capabilities").mkdir()
    (device / "id/vendor").write_text(vendor + "\n")
    (device / "id/product").write_text(product + "\n")
    (device / "capabilities/key").write_text(keys + "\n")


def test_a_scanner_is_found_by_its_make_and_by_its_keys(tmp_path: Path) -> None:
    typing = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
    plug(tmp_path, "event2", "0c2e", "0b61", "e0b000000000000 0")  # its media keys
    plug(tmp_path, "event3", "0c2e", "0b61", typing)
    plug(tmp_path, "event4", "046d", "c31c", typing)  # the clerk's own keyboard
    dev = Path("/dev/input")
    assert find_keyboard("hid:0C2E:0B61", tmp_path, dev) == dev / "event3"
    assert find_keyboard("/dev/input/by-id/usb-a-event-kbd", tmp_path, dev) == Path(
        "/dev/input/by-id/usb-a-event-kbd"
    )
    with pytest.raises(LinkLost, match="plugged in"):
        find_keyboard("hid:0C2E:0000", tmp_path, dev)
