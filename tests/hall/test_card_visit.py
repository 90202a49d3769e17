"""A visitor of seventy-six lays the card down: priority by age, and nothing of the card is kept."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.surface import missing_packages
from queue_server.admin.demo_kiosk import Eye, key_of
from queue_server.admin.running import read_record
from tests.hall.running_hall import RunningHall, wait_until

NUMBER = "11010519491231002X"  # the textbook's specimen, on the bench's card of "elder"
NAME = "柏秀芝"
ADDRESS = "示例街道"
MASKED = re.compile(r"柏\*+")
CALM_S = 0.5  # a screen takes no touches in its first moments: a double tap must not go through

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("card")) as running:
        yield running


@pytest.fixture
def eye(hall: RunningHall) -> Eye:
    record = read_record(hall.data / "running.json")
    assert record is not None
    return Eye(Path(record.run) / "kiosk-k1.sock")


def press(eye: Eye, text: str) -> None:
    def key() -> tuple[int, int] | None:
        try:
            return key_of(eye.texts(), lambda shown: text in shown)
        except (OSError, ValueError):  # the kiosk has not opened its eye yet
            return None

    wait_until(key, 30, f"the kiosk shows a key {text!r}")
    time.sleep(CALM_S)  # as a person who reads first
    eye.touch(*wait_until(key, 5, f"the key {text!r} stays"))


def reads(eye: Eye, text: str) -> bool:
    return any(text in shown["text"] for shown in eye.texts())


def test_a_card_gives_priority_and_leaves_a_hash_and_a_masked_name(
    hall: RunningHall, eye: Eye
) -> None:
    press(eye, "刷身份证取号")
    wait_until(lambda: reads(eye, "您的信息怎样使用"), 10, "the notice stands before the card")
    hall.bench.do("id-card-k1", "lay", person="elder")
    press(eye, "使用优先")
    press(eye, "社会事务")
    press(eye, "不动产登记")
    wait_until(lambda: hall.bench.json("/api/printers/printer-k1/slips"), 20, "a slip comes out")
    hall.bench.do("id-card-k1", "remove")

    (row,) = rows(hall, "SELECT number, priority_reason, person_hash, masked_name FROM ticket")
    number, reason, kept, masked = row
    assert (number, reason) == ("E001", "elder")
    assert re.fullmatch("[0-9a-f]{64}", kept)
    assert MASKED.fullmatch(masked)
    slip = hall.bench.get("/api/printers/printer-k1/slips/1.bin").decode("gb18030", "replace")
    assert "老年人优先" in slip
    assert found_on_disk(hall.data) == []


def test_the_same_card_gets_its_number_again_and_no_second_one(hall: RunningHall, eye: Eye) -> None:
    wait_until(lambda: reads(eye, "请选择您要办理的业务"), 30, "the kiosk is at home again")
    press(eye, "刷身份证取号")
    hall.bench.do("id-card-k1", "lay", person="elder")
    press(eye, "使用优先")
    press(eye, "社会事务")
    press(eye, "不动产登记")
    wait_until(lambda: reads(eye, "您已经取过号了"), 10, "the visitor is told of the first number")
    assert reads(eye, "E001")
    hall.bench.do("id-card-k1", "remove")
    assert rows(hall, "SELECT count(*) FROM ticket") == [(1,)]


def rows(hall: RunningHall, question: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(f"file:{hall.data}/hall.db?mode=ro", uri=True)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def found_on_disk(folder: Path) -> list[str]:
    """Files in which the card's number, name or address stands, in any encoding of the wires."""
    planted = [
        word.encode(encoding)
        for word in (NUMBER, NAME, ADDRESS)
        for encoding in ("utf-8", "utf-16-le", "gb18030")
    ]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in planted)
    ]
