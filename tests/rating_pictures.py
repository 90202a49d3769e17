"""The tablet at a window, and the slip's page after the visit, in a hall that runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from config.loader import load
from queue_server.admin.tablets import let_in
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient
from queue_server.contract.sessions import LogIn

WINDOW = "5"
SIZES = {"wide": (1280, 800), "high": (800, 1280)}
PHONE = (390, 844)
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
WITHIN_MS = 30_000


def rating_pictures(browser: Browser, url: str, data: Path, out: Path, language: str) -> None:
    """Of one language, by day; the tablet's also by night."""
    clerk = log_in(url, data)
    path = let_in(load(env={**os.environ, "HALL_DATA": str(data)}), WINDOW).partition("/evaluator")
    for name, size in SIZES.items():
        for scheme in ("light", "dark"):
            night = "-dark" if scheme == "dark" else ""
            page = opened(browser, size, language, scheme)
            page.goto(f"{url}{path[1]}{path[2]}")
            tablet(page, clerk, url, data, out, f"{name}-{language}{night}", language)
            page.context.close()
    page = opened(browser, PHONE, language, "light")
    page.goto(serve(clerk, url, data))
    page.screenshot(path=out / f"rate-{language}.png", full_page=True)
    page.locator("label[for$='-2']").click()
    page.screenshot(path=out / f"rate-why-{language}.png", full_page=True)
    page.context.close()


def tablet(
    page: Page, clerk: QueueClient, url: str, data: Path, out: Path, name: str, language: str
) -> None:
    body = page.locator("body")
    expect(body).to_have_attribute("data-now", "idle", timeout=WITHIN_MS)
    if language != "zh":
        page.locator("#language").click()
    page.screenshot(path=out / f"tablet-idle-{name}.png")
    serve(clerk, url, data)
    expect(body).to_have_attribute("data-now", "asked", timeout=WITHIN_MS)
    page.screenshot(path=out / f"tablet-asked-{name}.png")
    page.locator("[data-level='2']").click()
    page.screenshot(path=out / f"tablet-pressed-{name}.png")
    expect(body).to_have_attribute("data-now", "why", timeout=WITHIN_MS)
    page.locator("#reasons button").nth(2).click()
    page.screenshot(path=out / f"tablet-why-{name}.png")
    page.locator("#done").click()
    expect(body).to_have_attribute("data-now", "thanks", timeout=WITHIN_MS)
    page.screenshot(path=out / f"tablet-thanks-{name}.png")


def serve(clerk: QueueClient, url: str, data: Path) -> str:
    """Somebody is served at the window; the link on their slip."""
    token = (data / "secrets/tokens/kiosk-k1").read_text().strip()
    kiosk = QueueClient(url, token)
    link = kiosk.issue(m.IssueTicket(request_id=uuid4(), service="company-setup")).link
    number = link.partition("/t/")[2]
    ticket = kiosk.ticket(number.partition("?")[0])
    clerk.call(WINDOW, m.NumberCommand(request_id=uuid4(), number=ticket.number))
    clerk.finish(WINDOW, m.WindowCommand(request_id=uuid4()))
    return f"{url}/t/{number}"


def log_in(url: str, data: Path) -> QueueClient:
    accounts = json.loads((data / "demo.json").read_bytes())["accounts"]
    account = next(a for a in accounts if a.get("window") == WINDOW)
    told = LogIn(account=account["account"], password=account["password"], window=WINDOW)
    return QueueClient(url, QueueClient(url).log_in(told).token)


def opened(browser: Browser, size: tuple[int, int], language: str, scheme: str) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LANGUAGES[language],
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    return context.new_page()
