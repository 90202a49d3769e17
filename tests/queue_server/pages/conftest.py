"""A browser and a live hall for tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clerk_at_keys import DESK, Open, at_window
from live_hall import LiveHall
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config.windows import Calling

PATIENCE_MS = 30_000  # of what must come; a busy machine is slow, and that is no fault
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    # A clerk on a slow machine can take back what was done all the same.
    found = LiveHall(tmp_path, calling=Calling(undo_s=30))
    yield found
    found.close()


@pytest.fixture
def open_page(browser: Browser, hall: LiveHall) -> Iterator[Open]:
    """A page in a browser of its own; afterwards none may have complained."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(path: str, language: str = "zh-CN", viewport: dict[str, int] = DESK) -> Page:
        context = browser.new_context(viewport=viewport, locale=language)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said.text) else None)
        page.goto(hall.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


@pytest.fixture
def console(hall: LiveHall, open_page: Open) -> Page:
    return at_window(open_page, "1", "wang")
