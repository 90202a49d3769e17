"""What the supervisor's page of the hall says: windows, and the wall of devices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from morning import NINE, Morning
from pages_of_a_morning import LEAD, House, words

from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    morning = Morning(tmp_path)
    yield House(morning)
    morning.close()


def test_the_hall_shows_each_window_and_where_nobody_serves(house: House) -> None:
    house.morning.at("1", 0, "log_in", "wang")
    house.morning.issue("company-setup", 0)
    house.morning.at("1", 1, "call_next")
    house.morning.issue("entry-exit", 1)
    house.person = LEAD
    house.morning.minute = 11
    page = house.get("/hall")
    assert page.count('class="window"') == 84
    assert re.search(r'data-state="called">\s*<span class="where">1</span>', page)
    assert "已叫号 10:00" in words(page)
    assert "出入境证件 1 人等候，没有开放的窗口" in words(page)


def kiosk(printer: DeviceHealth) -> HealthFact:
    reader = DeviceHealth(state=DeviceState.OK, since=NINE, last_contact=NINE)
    devices = {"id_reader": reader, "printer": printer}
    return HealthFact(program="kiosk-k1", online=True, devices=devices)


def test_a_device_fault_says_what_to_do_and_comes_first(house: House) -> None:
    since = NINE - timedelta(minutes=5)
    printer = DeviceHealth(
        state=DeviceState.FAULT,
        since=since,
        cause="paper_out",
        last_contact=NINE,
        counters={"link_lost": 2, "no_answer": 0},
        paper=PaperLevel.OUT,
    )
    house.programs.note(kiosk(printer))
    house.programs.note(HealthFact(program="display", online=False, lost=True))
    house.person = LEAD
    shown = words(house.get("/hall"))
    assert "取号机 k1 · 打印机 故障 · 缺纸：请换纸卷。" in shown
    assert "打印机 故障 自 08:55 最后联系 09:00 缺纸 断线 2 次 缺纸：请换纸卷。" in shown
    assert shown.index("缺纸") < shown.index("程序失去联系")


def test_a_program_that_is_lost_leaves_its_devices_marked_as_old(house: House) -> None:
    house.programs.note_broker(True)
    house.programs.note(kiosk(DeviceHealth(state=DeviceState.OK, since=NINE)))
    house.programs.note(HealthFact(program="kiosk-k1", online=False, lost=True))
    house.person = LEAD
    page = house.get("/hall")
    assert page.count('data-look="stale"') == 2
    assert "取号机 k1 失去联系" in words(page)
    assert "打印机 上次正常" in words(page)


def test_a_program_that_was_stopped_is_no_alarm_in_red(house: House) -> None:
    house.programs.note(HealthFact(program="kiosk-k1", online=False))
    house.person = LEAD
    page = house.get("/hall")
    assert re.search(r'<li class="say turn">.*?取号机 k1.*?已停止', page, re.DOTALL)


def test_a_device_nobody_spoke_of_yet_stands_on_the_wall(house: House) -> None:
    house.person = LEAD
    page = house.get("/hall", "en")
    assert page.count('<li class="tile" data-look="silent">') == 3
    assert "board hall not reported yet" in words(page)


def test_a_program_that_never_speaks_is_told_when_it_had_time_to(house: House) -> None:
    house.programs.note_broker(True)
    house.person = LEAD
    attention = re.compile(r'<li class="say turn">.*?取号机 k1.*?未报告', re.DOTALL)
    assert not attention.search(house.get("/hall"))
    house.morning.minute += 2
    assert attention.search(house.get("/hall"))


def test_without_the_broker_the_wall_says_that_it_is_old(house: House) -> None:
    house.person = LEAD
    assert "与消息服务断开" in house.get("/hall")
    house.programs.note_broker(True)
    assert "与消息服务断开" not in house.get("/hall")


def test_a_cause_that_no_text_knows_is_still_told(house: House) -> None:
    devices = {"hall": DeviceHealth(state=DeviceState.FAULT, since=NINE, cause="worn_out")}
    house.programs.note(HealthFact(program="display", online=True, devices=devices))
    house.person = LEAD
    assert "worn_out" in house.get("/hall")


def test_a_name_is_text_and_never_markup(house: House) -> None:
    house.morning.at("1", 0, "log_in", "<b>")
    house.person = LEAD
    assert "<b>" not in house.get("/hall")
