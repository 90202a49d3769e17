"""The stories: what a device of each kind is there for, told with its driver's own words."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import LinkLost, NoAnswer
from devices.keypad.driver import GradeGiven, KeyPressed
from devices.led.area import Area
from devices.ticket_printer.slip import Line, Slip
from tests.devices.stories.stage import Stage

Ask = Callable[[Stage], object]

LISTEN_S = 0.2
CALL = "请A001到3号窗口"
CODE = "T-A001"


def reader_reads_a_card(stage: Stage) -> None:
    stage.person(
        "请把一张身份证放在阅读器上", "Lay an identity card on the reader", "lay", person="elder"
    )
    card = stage.until(stage.driver.poll)
    assert card.number
    assert card.number not in repr(card)
    assert stage.driver.poll() is None, "the same card was given twice"
    stage.person("请取走身份证", "Take the card away", "remove")
    stage.until(lambda: (stage.driver.poll() is None and not stage.driver.card_lies) or None)


def printer_prints_a_slip(stage: Stage) -> None:
    slip = Slip(parts=(Line(text="A001", scale=2, align="center"), Line(text=CALL)))

    def printed() -> bool | None:
        return stage.driver.print(slip).fate == "printed" or None

    assert stage.until(printed)


def desk_hears_keys_and_grades(stage: Stage) -> None:
    window, address = stage.settings["window"], stage.settings["address"]
    key = stage.settings["key"]
    call = {"window": window, "key": key}
    stage.person(f"请按呼叫器的「呼叫」键 {key}", f"Press the keypad's key {key}", "press", **call)
    presses = stage.until(lambda: stage.driver.read(LISTEN_S) or None)
    assert presses[0] == KeyPressed(address, "", key)
    stage.driver.show(address, "A012", 3)
    stage.driver.beep(address)
    stage.driver.ask_rating(address)
    grade = stage.settings["grade"]
    face = {"window": window, "grade": grade}
    stage.person("请按评价器的任一键", "Press any face of the evaluator", "grade", **face)
    graded = stage.until(lambda: _grade(stage))
    assert graded.address == address
    if seen := stage.seen():
        assert graded.grade == grade
        pad = seen["pads"][0]
        assert "012" in pad["number"] or "3" in pad["waiting"] + pad["number"]
        assert pad["beeps"] == 1


def _grade(stage: Stage) -> GradeGiven | None:
    presses = stage.driver.read(LISTEN_S)
    return next((press for press in presses if isinstance(press, GradeGiven)), None)


def strip_shows_a_call(stage: Stage) -> None:
    address = stage.settings["address"]
    stage.until(lambda: (stage.driver.show(address, CALL, "green"),))
    if seen := stage.seen():
        assert seen["strips"][0]["text"] == CALL


def board_shows_calls(stage: Stage) -> None:
    width, height = stage.settings["width_px"], stage.settings["height_px"]
    area = Area(x=0, y=0, width=width, height=height, text="A001", colour="red")
    stage.until(lambda: (stage.driver.show([area]),))
    if seen := stage.seen():
        assert seen["texts"] == ["A001"]
        assert seen["lit"] > 0
    stage.until(lambda: (stage.driver.clear(),))
    if seen := stage.seen():
        assert seen["lit"] == 0


def scanner_reads_a_code(stage: Stage) -> None:
    """A lost byte within a code cannot be known: a person sees the wrong number and scans again."""

    def scanned() -> str | None:
        stage.person("请让扫描器扫一个码", "Hold a code before the scanner", "hold", text=CODE)
        scan = stage.driver.read(LISTEN_S if stage.seen() else 5.0)
        stage.person("请把码拿开", "Take the code away", "away")
        if scan is None or (stage.seen() and scan.text != CODE):
            return None
        return str(scan.text)

    assert stage.until(scanned)


def nobody_answers(stage: Stage, ask: Ask) -> bool:
    try:
        ask(stage)
    except (NoAnswer, LinkLost):
        return True
    return False


def nothing_is_confirmed(stage: Stage, ask: Ask) -> bool:
    """A device that may only hear: its driver claims nothing."""
    try:
        return ask(stage) is False
    except (NoAnswer, LinkLost):
        return True


def nothing_is_heard(stage: Stage, ask: Ask) -> bool:
    """A device that speaks only when it is touched."""
    return not ask(stage)
