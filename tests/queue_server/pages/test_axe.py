"""WCAG 2.2 AA on every page, judged by axe in a real browser: both languages, light and dark.

Add a page in one line: to FOR_ANYBODY, FOR_CLERKS or FOR_SUPERVISORS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, at_window, log_in
from live_hall import LiveHall
from playwright.sync_api import Page, expect
from seen_states import NAMES, show, state
from test_pages_access import WCAG_2_2_AA, ZOOMED

pytestmark = pytest.mark.browser

SOON_MS = 30_000
# Each language and each light once; all four together with `make soak`.
LOOKS = [
    ("zh-CN", "light"),
    ("en-GB", "dark"),
    pytest.param("zh-CN", "dark", marks=pytest.mark.soak),
    pytest.param("en-GB", "light", marks=pytest.mark.soak),
]
look = pytest.mark.parametrize(("language", "scheme"), LOOKS)

Address = Callable[[LiveHall], str]


def a_ticket(hall: LiveHall) -> str:
    return hall.ticket_link(hall.issue("company-setup")).removeprefix(hall.url)


FOR_ANYBODY: list[str | Address] = ["/clerk", "/hall", a_ticket, "/t/unknown"]
FOR_CLERKS: list[str | Address] = ["/clerk", "/clerk/small"]
FOR_SUPERVISORS: list[str | Address] = [
    "/hall",
    "/kiosks",
    "/reports",
    "/reports/ratings",
    "/reports/matters",
    "/staff",
    "/rectifications",
    "/uploads",
]
# What opens by keys on the console, and where it is seen.
OPENED = {
    "*": "#panel",
    "c": "#panel",
    "o": "#panel",
    "n": "#panel",
    "w": "#panel",
    "/": "#panel",
    "F1": "#card",
}


def faults(page: Page, where: str) -> Iterator[str]:
    """Each broken rule once, with the places."""
    for found in Axe().run(page, options=WCAG_2_2_AA).response["violations"]:
        places = ", ".join(str(node["target"]) for node in found["nodes"])
        yield f"{where}: {found['id']} ({found['help']}): {places}"


def seen(hall: LiveHall, page: Page, addresses: list[str | Address]) -> list[str]:
    found: list[str] = []
    for address in addresses:
        path = address if isinstance(address, str) else address(hall)
        answer = page.goto(hall.url + path)
        assert answer is not None
        assert answer.status in (200, 404), path
        found += faults(page, path)
    return found


@look
def test_what_anybody_sees(hall: LiveHall, open_page: Open, language: str, scheme: str) -> None:
    page = open_page("/clerk", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert seen(hall, page, FOR_ANYBODY) == []


@look
def test_what_clerks_see_in_every_state(
    hall: LiveHall, open_page: Open, language: str, scheme: str
) -> None:
    page = at_window(open_page, "1", "wang", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = seen(hall, page, FOR_CLERKS)
    page.goto(f"{hall.url}/clerk")
    for name in NAMES:
        show(page, state(name))
        found += faults(page, name)
    show(page, state("serving"))
    for key, place in OPENED.items():
        page.keyboard.press(key)
        expect(page.locator(place)).to_be_visible(timeout=SOON_MS)
        found += faults(page, f"key {key}")
        page.keyboard.press("Escape")
        expect(page.locator(place)).to_be_hidden()
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    found += faults(page, "at 200 %")
    assert found == []


@look
def test_what_supervisors_see(
    hall: LiveHall, console: Page, open_page: Open, language: str, scheme: str
) -> None:
    ticket = hall.issue("company-setup")
    hall.issue("entry-exit")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    expect(console.locator("#number")).to_have_text(ticket)
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_contain_text(ticket)
    hall.press_a_star("1", 4)
    hall.tell_of_ailing_devices()
    page = open_page("/hall", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "lead")
    expect(page.locator('.tile[data-look="fault"]')).to_have_count(1)
    assert seen(hall, page, FOR_SUPERVISORS) == []
