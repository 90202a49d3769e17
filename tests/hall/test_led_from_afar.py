"""A supervisor's hands at a kiosk, through the real server, broker and program; and staff's own."""

from __future__ import annotations

import io
import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from kiosk.surface import missing_packages
from queue_server.contract.client import QueueClient
from queue_server.contract.kiosks import CloseKiosk, KioskCommand, KioskFact, KioskNow, SayOnKiosk
from queue_server.contract.sessions import LogIn
from tests.hall.kiosk_at_hand import SLOW_S, eye_of, press, reads, sees
from tests.hall.running_hall import RunningHall, wait_until
from tests.hall.screen_eyes import missing_tools, words_in

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

FIRST_SCREEN = "请选择您要办理的业务"
BAR = (0x5B, 0x6B, 0x70)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("hall")) as running:
        yield running


class Supervisor:
    def __init__(self, hall: RunningHall) -> None:
        accounts = hall.credentials()["accounts"]
        lead = next(x for x in accounts if x["role"] == "supervisor")
        self.url = hall.url
        told = LogIn(account=lead["account"], password=lead["password"])
        self.token = QueueClient(hall.url).log_in(told).token
        self.client = QueueClient(hall.url, self.token)

    def kiosk(self) -> KioskNow:
        return next(x for x in self.client.kiosks().kiosks if x.kiosk == "k1")

    def fact(self) -> KioskFact | None:
        return self.kiosk().fact

    def orders(self, verb: str) -> None:
        self.client.order_kiosk("k1", verb, KioskCommand(request_id=uuid4()))

    def picture(self) -> Image.Image:
        """A new one, as the page shows it."""
        before = self.kiosk().pictured_at
        self.orders("picture")
        wait_until(lambda: self.kiosk().pictured_at != before, SLOW_S, "the picture comes")
        request = urllib.request.Request(  # noqa: S310 # loopback
            f"{self.url}/api/v1/kiosks/k1/picture",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 # loopback
            return Image.open(io.BytesIO(answer.read())).convert("RGB")


@pytest.fixture(scope="module")
def lead(hall: RunningHall) -> Supervisor:
    made = Supervisor(hall)
    comes_up(hall)
    wait_until(made.fact, SLOW_S, "the kiosk says how it is")
    return made


def comes_up(hall: RunningHall) -> None:
    def shows_it() -> bool:
        try:
            return reads(eye_of(hall), FIRST_SCREEN)
        except OSError:  # the kiosk has not opened its eye yet
            return False

    wait_until(shows_it, SLOW_S, "the kiosk shows its first screen")


def test_a_kiosk_closes_after_its_visitor_and_opens_again(
    hall: RunningHall, lead: Supervisor
) -> None:
    eye = eye_of(hall)
    press(eye, "社会事务")
    sees(eye, "请点您要办理的业务")
    closing = CloseKiosk(request_id=uuid4(), reason_zh="机器正在维护", reason_en="Maintenance")
    lead.client.order_kiosk("k1", "close", closing)
    wait_until(lambda: (f := lead.fact()) and f.closed, SLOW_S, "the kiosk has heard it")
    assert reads(eye, "请点您要办理的业务")  # nobody is thrown out
    press(eye, "返回")
    sees(eye, "本机暂停取号", "机器正在维护")
    press(eye, "帮助")
    sees(eye, "工作人员入口")
    press(eye, "返回")
    lead.orders("open")
    sees(eye, FIRST_SCREEN)


def test_a_line_stands_on_the_first_screen_until_it_is_taken_back(
    hall: RunningHall, lead: Supervisor
) -> None:
    eye = eye_of(hall)
    saying = SayOnKiosk(request_id=uuid4(), message_zh="请使用旁边的取号机")
    lead.client.order_kiosk("k1", "say", saying)
    sees(eye, FIRST_SCREEN, "请使用旁边的取号机")
    lead.client.order_kiosk("k1", "say", SayOnKiosk(request_id=uuid4()))
    wait_until(lambda: not reads(eye, "请使用旁边的取号机"), SLOW_S, "the line is gone")


@pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {missing_tools()}")
def test_a_picture_shows_the_screen_and_nobody_s_number(
    hall: RunningHall, lead: Supervisor, tmp_path: Path
) -> None:
    eye = eye_of(hall)
    press(eye, "手机号")
    for digit in "139":
        press(eye, digit, whole=True)  # the clock has digits too
    shown = wait_until(
        lambda: next((x for x in eye.texts() if x["text"].strip().startswith("139")), None),
        SLOW_S,
        "the number that is being typed",
    )
    picture = lead.picture()
    picture.save(tmp_path / "picture.png")
    seen = [word.text for word in words_in(tmp_path / "picture.png")]
    assert any("手机号" in text for text in seen), seen
    assert not any("139" in text for text in seen), seen
    left, top, width, height = shown["box"]
    scale = picture.width / 1080
    box = [round(x * scale) for x in (left, top, left + width, top + height)]
    assert picture.crop((box[0], box[1], box[2], box[3])).getcolors() == [
        ((box[2] - box[0]) * (box[3] - box[1]), BAR)
    ]
    press(eye, "返回")
    sees(eye, FIRST_SCREEN)


def test_a_restart_happens_once_and_leads_to_the_first_screen(
    hall: RunningHall, lead: Supervisor
) -> None:
    def started() -> datetime | None:
        fact = lead.fact()
        return fact.started_at if fact else None

    before = started()
    lead.orders("restart")
    after = wait_until(
        lambda: (at := started()) and at != before and at, SLOW_S, "the kiosk started again"
    )
    comes_up(hall)
    lead.client.order_kiosk("k1", "say", SayOnKiosk(request_id=uuid4(), message_zh="还在"))
    sees(eye_of(hall), "还在")  # it has heard its order again, restart number and all
    assert started() == after
    lead.client.order_kiosk("k1", "say", SayOnKiosk(request_id=uuid4()))


def test_staff_close_the_kiosk_at_the_kiosk_and_it_is_on_record(
    hall: RunningHall, lead: Supervisor
) -> None:
    staff = json.loads((hall.data / "demo-staff.json").read_text())
    eye = eye_of(hall)
    press(eye, "帮助")
    press(eye, "工作人员入口")
    for digit in staff["number"]:
        press(eye, digit)
    press(eye, "下一步")
    for digit in staff["pin"]:
        press(eye, digit)
    assert not reads(eye, staff["pin"])
    press(eye, "登录")
    sees(eye, "维护菜单")
    press(eye, "试打印")
    sees(eye, "已打印")
    press(eye, "关闭本机")
    sees(eye, "本机已关闭")
    press(eye, "退出维护")
    sees(eye, "本机暂停取号")
    lead.orders("open")
    sees(eye, FIRST_SCREEN)

    def acts() -> list[str]:
        with sqlite3.connect(f"file:{hall.data}/hall.db?mode=ro", uri=True) as db:
            rows = db.execute("SELECT data FROM event WHERE kind = 'kiosk_staff_acted'").fetchall()
        return [json.loads(row[0])["act"] for row in rows]

    wanted = ["log_in", "test_print", "close_here", "leave"]
    wait_until(lambda: acts() == wanted, SLOW_S, f"{wanted} are on record, not {acts()}")
    for file in (hall.data / "log").iterdir():
        assert staff["pin"] not in file.read_text(errors="replace"), file
