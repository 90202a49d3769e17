"""Ten fingers at once press what the first one does (AGCO 2.1.9: simultaneous inputs)."""

from __future__ import annotations

from kiosk.lock_down import RESTS_S, OneFinger


class Glass:
    """A screen of one button, a clock, and fingers by name."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.fingers = OneFinger(lambda: self.now_s)
        self.pressed: list[str] = []
        self.down_now: dict[str, Finger] = {}

    def down(self, name: str, button: str | None = None) -> None:
        finger = self.down_now[name] = Finger(button)
        if not self.fingers.down(finger):
            finger.grab_list.append(lambda: self)
            self.pressed.append(name)

    def up(self, name: str) -> None:
        self.fingers.up(self.down_now.pop(name))


class Finger:
    def __init__(self, button: str | None) -> None:
        self.button = button
        self.grab_list: list[object] = []

    def ungrab(self, _widget: object) -> None:
        self.grab_list.clear()


def test_of_ten_fingers_only_the_first_presses() -> None:
    glass = Glass()
    for n in range(10):
        glass.down(f"finger {n}")
    assert glass.pressed == ["finger 0"]
    for n in range(10):
        glass.up(f"finger {n}")
    glass.down("next")
    assert glass.pressed == ["finger 0", "next"]


def test_the_others_may_leave_before_the_first() -> None:
    glass = Glass()
    glass.down("first")
    glass.down("second")
    glass.up("second")
    glass.down("third")
    assert glass.pressed == ["first"]


def test_a_sleeve_on_the_glass_shuts_nobody_out_and_presses_nothing_when_it_goes() -> None:
    glass = Glass()
    glass.down("sleeve")
    sleeve = glass.down_now["sleeve"]
    glass.now_s += RESTS_S
    glass.down("finger")
    assert glass.pressed == ["sleeve", "finger"]
    assert sleeve.grab_list == []
    glass.up("sleeve")
    glass.down("another")  # while the finger is still down
    assert glass.pressed == ["sleeve", "finger"]


def test_only_the_left_button_of_a_mouse_is_a_finger() -> None:
    glass = Glass()
    for button in ("right", "middle", "scrolldown", "mouse8"):
        glass.down(button, button)
    assert glass.pressed == []
    glass.down("left", "left")
    assert glass.pressed == ["left"]
