"""A clerk who sits down at a window and uses no mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

from live_hall import PASSWORD
from playwright.sync_api import Page, expect

DESK = {"width": 1366, "height": 768}

Open = Callable[..., Page]


def at_window(open_page: Open, window: str, account: str, **told: object) -> Page:
    page = open_page("/clerk", **told)
    log_in(page, account, window)
    expect(page.locator("#status")).to_have_text(re.compile("服务中|open"))
    painted(page)
    return page


def painted(page: Page) -> None:
    """Wait until the page is on the screen and its scripts have run: Chromium drops keys that come
    before its first frame, and no clerk presses one on a page that cannot be seen yet."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


def log_in(page: Page, account: str, window: str = "", password: str = PASSWORD) -> None:
    if window:
        page.select_option("#window", window)
    page.fill("#account", account)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def number(page: Page, text: str) -> None:
    expect(page.locator("#number")).to_have_text(text)
