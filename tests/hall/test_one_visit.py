"""The whole arch in one story: finger, slip, call, board, rating, figure.

Nothing in it knows the inside of a program: the kiosk is read and pressed on a virtual screen, the
slip's bytes are decoded by code that is not ours, the clerk is a browser, and the board's pixels
and the evaluator are at the far end of their wires.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.hall.running_hall import RunningHall, wait_until
from tests.hall.screen_eyes import VirtualScreen, missing_tools
from tests.peers.emupos_tokenizer import printed_lines

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = "1"

pytestmark = [
    pytest.mark.screen,
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {missing_tools()}"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen(1080, 1920) as made:
        yield made


@pytest.fixture(scope="module")
def hall(screen: VirtualScreen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    data = tmp_path_factory.mktemp("hall")
    with RunningHall(data, env={"DISPLAY": screen.display}) as running:
        yield running


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        browser.close()


def test_a_visitor_is_numbered_called_served_and_very_satisfied(
    screen: VirtualScreen, hall: RunningHall, page: Page, tmp_path: Path
) -> None:
    log_in(page, hall, account_of(hall, WINDOW))

    screen.press("市场准入")
    screen.press("企业设立登记")
    number = the_number_on_the_slip(hall, tmp_path)
    assert number == "A001"

    page.keyboard.press("Enter")  # call next
    expect(page.locator("#number")).to_have_text(number)
    expect(page.get_by_text("屏幕已显示")).to_be_visible(timeout=10_000)
    the_board_lights(hall, number, WINDOW)

    page.keyboard.press("s")  # start
    expect(page.locator("#state")).to_have_text("办理中")
    page.keyboard.press("+")  # finish: the visitor is asked
    wait_until(lambda: asked_to_rate(hall), 10, "the evaluator asks")
    hall.bench.do("desk-d1", "grade", window=WINDOW, grade=4)

    figures_show_one_served_and_very_satisfied(page, hall)


def account_of(hall: RunningHall, window: str) -> dict[str, str]:
    accounts: list[dict[str, str]] = hall.credentials()["accounts"]
    return next(a for a in accounts if a.get("window") == window)


def log_in(page: Page, hall: RunningHall, account: dict[str, str]) -> None:
    page.goto(hall.url + "/clerk")
    page.get_by_label("窗口").select_option(account["window"])
    page.get_by_label("账号").fill(account["account"])
    page.get_by_label("密码").fill(account["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("已连接")).to_be_visible()
    # On the screen, too: Chromium drops keys that come before a page's first frame.
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


def the_number_on_the_slip(hall: RunningHall, tmp_path: Path) -> str:
    def slips() -> list[dict[str, object]]:
        found: list[dict[str, object]] = hall.bench.json("/api/printers/printer-k1/slips")
        return found

    wait_until(slips, 30, "a slip comes out of the printer")
    first = slips()[0]["n"]
    raw = hall.bench.get(f"/api/printers/printer-k1/slips/{first}.bin")
    lines = printed_lines(raw)
    picture = tmp_path / "slip.png"
    picture.write_bytes(hall.bench.get(f"/api/printers/printer-k1/slips/{first}.png"))
    link = read_qr(picture)
    assert link.startswith(hall.url + "/t/"), link
    assert any("企业设立登记" in line for line in lines), lines
    numbers = [m.group() for line in lines if (m := re.fullmatch(r"\s*([A-Z]\d{3})\s*", line))]
    assert len(numbers) == 1, lines
    return numbers[0].strip()


def read_qr(picture: Path) -> str:
    assert shutil.which("zbarimg"), "zbar-tools is not installed"
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def the_board_lights(hall: RunningHall, number: str, window: str) -> None:
    def lit() -> bool:
        texts = " ".join(hall.bench.json("/api/devices/board-hall")["texts"])
        return number in texts and f"{window}号窗口" in texts

    wait_until(lit, 5, f"the board shows {number}")
    pixels = Image.open(io.BytesIO(hall.bench.get("/api/boards/board-hall.png"))).convert("L")
    assert pixels.getextrema()[1] > 128, "no LED is lit"


def asked_to_rate(hall: RunningHall) -> bool:
    pads = hall.bench.json("/api/devices/desk-d1")["pads"]
    return any(p["window"] == WINDOW and p["asked"] for p in pads)


def figures_show_one_served_and_very_satisfied(page: Page, hall: RunningHall) -> None:
    page.context.clear_cookies()
    lead = next(a for a in hall.credentials()["accounts"] if a["role"] == "supervisor")
    page.goto(hall.url + "/reports")
    page.get_by_label("账号").fill(lead["account"])
    page.get_by_label("密码").fill(lead["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()

    def seen() -> bool:
        page.goto(hall.url + "/reports?by=window")
        figures = row_of(page, f"{WINDOW}号窗口")
        return (figures.get("办理量"), figures.get("非常满意")) == ("1", "1")

    wait_until(seen, 10, "window 1 shows one served and one very satisfied")


def row_of(page: Page, name: str) -> dict[str, str]:
    """`{column: figure}` of one row of the table, as a reader follows it with a finger."""
    table = page.locator("table")
    if table.count() == 0:
        return {}
    columns = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    row = table.locator("tbody tr").filter(has_text=name)
    if row.count() == 0:
        return {}
    cells = [text.strip() for text in row.first.locator("th, td").all_inner_texts()]
    return dict(zip(columns, cells, strict=True))
