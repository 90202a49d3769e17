"""The supervisor's hands at the kiosks, in a real browser."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from clerk_at_keys import Open, log_in, painted
from live_hall import LiveHall
from PIL import Image
from playwright.sync_api import Page, expect
from test_pages_access import accessible

from queue_server.contract import messages as m
from queue_server.contract.kiosks import KioskFact, KioskOrder
from queue_server.kiosk_orders import order_fact
from queue_server.kiosk_watch import Picture

pytestmark = pytest.mark.browser


def fact(hall: LiveHall, kiosk: str = "k1", **told: Any) -> KioskFact:
    return KioskFact(
        **{
            "kiosk": kiosk,
            "screen": "Home",
            "closed": False,
            "offline": False,
            "unsent": 0,
            "numbers_left": 140,
            "version": "1.2.3",
            "config": "0a1b2c3d4e5f",
            "started_at": hall.parts.clock() - timedelta(hours=2),
            "paper_left": 0.07,
            **told,
        }
    )


@pytest.fixture
def kiosks(hall: LiveHall, open_page: Open) -> Page:
    hall.parts.programs.note(m.HealthFact(program="kiosk-k1", online=True))
    hall.parts.kiosks.note(fact(hall))
    page = open_page("/kiosks")
    log_in(page, "lead")
    expect(page.locator("#kiosk-k1")).to_contain_text("正常取号")
    painted(page)
    return page


def wanted(hall: LiveHall) -> KioskOrder:
    with hall.parts.store.read() as reader:
        return order_fact(reader, "k1")


def test_a_supervisor_is_called_by_name(kiosks: Page) -> None:
    expect(kiosks.locator("header")).to_contain_text("主任")


def test_a_kiosk_is_closed_with_a_ready_phrase_and_opened_again_by_keys_alone(
    hall: LiveHall, kiosks: Page
) -> None:
    kiosks.focus("#reason-k1")
    kiosks.keyboard.type("机器维护中 / Under maintenance")
    kiosks.keyboard.press("Enter")
    expect(kiosks.locator("#said")).to_contain_text("办完后暂停")
    order = wanted(hall)
    assert (order.closed, order.reason) == (True, {"zh": "机器维护中", "en": "Under maintenance"})
    expect(kiosks.locator("#now-k1")).to_contain_text("还没有收到最新指令")
    hall.parts.kiosks.note(fact(hall, closed=True, screen="Closed", order_version=order.version))
    expect(kiosks.locator("#now-k1")).to_contain_text("暂停原因：机器维护中")
    expect(kiosks.locator("#now-k1 h2")).to_contain_text("已暂停")
    kiosks.focus('#kiosk-k1 [data-verb="open"]')
    kiosks.keyboard.press("Enter")
    expect(kiosks.locator("#said")).to_contain_text("恢复取号")
    assert not wanted(hall).closed


def test_a_line_for_the_first_screen_and_a_restart(hall: LiveHall, kiosks: Page) -> None:
    kiosks.fill("#message-k1", "请到二楼")
    kiosks.click('#kiosk-k1 form[data-verb="say"] button')
    expect(kiosks.locator("#said")).to_contain_text("首屏提示已更新")
    assert wanted(hall).message == {"zh": "请到二楼"}
    kiosks.click('#kiosk-k1 [data-verb="restart"]')
    expect(kiosks.locator("#said")).to_contain_text("空闲时重新启动")
    assert wanted(hall).restart == 1


def test_the_picture_appears_with_its_time(hall: LiveHall, kiosks: Page) -> None:
    expect(kiosks.locator("#picture-k1")).to_contain_text("还没有截屏")
    kiosks.click('#kiosk-k1 [data-verb="picture"]')
    expect(kiosks.locator("#said")).to_contain_text("截屏")
    png = io.BytesIO()
    Image.new("RGB", (72, 128), "#0B5C66").save(png, "PNG")
    hall.parts.kiosks.keep("k1", Picture(png=png.getvalue(), at=hall.parts.clock()))
    shown = kiosks.locator("#picture-k1 img")
    expect(shown).to_be_visible()
    kiosks.wait_for_function("document.querySelector('#picture-k1 img').naturalWidth === 72")
    expect(kiosks.locator("#picture-k1 figcaption")).to_contain_text("已遮盖")


def test_what_is_typed_outlives_the_page_that_looks_again(hall: LiveHall, kiosks: Page) -> None:
    kiosks.fill("#reason-k1", "正在换")
    hall.parts.kiosks.note(fact(hall, unsent=3))
    expect(kiosks.locator("#now-k1")).to_contain_text("还没上报")
    expect(kiosks.locator("#reason-k1")).to_have_value("正在换")


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_the_kiosks_page_keeps_the_rules_of_access(
    hall: LiveHall, open_page: Open, language: str, scheme: str
) -> None:
    hall.parts.programs.note(m.HealthFact(program="kiosk-k1", online=True))
    hall.parts.kiosks.note(fact(hall, closed=True, unsent=2, numbers_left=3))
    png = io.BytesIO()
    Image.new("RGB", (72, 128), "#0B5C66").save(png, "PNG")
    hall.parts.kiosks.keep("k1", Picture(png=png.getvalue(), at=hall.parts.clock()))
    page = open_page("/kiosks", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "lead")
    expect(page.locator("#picture-k1 img")).to_be_visible()
    accessible(page)


def test_a_clerk_has_no_hands_at_the_kiosks(open_page: Open) -> None:
    page = open_page("/clerk")
    log_in(page, "wang", "1")
    expect(page.locator("#status")).to_be_visible()
    page.goto(page.url.replace("/clerk", "/kiosks"))
    expect(page.locator("[data-kiosk]")).to_have_count(0)
