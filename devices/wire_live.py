"""The live half of `hallctl wire`: watch a wire, record it, and be the recorded device.

`hallctl wire watch PORT KIND` listens; with `--between PLACE` it stands between a program and the
device: the program is given PLACE (a path for a serial device, `tcp:PORT` for a network one) and
everything is passed on. `hallctl wire record` writes what was heard to a file. `hallctl wire
replay FILE` shows a recording; with `--as-device PLACE` it answers in the device's stead.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from devices.clear import hex_of
from devices.overhear import Overhearing
from devices.recording import Head, Writer, read_recording
from devices.sim.replayed import Replayed
from devices.sim.station import Station
from devices.sim.wires import PtyWire, TcpWire, Wire
from devices.tap import DEVICE, HOST, LINE, Frame, Tap
from devices.transport import open_transport
from devices.wire import KINDS

USUAL_BAUD = 9600
HIGHEST_TCP_PORT = 65535
ARROWS = {HOST: "→", DEVICE: "←", LINE: " "}
NOTED = ("event", "bytes")  # told by other means than the list of fields


def add_subcommands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    watch = commands.add_parser("watch", help="show a port's traffic, decoded, as it comes")
    _add_port(watch)
    watch.set_defaults(run=_watch)
    record = commands.add_parser("record", help="write a port's traffic to a file, frame by frame")
    _add_port(record)
    record.add_argument("file", type=Path, metavar="FILE", help="a new file, by custom *.jsonl")
    record.add_argument("--about", required=True, help="maker, model, and what is done")
    record.set_defaults(run=_record)
    replay = commands.add_parser("replay", help="show a recording, or be the recorded device")
    replay.add_argument("file", type=Path, metavar="FILE")
    replay.add_argument("--as-device", type=_place, metavar="PLACE", help="a path, or tcp:PORT")
    replay.add_argument("--speed", type=_speed, default=1.0, help="divides the pauses (default 1)")
    replay.add_argument("--bytes", action="store_true", help="show the bytes too")
    replay.set_defaults(run=_replay)


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("port", metavar="PORT", help="/dev/ttyUSB0, serial:…, socket://host:port …")
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help="see: hallctl wire kinds")
    parser.add_argument("--baud", type=_baud, default=USUAL_BAUD, help=f"default {USUAL_BAUD}")
    parser.add_argument(
        "--between", type=_place, metavar="PLACE", help="pass on to a program: a path, or tcp:PORT"
    )
    parser.add_argument("--bytes", action="store_true", help="show the bytes too")


def _place(text: str) -> Wire:
    if not text.startswith("tcp:"):
        return PtyWire(Path(text))
    number = text.removeprefix("tcp:")
    if not (number.isascii() and number.isdigit() and int(number) <= HIGHEST_TCP_PORT):
        raise argparse.ArgumentTypeError(f"{text!r}: tcp: and a port number expected")
    return TcpWire(int(number))


def _baud(text: str) -> int:
    baud = int(text)
    if baud < 1:
        raise argparse.ArgumentTypeError(f"{text}: a line's speed is 1 or more")
    return baud


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: a number above 0 expected")
    return speed


def _watch(arguments: argparse.Namespace) -> str:
    return _overhear(arguments, _shower(arguments.bytes, _now))


def _record(arguments: argparse.Namespace) -> str:
    show = _shower(arguments.bytes, _now)
    frames = 0
    with arguments.file.open("x", encoding="utf-8") as file:
        writer = Writer(file, Head(1, arguments.kind, arguments.about, arguments.baud))

        def keep(frame: Frame) -> None:
            nonlocal frames
            frames += 1
            writer.add(frame)
            show(frame)

        try:
            _overhear(arguments, keep)
        finally:
            if not frames:  # an empty one would only stand in the way of the next attempt
                arguments.file.unlink()
    return f"{arguments.file}: {frames} frames" if frames else "nothing was heard, nothing kept"


def _overhear(arguments: argparse.Namespace, tell: Callable[[Frame], None]) -> str:
    stop = _stopped_by_signal()
    port = open_transport(arguments.port, arguments.baud)
    with ExitStack() as opened:
        opened.callback(port.close)
        hearing = Overhearing(Tap(arguments.kind), tell, time.monotonic)
        if arguments.between is None:
            hearing.listen(port, stop)
        else:
            hearing.relay(port, arguments.between, stop)
    return ""


def _replay(arguments: argparse.Namespace) -> str:
    recording = read_recording(arguments.file)
    head = recording.head
    if arguments.as_device is None:
        show = _shower(arguments.bytes, lambda frame: f"{frame.at_s:9.3f}")
        for frame in recording.frames:
            show(frame)
        return f"{head.kind}, {head.about}: {len(recording.frames)} frames"
    stop = _stopped_by_signal()
    station = Station(
        kind=head.kind,
        name="replayed",
        device=Replayed(recording, time.monotonic, speed=arguments.speed),
        wire=arguments.as_device,
        baud=head.baud,
    )
    station.start()
    try:
        place = ", ".join(str(value) for value in arguments.as_device.place().values())
        _say(f"{head.kind} at {place}; Ctrl-C ends it")
        stop.wait()
        left = station.state()
    finally:
        station.stop()
    return f"{left['unknown']} frames of the program were in no recording"


def _shower(with_bytes: bool, stamp: Callable[[Frame], str]) -> Callable[[Frame], None]:
    def show(frame: Frame) -> None:
        for clear in frame.says:
            fields = " ".join(
                f"{name}={json.dumps(value, ensure_ascii=False)}"
                for name, value in clear.items()
                if name not in NOTED and value is not None
            )
            data = f"  {hex_of(frame.data)}" if with_bytes or not fields else ""
            _say(f"{stamp(frame)} {ARROWS[frame.source]} {clear['event']:<14} {fields}{data}")

    return show


def _now(frame: Frame) -> str:
    return f"{datetime.now().astimezone():%H:%M:%S.%f}"[:-3]


def _say(text: str) -> None:
    sys.stdout.buffer.write((text + "\n").encode())
    sys.stdout.flush()


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
