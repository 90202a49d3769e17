"""An identity number and a telephone number are planted: after the visit they are nowhere.

Not in the data, the logs, what goes over MQTT, the paper; nor in the memory of any process of the
hall but the bench, whose simulated card they stand on. Nobody else comes before that is judged.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from kiosk.surface import missing_packages
from queue_server.admin.demo_kiosk import Eye
from tests.hall.kiosk_at_hand import SLOW_S, eye_of, press, run_folder, sees
from tests.hall.running_hall import RunningHall, wait_until

NUMBER = "11010519491231002X"  # the textbook's specimen, on the bench's card of "elder"
NAME, ADDRESS = "柏秀芝", "示例街道"
PHONE = "13912345678"
ENCODINGS = ("utf-8", "utf-16-le", "gb18030", "utf-32-le")
ALL = ("-t", "#", "-v")
HALL_NAME = "示范政务服务大厅".encode("utf-16-le")  # as CPython keeps a Chinese text
WIPED_WITHIN_S = 5.0
SLIPS = "/api/printers/printer-k1/slips"

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}"),
]


class Overheard:
    """All that is said over MQTT, kept in a file by a client that is not ours."""

    def __init__(self, hall: RunningHall, file: Path) -> None:
        password = json.loads((hall.data / "secrets" / "mqtt.json").read_text())["server"]
        self._file = file.open("wb")
        self.process = subprocess.Popen(
            ["mosquitto_sub", "-p", str(hall.mqtt_port), "-u", "server", "-P", password, *ALL],
            stdout=self._file,
            stderr=subprocess.STDOUT,
        )

    def stop(self) -> bytes:
        self.process.terminate()
        self.process.wait(10)
        self._file.close()
        return Path(self._file.name).read_bytes()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("left")) as running:
        yield running


@pytest.fixture
def eye(hall: RunningHall) -> Eye:
    socket = run_folder(hall) / "kiosk-k1.sock"
    wait_until(socket.exists, SLOW_S, "the kiosk opens its eye")
    return eye_of(hall)


def test_a_visitors_numbers_are_nowhere_after_the_visit(
    hall: RunningHall, eye: Eye, tmp_path: Path
) -> None:
    sees(eye, "请选择您要办理的业务")
    overheard = Overheard(hall, tmp_path / "mqtt.log")
    take_with_the_card(hall, eye)
    take_with_the_telephone(hall, eye)

    heard = overheard.stop()
    assert b"hall/demo/" in heard, "nobody heard anything"
    paper = b"".join(hall.bench.get(f"{SLIPS}/{slip['n']}.bin") for slip in hall.bench.json(SLIPS))
    assert "老年人优先".encode("gb18030") in paper
    assert planted_in(heard) == []
    assert planted_in(paper) == []
    files = [p for p in (*hall.data.rglob("*"), *run_folder(hall).rglob("*")) if p.is_file()]
    assert any(p.name == "kiosk.db" for p in files)
    assert [(str(p), found) for p in files if (found := planted_in(p.read_bytes()))] == []
    with contextlib.suppress(AssertionError):  # the frame after the first screen's puts them out
        wait_until(lambda: not left_in_memory(hall), WIPED_WITHIN_S, "the words are gone")
    assert left_in_memory(hall) == {}


def test_the_kiosk_writes_no_core_when_it_dies(hall: RunningHall, eye: Eye) -> None:
    sees(eye, "请选择您要办理的业务")
    limits = Path(f"/proc/{kiosk_of(hall).pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)


def take_with_the_card(hall: RunningHall, eye: Eye) -> None:
    press(eye, "身份证", whole=True)
    sees(eye, "您的信息怎样使用")
    hall.bench.do("id-card-k1", "lay", person="elder")
    sees(eye, "已为您启用老年人优先")
    hall.bench.do("id-card-k1", "remove")
    take(hall, eye, "社会事务", "不动产登记")


def take_with_the_telephone(hall: RunningHall, eye: Eye) -> None:
    press(eye, "手机号", whole=True)
    for digit in PHONE:
        press(eye, digit, whole=True)
    press(eye, "确定")
    take(hall, eye, "社保医保", "社会保险")


def take(hall: RunningHall, eye: Eye, group: str, service: str) -> None:
    before = len(hall.bench.json(SLIPS))
    press(eye, group)
    press(eye, service)
    wait_until(lambda: len(hall.bench.json(SLIPS)) > before, 40, "a slip comes out")
    press(eye, "完成")
    sees(eye, "请选择您要办理的业务")


def planted_in(data: bytes) -> list[str]:
    return [
        f"{word} as {encoding}"
        for word in (NUMBER, NAME, ADDRESS, PHONE)
        for encoding in ENCODINGS
        if word.encode(encoding) in data
    ]


def programs(hall: RunningHall) -> list[psutil.Process]:
    assert hall.process is not None
    return psutil.Process(hall.process.pid).children(recursive=True)


def kiosk_of(hall: RunningHall) -> psutil.Process:
    return next(process for process in programs(hall) if "kiosk" in process.cmdline())


def left_in_memory(hall: RunningHall) -> dict[str, list[str]]:
    """{program: what of the planted is still in its memory}; the bench has the card itself."""
    left = {}
    assert any(HALL_NAME in part for part in memory_of(kiosk_of(hall).pid)), "no memory was read"
    for process in programs(hall):
        command = process.cmdline()
        if "devices.sim" in command:
            continue
        found = {word for part in memory_of(process.pid) for word in planted_in(part)}
        if found:
            left[" ".join(command[1:4])] = sorted(found)
    return left


def memory_of(pid: int) -> Iterator[bytes]:
    """The parts of a process's memory that it can write: nothing that it read lies elsewhere."""
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or "/dev/" in line:
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:  # a device's, or gone since
                continue
