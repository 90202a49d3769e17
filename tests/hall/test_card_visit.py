"""A visitor of seventy-six lays the card down: priority by age, and nothing of the card is kept."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.surface import missing_packages
from queue_server.admin.demo_kiosk import Eye
from tests.hall.kiosk_at_hand import eye_of, press, reads, sees
from tests.hall.running_hall import RunningHall, wait_until

NUMBER = "11010519491231002X"  # the textbook's specimen, on the bench's card of "elder"
NAME = "柏秀芝"
ADDRESS = "示例街道"
MASKED = re.compile(r"柏\*+")

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("card")) as running:
        yield running


@pytest.fixture
def eye(hall: RunningHall) -> Eye:
    return eye_of(hall)


def test_a_card_gives_priority_and_leaves_a_hash_and_a_masked_name(
    hall: RunningHall, eye: Eye
) -> None:
    press(eye, "60岁以上优先")
    sees(eye, "您的信息怎样使用", within_s=10)
    hall.bench.do("id-card-k1", "lay", person="elder")
    sees(eye, "已为您启用老年人优先", within_s=10)
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
    sees(eye, "请选择您要办理的业务", within_s=30)
    press(eye, "60岁以上优先")
    hall.bench.do("id-card-k1", "lay", person="elder")
    sees(eye, "您今天已经有号了", within_s=10)  # said first, before anybody chooses anything
    assert reads(eye, "E001", "补打号票")
    press(eye, "办理其他业务")
    press(eye, "社会事务")
    press(eye, "不动产登记")
    sees(eye, "您已经取过号了", within_s=10)
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
