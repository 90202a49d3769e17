"""An engineer between a program and its device: watching, recording, and being the device."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.id_card.card import Card
from devices.id_card.driver import IdCardReader
from devices.keypad.codec import Key, KeyFrame
from devices.keypad.codec import encode as pad_frame
from devices.link import Link
from devices.overhear import Overhearing
from devices.recording import NotARecording, read_recording
from devices.sim.bench_file import Bench, IdCardOn
from devices.sim.host import Host
from devices.tap import Frame, Tap
from devices.transport import open_transport

READY_S = 20.0
HEAD = '{"recording": 1, "kind": "id-card", "about": "", "baud": 1}\n'


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Host]:
    """A simulated card reader at tmp_path/real."""
    host = Host(Bench(devices=[IdCardOn(name="reader", link=str(tmp_path / "real"))]))
    host.start()
    yield host
    host.stop()


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + READY_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@contextmanager
def hallctl_wire(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "devices.wire_tool", *arguments]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    tool = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    try:
        yield tool
    finally:
        if tool.poll() is None:
            tool.kill()
        tool.communicate()


def ended(tool: subprocess.Popen[str]) -> str:
    tool.send_signal(signal.SIGINT)
    out, err = tool.communicate(timeout=READY_S)
    assert (tool.returncode, err) == (0, "")
    return out


def reads_a_card(place: Path) -> Card:
    """A program's driver, at `place`, reads until a card was given."""
    link = Link(lambda: open_transport(str(place), 115200), "reader")
    reader = IdCardReader(link)
    deadline = time.monotonic() + READY_S
    try:
        while time.monotonic() < deadline:
            card = reader.poll()
            if card is not None:
                return card
        raise AssertionError("no card was read")
    finally:
        link.close()


def test_a_recorded_reader_can_be_played_to_the_driver_again_and_names_nobody(
    reader: Host, tmp_path: Path
) -> None:
    file, between, again = tmp_path / "reader.jsonl", tmp_path / "between", tmp_path / "again"
    # The first citizen of the tray is whom recordings show instead of anybody.
    who = [card for card in reader["reader"].state()["tray"] if card["kind"] == "citizen"][1]
    reader["reader"].act("lay", {"person": who["id"]})
    with hallctl_wire(
        "record", str(tmp_path / "real"), "id-card", str(file),
        "--about", "virtual reader", "--baud", "115200", "--between", str(between),
    ) as tool:  # fmt: skip
        until(between.is_symlink, "the tool offers no place for the program")
        assert reads_a_card(between).name == who["name"]
        assert "frames" in ended(tool)

    kept = file.read_text("utf-8")
    assert who["number"] not in kept
    assert who["number"].encode("utf-16-le").hex(" ").upper() not in kept
    with hallctl_wire("replay", str(file), "--as-device", str(again)) as tool:
        until(again.is_symlink, "nobody plays the device")
        card = reads_a_card(again)
        assert "0 frames of the program were in no recording" in ended(tool)
    assert card.number != who["number"]


def test_watching_shows_each_frame_as_it_comes(tmp_path: Path) -> None:
    master, slave = os.openpty()
    with hallctl_wire("watch", os.ttyname(slave), "keypad-ff68") as tool:
        deadline = threading.Timer(READY_S, tool.kill)
        deadline.start()
        lines: list[str] = []
        press = pad_frame(KeyFrame(address=3, digits="", key=Key.CALL))

        def listen() -> None:
            assert tool.stdout is not None
            lines.extend(iter(tool.stdout.readline, ""))

        listener = threading.Thread(target=listen)
        listener.start()
        while not lines and tool.poll() is None:  # pressed again until the port is listened to
            os.write(master, press)
            time.sleep(0.05)
        tool.send_signal(signal.SIGINT)
        listener.join(READY_S)
        deadline.cancel()
    os.close(master)
    os.close(slave)
    assert 'key="call"' in lines[0]
    assert "address=3" in lines[0]


class Line:
    """A transport that gives these chunks, then stops the listening."""

    def __init__(self, chunks: list[bytes], stop: threading.Event) -> None:
        self._chunks = chunks
        self._stop = stop

    def read(self, timeout_s: float) -> bytes:
        if self._chunks:
            return self._chunks.pop(0)
        self._stop.set()
        return b""

    def write(self, data: bytes) -> None:
        raise AssertionError("listening says nothing")

    def close(self) -> None:
        return None


def test_half_a_frame_before_a_lull_is_told_as_none() -> None:
    stop = threading.Event()
    frames: list[Frame] = []
    seconds = iter([0.0, 0.1, 1.0, 2.0, 3.0])
    half = bytes.fromhex("FF 68 03 03")
    Overhearing(Tap("keypad-ff68"), frames.append, lambda: next(seconds)).listen(
        Line([half, b""], stop), stop
    )
    assert [(f.at_s, f.data, f.says[0]["reason"]) for f in frames] == [(1.0, half, "length")]


def test_what_was_said_last_is_told_when_the_listening_ends() -> None:
    stop = threading.Event()
    frames: list[Frame] = []
    Overhearing(Tap("scanner"), frames.append, lambda: 0.0).listen(Line([b"AB-12"], stop), stop)
    assert [frame.says[0]["event"] for frame in frames] == ["scan"]


def test_a_broken_card_frame_is_kept_as_its_length_only() -> None:
    (frame,) = Tap("id-card").hear("device", b"110105194912310022 and more, no frame at all", 0.0)
    assert set(frame.data) == {0}
    assert "31 31" not in str(frame.says)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        ("{}", "recording"),
        ('{"recording": 1, "kind": "tv", "about": "", "baud": 1}', "'tv' is none of"),
        (
            HEAD + '{"at_s": 1',
            ":2:",
        ),
        (
            HEAD + '{"at_s": 1, "from": "host", "bytes": "AG", "says": []}',
            "'AG' is not hexadecimal",
        ),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(
    text: str, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "torn.jsonl"
    file.write_text(text)
    with pytest.raises(NotARecording, match=complaint):
        read_recording(file)


def test_a_port_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with hallctl_wire("watch", str(tmp_path / "gone"), "id-card") as tool:
        _, err = tool.communicate(timeout=READY_S)
    assert tool.returncode == 1
    assert err.startswith("wire: ")
    assert err.count("\n") == 1


def complaint_of(*arguments: str) -> tuple[int, str]:
    with hallctl_wire(*arguments) as tool:
        _, err = tool.communicate(timeout=READY_S)
    return tool.returncode, err


@pytest.fixture
def port() -> Iterator[str]:
    """A serial port on which nobody speaks."""
    master, slave = os.openpty()
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_file_at_the_place_for_the_program_stays(port: str, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("kept")
    code, err = complaint_of("watch", port, "keypad-ff68", "--between", str(file))
    assert (code, file.read_text()) == (1, "kept")
    assert "something else stands there" in err


def test_a_recording_of_nothing_leaves_no_file(port: str, tmp_path: Path) -> None:
    file = tmp_path / "new.jsonl"
    about = ("--about", "nothing")
    assert complaint_of("record", str(tmp_path / "gone"), "id-card", str(file), *about)[0] == 1
    assert not file.exists()
    with hallctl_wire(
        "record", port, "id-card", str(file), *about, "--between", str(tmp_path / "place")
    ) as tool:
        until((tmp_path / "place").is_symlink, "the tool does not start")
        assert "nothing was heard" in ended(tool)
    assert not file.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("watch", "id-card", "--between", "tcp:99999"),
        ("watch", "id-card", "--between", "tcp:-1"),
        ("watch", "id-card", "--baud", "0"),
        ("watch", "gone.toml"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_heard(
    words: tuple[str, ...], port: str
) -> None:
    code, err = complaint_of(words[0], port, *words[1:])
    assert code == 2
    assert "Traceback" not in err


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "fast"])
def test_pauses_are_divided_by_a_number_above_0(speed: str, tmp_path: Path) -> None:
    code, err = complaint_of("replay", str(tmp_path / "any.jsonl"), "--speed", speed)
    assert code == 2
    assert "--speed" in err
