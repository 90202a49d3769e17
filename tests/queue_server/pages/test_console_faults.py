"""What the console tells the clerk, also when things break."""

from __future__ import annotations

import pytest
from clerk_at_keys import Open, number
from live_hall import LiveHall
from playwright.sync_api import APIResponse, Page, Request, Route, expect

pytestmark = pytest.mark.browser


def test_the_clerk_sees_that_the_board_shows_the_call(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    expect(console.locator("#board")).to_have_text("等待屏幕确认…")
    hall.show("1")
    expect(console.locator("#board")).to_have_text("✓ 屏幕已显示 (hall)")


def test_a_silent_board_is_told_after_three_seconds(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    expect(console.locator("#board")).to_contain_text("屏幕尚未确认显示", timeout=6000)


def test_the_clerk_sees_that_a_visitor_rated_and_never_how(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_have_text(f"正在请 {ticket} 评价")
    hall.press_a_star("1", 2)
    expect(console.locator("#rating")).to_have_text(f"{ticket} 已评价")
    assert "不满意" not in console.inner_text("body")


def test_a_visitor_who_did_not_press_is_not_rated(hall: LiveHall, console: Page) -> None:
    first = hall.issue("company-setup")
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    console.keyboard.press("Enter")
    number(console, first)
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_have_text(f"正在请 {first} 评价")
    console.keyboard.press("Enter")
    expect(console.locator("#rating")).to_have_text(f"{first} 未评价")


def test_keys_pressed_on_the_pad_are_seen_on_the_page(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    queue, now = hall.parts.queue, hall.parts.clock()
    hall.parts.store.write(lambda tx: queue.at(tx, "1", "desk-d1", now).call_next())
    number(console, ticket)


def test_a_press_during_an_outage_counts_once_when_the_server_is_back(
    hall: LiveHall, console: Page
) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    hall.hang_up()
    expect(console.locator("#link")).to_have_text("连接中断，正在重新连接…")
    console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_contain_text("正在重试同一次操作")
    console.keyboard.press("Enter")
    hall.serve()
    number(console, first)
    expect(console.locator("#link")).to_have_text("已连接", timeout=15000)
    expect(console.locator("#queue .what")).to_have_text([second])


def test_an_answer_that_is_lost_does_not_call_a_second_visitor(
    hall: LiveHall, console: Page
) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    sent: list[str | None] = []
    console.on("request", lambda asked: sent.append(asked.post_data))
    hall.lost_answers = 1
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text(f"已叫 {first}")
    tries = [body for body in sent if body]
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert [waiting.number for waiting in hall.view("1").queue] == [second]


def test_escape_stops_the_retries_and_asks_to_look_first(hall: LiveHall, console: Page) -> None:
    console.route("**/call-next", lambda route: route.abort())
    console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_contain_text("正在重试")
    console.keyboard.press("Escape")
    expect(console.locator("#problem")).to_contain_text("请先看号码再操作")


def test_escape_does_not_wait_for_a_try_that_nobody_answers(console: Page) -> None:
    sent: list[str] = []
    console.route("**/call-next", lambda route: route.abort() if len(sent) == 1 else None)
    console.on("request", lambda asked: sent.append(asked.url) if _calls(asked) else None)
    with console.expect_request(lambda asked: _calls(asked) and len(sent) == 2):
        console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_contain_text("正在重试")
    console.keyboard.press("Escape")
    expect(console.locator("#problem")).to_contain_text("请先看号码再操作")
    assert len(sent) == 2


def _calls(asked: Request) -> bool:
    return asked.url.endswith("/call-next")


def test_a_lost_session_is_told_and_leads_to_the_login(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    console.context.clear_cookies()
    console.keyboard.press("Enter")
    expect(console.locator("#lost")).to_contain_text("登录已失效")
    console.click("#lost a")
    expect(console.locator("#login")).to_be_visible()


def test_a_press_upon_what_the_screen_shows_waits_for_the_answer_and_is_done(
    hall: LiveHall, console: Page
) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    answers = _hold_back(console, "call-next")
    console.keyboard.press("Enter")
    number(console, ticket)  # the stream was faster than the answer
    console.keyboard.press("NumpadDecimal")
    _let_go(answers)
    expect(console.locator("#said")).to_have_text(f"已重呼 {ticket}")


def test_a_bounced_next_calls_nobody_while_the_answer_is_out(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    answers = _hold_back(console, "call-next")
    console.keyboard.press("Enter")
    number(console, first)
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text("上一次操作还在等待应答。")
    _let_go(answers)
    expect(console.locator("#said")).to_have_text(f"已叫 {first}")
    assert [waiting.number for waiting in hall.view("1").queue] == [second]


def test_a_press_behind_one_that_the_clerk_gave_up_is_not_done(
    hall: LiveHall, console: Page
) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    _hold_back(console, "call-next")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("Numpad0")
    console.keyboard.press("Escape")
    expect(console.locator("#problem")).to_contain_text("请先看号码再操作")
    number(console, ticket)
    assert hall.view("1").missed == []


def _hold_back(console: Page, verb: str) -> list[tuple[Route, APIResponse]]:
    """Let `verb` reach the server at once, and its answer nobody until `_let_go`."""
    answers: list[tuple[Route, APIResponse]] = []
    console.route(f"**/{verb}", lambda route: answers.append((route, route.fetch())))
    return answers


def _let_go(answers: list[tuple[Route, APIResponse]]) -> None:
    for route, response in answers:
        route.fulfill(response=response)
