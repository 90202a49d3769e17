"""The panel of the console while the hall goes on: what is listed, chosen, and meant by Enter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from clerk_at_keys import number
from live_hall import LiveHall
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LISTED = "#panel-list .what"
CHOSEN = "#panel-list [aria-selected=true]"


def at(hall: LiveHall, window: str, account: str, press: Callable[[Any], object]) -> None:
    """What is pressed at a keypad, or at another window."""
    queue, now = hall.parts.queue, hall.parts.clock()
    hall.parts.store.write(lambda tx: press(queue.at(tx, window, account, now)))


def three_wait(hall: LiveHall, console: Page) -> list[str]:
    numbers = [hall.issue("company-setup") for _ in range(3)]
    expect(console.locator("#waiting")).to_have_text("3")
    return numbers


def test_the_list_follows_the_queue_and_the_cursor_stays_on_its_number(
    hall: LiveHall, console: Page
) -> None:
    first, second, third = three_wait(hall, console)
    at(hall, "2", "li", lambda desk: desk.log_in("li"))
    console.keyboard.press("c")
    expect(console.locator(LISTED)).to_have_text([first, second, third])
    console.keyboard.press("ArrowDown")
    at(hall, "2", "li", lambda desk: desk.call(first))
    fourth = hall.issue("company-setup")
    expect(console.locator(LISTED)).to_have_text([second, third, fourth])
    expect(console.locator(CHOSEN)).to_contain_text(second)
    at(hall, "2", "li", lambda desk: desk.call(second))
    expect(console.locator(CHOSEN)).to_contain_text(f"{second}已不在名单上")
    console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_have_text("这个号不归本窗口办理，可以请群众去对应窗口。")
    assert hall.view("1").ticket is None


def test_a_number_far_behind_the_list_can_be_typed(hall: LiveHall, console: Page) -> None:
    for _ in range(32):
        last = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("32")
    console.keyboard.press("c")
    console.keyboard.type("32")
    expect(console.locator("#panel-none")).to_have_text("名单上没有：Enter 按这个号码办")
    console.keyboard.press("Enter")
    number(console, last)


def test_nobody_is_sent_to_an_empty_chair_without_a_question(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    question = console.locator("#panel-question")
    console.keyboard.press("*")
    expect(console.locator("#panel-list")).to_contain_text("12号窗口 · 未开")
    console.keyboard.type("12")
    console.keyboard.press("Enter")
    expect(question).to_contain_text("12号窗口现在没有人")
    console.keyboard.press("Enter")
    expect(question).to_contain_text("转移到哪里")
    console.keyboard.type("E")  # nobody sits at any window of that service
    console.keyboard.press("Enter")
    expect(question).to_contain_text("不动产登记现在没有人")
    console.keyboard.press("2")
    expect(console.locator("#said")).to_have_text(f"{ticket} 已转移")


def test_what_was_meant_for_one_visitor_is_not_done_to_the_next(
    hall: LiveHall, console: Page
) -> None:
    first, second, _ = three_wait(hall, console)
    console.keyboard.press("Enter")
    number(console, first)
    console.keyboard.press("*")
    expect(console.locator("#panel-text")).to_be_focused()
    at(hall, "1", "desk-d1", lambda desk: (desk.finish(), desk.call(second)))
    number(console, second)
    console.keyboard.type("B")
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text(re.compile("没有执行“转移”"))
    assert [waiting.service for waiting in hall.view("1").queue] == ["company-setup"]
    number(console, second)


def test_what_was_said_of_the_last_press_goes_when_a_keypad_does_something(
    hall: LiveHall, console: Page
) -> None:
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text("没有人等候")
    ticket = hall.issue("company-setup")
    at(hall, "1", "desk-d1", lambda desk: desk.call_next())
    number(console, ticket)
    expect(console.locator("#said")).to_have_text("")
