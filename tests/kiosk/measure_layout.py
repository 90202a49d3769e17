"""Run in a process of its own: draws every screen and prints, as JSON, what is wrong with it.

`python measure_layout.py '{"width_px": …, "height_px": …, "width_mm": …, "height_mm": …}'
[target_mm] [part of a screen's name] [modes] [languages] [shrunk_mm]`. Modes and languages are
lists with commas, all languages when left out; `shrunk_mm`: one button is made so high.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.ease import HIGHEST_MM, LOWEST_MM
from config.hall import Hall
from config.loader import load
from config.machines import Screen
from kiosk.look import (
    CAPITAL_MM,
    CAPITAL_OF_FONT,
    GAP_MM,
    LARGE_CAPITAL_MM,
    LARGE_NEAR_CAPITAL_MM,
    MAX_TILES,
    TARGET_MM,
    Glass,
    glass_for,
    is_wide,
    type_of,
)
from kiosk.mode_rules import in_modes
from kiosk.modes import MODES, PLAIN
from kiosk.screenshots import UNCHANGED, example_world, scenes
from kiosk.states import Languages
from kiosk.surface import UNLIMITED, configure_window, kivy_environment, quiet_kivy

if TYPE_CHECKING:
    from kiosk.screens.frame import View

ROUNDING_MM = 0.35  # a pixel more or less


def main() -> None:
    screen = Screen(**json.loads(sys.argv[1]))
    target_mm = float(sys.argv[2]) if len(sys.argv) > 2 else TARGET_MM
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    modes = sys.argv[4].split(",") if len(sys.argv) > 4 else [PLAIN]
    languages = sys.argv[5].split(",") if len(sys.argv) > 5 else []
    shrunk_mm = float(sys.argv[6]) if len(sys.argv) > 6 else None
    glass = glass_for(screen)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False, frames_per_s=UNLIMITED)
        hall = load(None, {})
        hall = replace(hall, kiosks=[replace(hall.kiosks[0], screen=screen)])
        found = measure(hall, glass, target_mm, only, modes, languages, shrunk_mm)
        print(json.dumps(found, ensure_ascii=False))


def measure(
    hall: Hall,
    glass: Glass,
    target_mm: float,
    only: str,
    modes: list[str],
    languages: list[str],
    shrunk_mm: float | None = None,
) -> list[str]:
    from kiosk.screens.stage import Stage

    world, stage, wrong = example_world(hall), Stage(), []
    for language in languages or list(world.texts):
        for mode in modes:
            for name, screen, shown in scenes(world, language):
                if only not in name or (mode != PLAIN and isinstance(screen, UNCHANGED)):
                    continue
                view = stage.put(in_modes(screen, MODES[mode]), shown)
                if shrunk_mm is not None:
                    shrink_one(view, shrunk_mm * glass.px_per_mm)
                wrong += [
                    f"{name}-{language}-{mode}: {fault}" for fault in faults(view, glass, target_mm)
                ]
    return wrong


def faults(view: View, glass: Glass, target_mm: float) -> list[str]:
    from kiosk.screens.sight import visible_texts

    touches, labels = touch_boxes(view), [label for label, _ in visible_texts([view])]
    most = MAX_TILES if isinstance(view.state, Languages) else type_of(view.modes).tiles
    return [
        *small_targets(touches, glass, target_mm),
        *narrow_gaps(touches, glass),
        *bad_texts(labels, glass, least_capital_mm(view)),
        *overlaps([(label.text, ink_box(label)) for label in labels]),
        *([f"more than {most} tiles"] if tiles(view) > most else []),
        *off_window([*touches, *((x.text, ink_box(x)) for x in labels)], view),
        *strange_inks(labels),
        *(out_of_reach(touches, view, glass) if view.modes.low else []),
    ]


def shrink_one(view: View, height_px: float) -> None:
    """The first button of the line below, and no other."""
    from kivy.clock import Clock

    from kiosk.screens.frame import BarButton

    button = next(widget for widget in view.walk() if isinstance(widget, BarButton))
    button.size_hint_y, button.height = None, height_px
    Clock.tick()


INKS = ("ink", "quiet", "action", "your_turn", "fault", "action_ink", "band_ink", "night_ink")


def strange_inks(labels: list[Any]) -> list[str]:
    """Texts in a colour of their own, which no palette changes and no test of contrast knows."""
    from kiosk.screens.paint import PAINT

    known = [tuple(getattr(PAINT, name)) for name in INKS]
    return [
        f"{label.text!r} has a colour of its own"
        for label in labels
        if tuple(label.color) not in known
    ]


def least_capital_mm(view: View) -> float:
    if not view.modes.large:
        return CAPITAL_MM
    return LARGE_CAPITAL_MM if is_wide(view.world.kiosk.screen) else LARGE_NEAR_CAPITAL_MM


def out_of_reach(touches: list[Any], view: View, glass: Glass) -> list[str]:
    bottom_mm = view.world.kiosk.screen.bottom_mm
    wrong = []
    for name, (_left, bottom, _right, top) in touches:
        low, high = (bottom_mm + edge / glass.px_per_mm for edge in (bottom, top))
        if low < LOWEST_MM - ROUNDING_MM or high > HIGHEST_MM + ROUNDING_MM:
            wrong.append(f"{name!r} is {low:.0f} to {high:.0f} mm above the floor")
    return wrong


def touch_boxes(view: View) -> list[tuple[str, tuple[float, ...]]]:
    from kiosk.screens.sight import visible_texts
    from kiosk.screens.touch import Touch

    found = []
    for widget in view.walk():
        pressable = isinstance(widget, Touch) and widget.height > 0 and widget.opacity > 0
        if pressable and getattr(widget, "shown", True):
            words = " ".join(label.text for label, _ in visible_texts([widget]))
            found.append((words or type(widget).__name__, box(widget)))
    return found


def tiles(view: View) -> int:
    return len(view.ids.tiles.children) if "tiles" in view.ids else 0


def box(widget: Any) -> tuple[float, ...]:
    x, y = widget.to_window(*widget.pos)
    return x, y, x + widget.width, y + widget.height


def ink_box(label: Any) -> tuple[float, ...]:
    """Where the letters are, not the empty rest of the label's box."""
    left, bottom, right, top = box(label)
    width, height = label.texture_size
    x = {"left": left, "right": right - width}.get(label.alignment, (left + right - width) / 2)
    y = {"bottom": bottom, "top": top - height}.get(label.valign, (bottom + top - height) / 2)
    return x, y, x + width, y + height


def small_targets(touches: list[Any], glass: Glass, target_mm: float) -> list[str]:
    wrong = []
    for name, (left, bottom, right, top) in touches:
        width, height = (right - left) / glass.px_per_mm, (top - bottom) / glass.px_per_mm
        if min(width, height) < target_mm - ROUNDING_MM:
            wrong.append(f"{name!r} is a target of {width:.1f} × {height:.1f} mm")
    return wrong


def narrow_gaps(touches: list[Any], glass: Glass) -> list[str]:
    wrong = []
    for (one, a), (other, b) in combinations(touches, 2):
        apart = max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]) / glass.px_per_mm
        if apart < GAP_MM - ROUNDING_MM:
            wrong.append(f"{one!r} and {other!r} are {apart:.1f} mm apart")
    return wrong


def bad_texts(labels: list[Any], glass: Glass, least_mm: float) -> list[str]:
    wrong = []
    for label in labels:
        capital_mm = label.font_size * CAPITAL_OF_FONT / glass.px_per_mm
        if capital_mm < least_mm - 0.05:
            wrong.append(f"{label.text!r} has capitals of {capital_mm:.1f} mm")
        if not label.fits or label.texture_size[1] > label.height + 2:
            wrong.append(f"{label.text!r} does not fit its place")
    return wrong


def overlaps(boxes: list[tuple[str, tuple[float, ...]]]) -> list[str]:
    return [
        f"{one!r} lies on {other!r}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]


def off_window(boxes: list[Any], view: View) -> list[str]:
    width, height = view.get_parent_window().size
    return [
        f"{name!r} is not whole on the screen"
        for name, (left, bottom, right, top) in boxes
        if left < -1 or bottom < -1 or right > width + 1 or top > height + 1
    ]


if __name__ == "__main__":
    main()
