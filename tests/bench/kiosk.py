"""The kiosk's figures: how soon it answers, how soon paper comes, how much memory it takes.

Off screen, drawn by the processor, on this machine's cores; the printer hangs on a virtual cable
and tells when its bytes came.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from devices.sim.ticket_printer import PrinterSim
from devices.sim.wires import PtyWire
from queue_server.admin.demo_kiosk import Eye, key_of
from tests.bench.load import percentile
from tests.bench.result import Result
from tests.bench.rig import ROOT, Rig

GROUP, NEXT = "社会事务", "不动产登记"
BAUD = 115_200
STATUS = b"\x10\x04"  # how a real-time status question begins: no byte of a slip
SLIP_LEAST = 100  # bytes
READY_WITHIN_S = 60.0
VISITS = 40
FINGER_S = 0.1  # from one touch to the next
FEW, MANY = 300, 1000  # by the few the heap below Python has its size


class TimedPrinter:
    """The printer of the demonstration hall: when bytes came that ask for no status."""

    def __init__(self, link: Path) -> None:
        self._came: list[tuple[float, int]] = []
        self._cut: list[float] = []
        self._sim = PrinterSim()
        self._wire = PtyWire(link)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> TimedPrinter:
        self._wire.open()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._wire.wake()
        self._thread.join(5)
        self._wire.close()

    def slip_after(self, then: float) -> tuple[float, int]:
        """When the first byte of the next slip came, and how many bytes it has."""
        cut = next(at for at in self._cut if at > then)
        parts = [(at, size) for at, size in self._came if then < at <= cut]
        return parts[0][0], sum(size for _, size in parts)

    def _serve(self) -> None:
        while not self._stop.is_set():
            data = self._wire.read(0.05)
            if data and not (data.startswith(STATUS) and len(data) < SLIP_LEAST):
                self._came.append((time.perf_counter(), len(data)))
            before = len(self._sim.slips)
            said = self._sim.feed(data) + self._sim.speak(time.monotonic())[0]
            if said:
                self._wire.write(said)
            if len(self._sim.slips) > before:
                self._cut.append(time.perf_counter())


def answers_and_paper(rig: Rig) -> list[Result]:
    """A finger takes numbers at the real kiosk, with the real server behind it."""
    out = rig.folder / "finger.json"
    with TimedPrinter(rig.folder / "run" / "dev" / "printer0") as printer:
        command = [sys.executable, "-m", "tests.bench.kiosk_finger", str(VISITS), str(out)]
        log = (rig.folder / "finger.log").open("ab")
        done = subprocess.run(command, env=rig.env, cwd=ROOT, stdout=log, stderr=log, timeout=900)
        if done.returncode:
            raise AssertionError((rig.folder / "finger.log").read_text()[-2000:])
    told = json.loads(out.read_text())
    firsts, lasts = [], []
    for lifted in told["lifts"]:
        first, size = printer.slip_after(lifted)
        firsts.append(first - lifted)
        lasts.append(first - lifted + size * 10 / BAUD)
    return [*_answers(told), *_paper(firsts, lasts)]


def _answers(told: dict[str, list[float]]) -> list[Result]:
    answers, frames = sorted(told["answers"]), sorted(told["frames"])
    p99, slow = percentile(answers, 0.99) * 1e3, percentile(frames, 0.99) * 1e3
    half, usual = statistics.median(answers) * 1e3, statistics.median(frames) * 1e3
    detail = [
        f"{len(answers)} touches, p50 {half:.0f} ms: from the finger's lift to the last frame of",
        "the change; layout and text of a screen's widgets take most of it",
    ]
    share = [f"{len(frames)} frames of changes, p50 {usual:.1f} ms, drawn without a GPU"]
    return [
        Result("touch to answer on screen, p99", p99, "ms", "<= 100", p99 <= 100, detail),
        Result("frame of a change of screen, p99", slow, "ms", "<= 100", slow <= 100, share),
    ]


def _paper(firsts: list[float], lasts: list[float]) -> list[Result]:
    firsts, lasts = sorted(firsts), sorted(lasts)
    p99, last = percentile(firsts, 0.99) * 1e3, percentile(lasts, 0.99) * 1e3
    detail = [
        f"{len(firsts)} slips, p50 {statistics.median(firsts) * 1e3:.0f} ms: frame, order on disk,",
        "the server's commit and answer, what the printer says, the slip on disk, its bytes",
    ]
    line = [f"p50 {statistics.median(lasts) * 1e3:.0f} ms: the first byte, and 10 bits for each"]
    name = "last touch to last byte at 115200 baud, p99"
    return [
        Result("last touch to first byte at printer, p99", p99, "ms", "<= 30", p99 <= 30, detail),
        Result(name, last, "ms", "<= 3000", last <= 3000, line),
    ]


def start(rig: Rig, times: int) -> list[Result]:
    """From the start of the process to a touch that was answered."""
    with TimedPrinter(rig.folder / "run" / "dev" / "printer0"):
        starts = sorted(_one_start(rig) for _ in range(times))
    value = statistics.median(starts)
    detail = [f"{starts[0]:.2f} to {starts[-1]:.2f} s; half of it is importing Kivy and its parts"]
    return [Result("kiosk's start to first touch", value, "s", "<= 3", value <= 3, detail)]


def _one_start(rig: Rig) -> float:
    began = time.perf_counter()
    rig.start_kiosk()
    eye = Eye(rig.folder / "run" / "kiosk-k1.sock")
    try:
        while not _pressed(eye):
            if time.perf_counter() - began > READY_WITHIN_S:
                raise AssertionError((rig.folder / "kiosk.log").read_text()[-2000:])
            time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        rig.stop("kiosk")


def _pressed(eye: Eye) -> bool:
    """Whether the first screen has given way; if not, it is touched."""
    try:
        texts = eye.texts()
        if key_of(texts, lambda shown: shown == NEXT) is not None:
            return True
        place = key_of(texts, lambda shown: shown == GROUP)
        if place is not None:
            eye.touch(*place)
            time.sleep(FINGER_S)
    except (OSError, ValueError):
        return False
    return False


def memory(few: int = FEW, many: int = MANY) -> list[Result]:
    """Whether a thousand visitors leave anything behind."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.kiosk_visitors", str(few), str(many)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    after_few, after_many = told[str(few)], told[str(many)]
    value = after_many / after_few
    detail = [f"{after_few:.0f} MB after {few}, {after_many:.0f} MB after {many} visitors (PSS)"]
    name = f"memory after {many} visitors to after {few}"
    return [Result(name, value, "x", "<= 1.05", value <= 1.05, detail)]
