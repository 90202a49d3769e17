from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.sim.bench_file import BenchMistake, DeskBusOn, read_bench

READER = {"kind": "id-card", "name": "reader", "link": "/x/reader"}


def write(path: Path, devices: list[dict[str, object]]) -> Path:
    file = path / "bench.json"
    file.write_text(json.dumps({"devices": devices}))
    return file


def test_what_is_left_out_is_as_on_most_benches(tmp_path: Path) -> None:
    desk = {
        "kind": "desk-bus",
        "name": "desk",
        "tcp_port": 0,
        "pads": [{"window": "1", "address": 1}],
    }
    (found,) = read_bench(write(tmp_path, [desk])).devices
    assert isinstance(found, DeskBusOn)
    assert (found.profile, found.evaluator_profile) == ("ff68-21key", "ff68-evaluator-csharp-ack")
    assert found.pads[0].evaluator
    assert found.grades == {}  # as the profile says


@pytest.mark.parametrize(
    ("devices", "says"),
    [
        ([READER, READER], "two devices named reader"),
        ([{**READER, "link": None}], "link or tcp_port"),
        ([{**READER, "tcp_port": 5}], "link or tcp_port"),
        ([{**READER, "kind": "toaster"}], "toaster"),
        ([{**READER, "name": "../reader"}], "name"),
    ],
)
def test_a_bench_that_cannot_stand_is_refused_with_the_reason(
    tmp_path: Path, devices: list[dict[str, object]], says: str
) -> None:
    with pytest.raises(BenchMistake, match=says):
        read_bench(write(tmp_path, devices))


def test_a_file_that_is_not_there_is_a_mistake_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(BenchMistake, match=r"absent\.json"):
        read_bench(tmp_path / "absent.json")
