"""The desk unit with real bytes on a pty, a real HTTP server, and no broker at all."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Iterator

import pytest
from http_at_hand import hall_of, serve
from server_at_hand import ServerAtHand

from config.machines import Desk, Pad
from devices.__main__ import run
from devices.keypad.codec import Beep, Decoder, Key, KeyFrame, Result, Show, encode

DEADLINE_S = 8.0


class PadOnAPty:
    """The maker's end of the line: sends keys, hears frames."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._decoder = Decoder()
        self.heard: list[object] = []

    def press(self, key: Key, digits: str = "") -> KeyFrame:
        frame = KeyFrame(address=1, digits=digits, key=key)
        os.write(self._master, encode(frame))
        return frame

    def noise(self, data: bytes) -> None:
        os.write(self._master, data)

    def knock(self) -> None:
        """Until the desk listens: a port that is being opened drops what came before."""
        end = time.monotonic() + DEADLINE_S
        while not self.heard:
            assert time.monotonic() < end, "the desk does not listen"
            self.press(Key.CANCEL)
            if select.select([self._master], [], [], 0.1)[0]:
                self.heard += self._decoder.feed(os.read(self._master, 4096))

    def hear_until(self, *wanted: object) -> None:
        end = time.monotonic() + DEADLINE_S
        while not all(word in self.heard for word in wanted):
            assert time.monotonic() < end, f"heard only {self.heard}"
            if select.select([self._master], [], [], 0.1)[0]:
                self.heard += self._decoder.feed(os.read(self._master, 4096))

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def server() -> ServerAtHand:
    return ServerAtHand(waiting=["A001", "A002", "A003"])


@pytest.fixture
def pad(server: ServerAtHand) -> Iterator[PadOnAPty]:
    http, pad = serve(server), PadOnAPty()
    settings = Desk(id="d1", port=pad.port, pads=[Pad(window="1", address=1)])
    hall = hall_of(settings, http.server_port)
    stop = threading.Event()
    desk = threading.Thread(target=run, args=(hall, settings, "a-token", "secret", stop))
    desk.start()
    pad.knock()
    yield pad
    stop.set()
    desk.join(DEADLINE_S)
    assert not desk.is_alive()
    http.shutdown()
    http.server_close()
    pad.close()


def test_the_call_key_calls_and_the_pad_shows_number_and_waiting_count(
    pad: PadOnAPty, server: ServerAtHand
) -> None:
    pressed = pad.press(Key.CALL)
    pad.hear_until(pressed, Show(address=1, digits="001_2"))
    assert server.heard == [("call_next", "")]


def test_a_key_that_bounces_and_a_pad_that_repeats_itself_call_once(
    pad: PadOnAPty, server: ServerAtHand
) -> None:
    for _ in range(3):
        pressed = pad.press(Key.CALL)
    pad.hear_until(pressed, Show(address=1, digits="001_2"))
    pad.press(Key.RECALL)
    pad.hear_until(KeyFrame(address=1, digits="", key=Key.RECALL))
    deadline = time.monotonic() + DEADLINE_S
    while server.done() != ["call_next", "recall"]:
        assert time.monotonic() < deadline, server.heard
        time.sleep(0.01)


def test_noise_on_the_line_is_no_key(pad: PadOnAPty, server: ServerAtHand) -> None:
    pad.noise(bytes(range(256)) * 4)
    time.sleep(0.6)  # the rest of a frame that never comes is given up after half a second
    pressed = pad.press(Key.CALL)
    pad.hear_until(pressed, Show(address=1, digits="001_2"))
    assert server.heard == [("call_next", "")]


def test_a_refused_key_beeps_and_shows_failed(pad: PadOnAPty, server: ServerAtHand) -> None:
    server.refuse = "window_paused"
    pad.press(Key.CALL)
    pad.hear_until(Beep(address=1), Result(address=1, ok=False))


def test_an_answer_that_is_lost_calls_nobody_twice(pad: PadOnAPty, server: ServerAtHand) -> None:
    server.lose_answers = 1
    pad.press(Key.CALL)
    pad.hear_until(Show(address=1, digits="001_2"))
    assert server.done() == ["call_next"]
    assert len(server.heard) == 2
