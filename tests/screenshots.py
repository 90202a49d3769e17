"""`make screenshots`: every surface as PNG in build/screenshots, and the README's pictures.

The kiosk's screens come from its own `kiosk.screenshots`, its papers from a simulated printer, both
in every language; all else is seen in a hall that runs: visitors take numbers, clerks call, and a
browser looks.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import urllib.error
from pathlib import Path
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pylopdf_fonts_zh_cn import sans_path

from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient
from queue_server.contract.sessions import LogIn
from tests.hall.running_hall import RunningHall, wait_until
from tests.hall.screen_eyes import words_in
from tests.paper_pictures import paper_pictures
from tests.rating_pictures import rating_pictures

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "screenshots"
README = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}  # 1366 x 768 at 200 %
SMALL = {"width": 360, "height": 220}
PHONE = {"width": 390, "height": 844}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
MORNING = ("company-setup", "company-change", "trade-permit", "civil-affairs", "social-insurance")
WINDOWS = ("1", "2", "15", "45")


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.png"):  # a screen that is no more is not looked at
        old.unlink()
    README.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "kiosk.screenshots", OUT], check=True, cwd=ROOT)
    paper_pictures(OUT)
    with tempfile.TemporaryDirectory(prefix="hall-pictures-") as folder:
        os.environ.pop("DISPLAY", None)
        os.environ["FONTCONFIG_FILE"] = str(fonts_of_kiosk(Path(folder)))
        with RunningHall(Path(folder)) as hall:
            live(hall)
    for_readme()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")
    return 0


def fonts_of_kiosk(folder: Path) -> Path:
    """The browser's fonts: the machine's and the kiosk's, as a machine may have none in Chinese."""
    path = folder / "fonts.conf"
    path.write_text(
        "<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
        f"<dir>{Path(sans_path()).parent}</dir></fontconfig>"
    )
    return path


def live(hall: RunningHall) -> None:
    clerks = a_morning(hall)
    slip_of_a_touch(hall)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for language in LANGUAGES:
            console(browser, hall, language)
        clerks["45"].recall("45", m.WindowCommand(request_id=uuid4()))
        board_and_strips(hall)
        for language in LANGUAGES:
            citizen(browser, hall, language)
            rating_pictures(browser, hall.url, hall.data, OUT, language)
            supervisor(browser, hall, language)
        bench(browser, hall)
        browser.close()


def a_morning(hall: RunningHall) -> dict[str, QueueClient]:
    """Numbers taken, called, served and rated, so that every page has something to show."""
    kiosk = QueueClient(hall.url, (hall.data / "secrets/tokens/kiosk-k1").read_text().strip())
    for at in range(40):
        elder = m.PriorityReason.ELDER if at % 9 == 4 else None
        kiosk.issue(
            m.IssueTicket(
                request_id=uuid4(), service=MORNING[at % len(MORNING)], priority_reason=elder
            )
        )
    clerks = {window: log_in(hall, window) for window in (*WINDOWS, "3", "16", "46")}
    for window, clerk in clerks.items():
        clerk.call_next(window, m.WindowCommand(request_id=uuid4()))
        clerk.start(window, m.WindowCommand(request_id=uuid4()))
        clerk.finish(window, m.WindowCommand(request_id=uuid4()))
    rate_at_the_pads(hall)
    for window, clerk in clerks.items():
        if window not in ("2", "3"):
            clerk.call_next(window, m.WindowCommand(request_id=uuid4()))
    clerks["1"].start("1", m.WindowCommand(request_id=uuid4()))
    clerks["3"].pause("3", m.PauseWindow(request_id=uuid4(), reason=""))
    return clerks


def rate_at_the_pads(hall: RunningHall) -> None:
    def all_asked() -> bool:
        pads = hall.bench.json("/api/devices/desk-d1")["pads"]
        return all(pad["asked"] for pad in pads)

    wait_until(all_asked, 10, "the evaluators ask")
    for window, grade in zip(WINDOWS, (4, 3, 4, 1), strict=True):
        hall.bench.do("desk-d1", "grade", window=window, grade=grade)

    def all_thanked() -> bool:  # the next call would withdraw the question
        pads = hall.bench.json("/api/devices/desk-d1")["pads"]
        return not any(pad["asked"] for pad in pads)

    wait_until(all_thanked, 10, "the ratings are kept")


def log_in(hall: RunningHall, window: str) -> QueueClient:
    account = account_of(hall, window)
    session = QueueClient(hall.url).log_in(
        LogIn(account=account["account"], password=account["password"], window=window)
    )
    return QueueClient(hall.url, session.token)


def account_of(hall: RunningHall, window: str | None) -> dict[str, str]:
    accounts: list[dict[str, str]] = hall.credentials()["accounts"]
    return next(a for a in accounts if a.get("window") == window)


def slip_of_a_touch(hall: RunningHall) -> None:
    """Press the real kiosk's tiles by what is written on them; keep the slip that comes out."""
    for text in ("市场准入", "企业设立登记"):
        frame = OUT / "kiosk-live.png"

        def seen(frame: Path = frame, text: str = text) -> tuple[int, int] | None:
            try:
                frame.write_bytes(hall.bench.get("/api/kiosks/k1/frame.png"))
            except urllib.error.HTTPError:  # the kiosk has not opened its eye yet
                return None
            found = next((w for w in words_in(frame) if text in w.text), None)
            return (found.x, found.y) if found else None

        hall.bench.touch("k1", *wait_until(seen, 20, f"the kiosk shows {text}"))
    slips = "/api/printers/printer-k1/slips"
    wait_until(lambda: hall.bench.json(slips), 20, "a slip comes out")
    number = hall.bench.json(slips)[0]["n"]
    (OUT / "slip-live.png").write_bytes(hall.bench.get(f"{slips}/{number}.png"))


def opened(browser: Browser, language: str, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, locale=LANGUAGES[language])  # type: ignore[arg-type]
    return context.new_page()


def console(browser: Browser, hall: RunningHall, language: str) -> None:
    page = opened(browser, language, DESK)
    page.goto(f"{hall.url}/clerk")
    page.screenshot(path=OUT / f"clerk-login-{language}.png")
    sign_in(page, account_of(hall, "2"))
    expect(page.locator("[data-verb=call-next]")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Enter")
    expect(page.locator("#board")).to_contain_text("✓", timeout=10_000)
    page.screenshot(path=OUT / f"clerk-{language}.png")
    for name, key in (("transfer", "*"), ("outcome", "o"), ("pause", "/"), ("keys", "F1")):
        page.keyboard.press(key)
        page.screenshot(path=OUT / f"clerk-{name}-{language}.png")
        page.keyboard.press("Escape")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    page.screenshot(path=OUT / f"clerk-zoomed-{language}.png")
    page.keyboard.press("+")
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(f"{hall.url}/clerk/small")
    expect(page.locator(".small-waiting")).not_to_be_empty()
    page.screenshot(path=OUT / f"clerk-small-{language}.png")
    page.context.close()


def sign_in(page: Page, account: dict[str, str]) -> None:
    if account.get("window"):
        page.locator("select").first.select_option(account["window"])
    page.locator("input[type=password]").fill(account["password"])
    page.locator("input[name=account]").fill(account["account"])
    page.keyboard.press("Enter")


def board_and_strips(hall: RunningHall) -> None:
    def lit() -> bool:
        return len(hall.bench.json("/api/devices/board-hall")["texts"]) > 3

    wait_until(lit, 10, "the board is lit")
    (OUT / "board.png").write_bytes(hall.bench.get("/api/boards/board-hall.png"))
    for address in (1, 2):
        picture = hall.bench.get(f"/api/strips/strips-strips/{address}.png")
        (OUT / f"strip-{address}.png").write_bytes(picture)


def citizen(browser: Browser, hall: RunningHall, language: str) -> None:
    kiosk = QueueClient(hall.url, (hall.data / "secrets/tokens/kiosk-k1").read_text().strip())
    ticket = kiosk.issue(m.IssueTicket(request_id=uuid4(), service="company-setup"))
    page = opened(browser, language, PHONE)
    page.goto(ticket.link)
    page.screenshot(path=OUT / f"ticket-{language}.png")
    page.context.close()


def supervisor(browser: Browser, hall: RunningHall, language: str) -> None:
    page = opened(browser, language, DESK)
    page.goto(f"{hall.url}/reports")
    lead = next(a for a in hall.credentials()["accounts"] if a["role"] == "supervisor")
    sign_in(page, {"account": lead["account"], "password": lead["password"]})
    page.wait_for_selector("nav.tabs")
    for by in ("window", "clerk", "service", "hour"):
        page.goto(f"{hall.url}/reports?by={by}")
        page.screenshot(path=OUT / f"reports-{by}-{language}.png", full_page=True)
    page.goto(f"{hall.url}/reports?by=window")
    page.screenshot(path=OUT / f"reports-{language}.png")
    page.goto(f"{hall.url}/reports/ratings")
    page.screenshot(path=OUT / f"reports-ratings-{language}.png", full_page=True)
    page.goto(f"{hall.url}/rectifications")
    page.screenshot(path=OUT / f"rectifications-{language}.png")
    page.locator(".cases tbody a").first.click()
    page.wait_for_selector("#about")
    page.screenshot(path=OUT / f"rectification-{language}.png", full_page=True)
    page.goto(f"{hall.url}/hall")
    page.wait_for_load_state("domcontentloaded")
    page.screenshot(path=OUT / f"hall-{language}.png", full_page=True)
    page.goto(f"{hall.url}/staff")
    page.wait_for_selector("#windows")
    page.screenshot(path=OUT / f"staff-{language}.png", full_page=True)
    page.goto(f"{hall.url}/kiosks")
    page.locator("[data-verb=picture]").first.click()
    expect(page.locator("figure img").first).to_be_visible(timeout=30_000)
    page.screenshot(path=OUT / f"kiosks-{language}.png", full_page=True)
    page.context.close()


def bench(browser: Browser, hall: RunningHall) -> None:
    page = opened(browser, "zh", {"width": 1600, "height": 1000})
    page.goto(hall.bench.url)
    page.wait_for_load_state("load")
    page.wait_for_timeout(2500)  # the live pictures come after the page
    page.screenshot(path=OUT / "bench.png")
    page.context.close()


def for_readme() -> None:
    """Small copies; one picture that shows screen, paper and board side by side."""
    for name, source, width in (
        ("kiosk-home", "kiosk-home-zh", 360),
        ("kiosk-home-large-contrast", "kiosk-home-zh-large+contrast", 360),
        ("kiosk-home-uyghur", "kiosk-home-ug", 360),
        ("kiosks", "kiosks-zh", 900),
        ("slip", "slip-live", 360),
        ("clerk", "clerk-zh", 900),
        ("board", "board", 700),
        ("reports", "reports-zh", 900),
        ("tablet", "tablet-asked-wide-zh", 900),
        ("staff", "staff-zh", 900),
        ("rectifications", "rectifications-zh", 900),
        ("bench", "bench", 1100),
    ):
        save(scaled(OUT / f"{source}.png", width=width), name)
    parts = [
        scaled(OUT / "kiosk-home-zh.png", height=640),
        scaled(OUT / "slip-live.png", height=640),
        scaled(OUT / "board.png", width=640),
    ]
    gap = 24
    width = sum(part.width for part in parts) + gap * (len(parts) + 1)
    hall = Image.new("RGB", (width, 640 + 2 * gap), "#E9EDEF")
    x = gap
    for part in parts:
        hall.paste(part, (x, gap + (640 - part.height) // 2))
        x += part.width + gap
    save(hall, "hall")


def scaled(path: Path, *, width: int = 0, height: int = 0) -> Image.Image:
    picture = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
    factor = width / picture.width if width else height / picture.height
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.LANCZOS)


def save(picture: Image.Image, name: str) -> None:
    picture.quantize(192, dither=Image.Dither.NONE).save(README / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
