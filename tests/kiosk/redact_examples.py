"""Run in a process of its own: takes the picture that leaves the kiosk of screens that hold a name,
a telephone number or a code, with every letter of those in one colour, and prints how many pixels
of that colour are left, before and after: `{screen: [before, after]}`."""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path

from PIL import Image

from config.loader import load
from kiosk import examples
from kiosk import states as s
from kiosk.look import glass_for
from kiosk.screenshots import example_world
from kiosk.surface import configure_window, kivy_environment, quiet_kivy
from queue_server.contract.messages import Person

CANARY = (255, 0, 255)
NAME = "欧阳**"
DIGITS = "13912345678"


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        hall = load(None, {})
        glass = glass_for(hall.kiosks[0].screen)
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False)

        from kivy.clock import Clock
        from kivy.lang import Builder

        from kiosk.screens import redacted
        from kiosk.screens.qr import QrCode
        from kiosk.screens.sight import picture, visible_texts
        from kiosk.screens.stage import Stage

        redacted.MOST_PX = (4000, 4000)  # as sharp as the glass: no thin stroke is blended away
        world, stage = example_world(hall), Stage()
        visit = s.Visit(person=Person(hash="0" * 64, masked_name=NAME))
        ticket = examples.ticket(world.hall)
        order = s.Order(request_id=examples.SOME_ID, service="x", person=visit.person)
        shown = {
            "home": s.Home(visit=visit),
            "phone": s.PhonePad(digits=DIGITS),
            "print unknown": s.PrintUnknown(ticket=ticket),
            "under help": s.Help(under=s.Home(visit=visit)),
        }
        left: dict[str, list[int]] = {}
        for name, screen in shown.items():
            view = stage.put(screen, world)
            plain = [
                words
                for words, _ in visible_texts([view])
                if NAME in words.text or DIGITS in "".join(filter(str.isdigit, words.text))
            ]
            for words in plain:
                words.color = "#FF00FF"
            for code in (x for x in view.walk() if isinstance(x, QrCode)):
                _paint(code)
            Clock.tick()
            Builder.sync()
            before = picture()
            after = Image.open(io.BytesIO(redacted.redacted_png(screen))).convert("RGB")
            left[name] = [_count(before), _count(after)]
        left["names"] = [len(set(redacted.names_in([order, shown]))), 0]
        print(json.dumps(left))


def _paint(code: object) -> None:
    """The code's dark squares in the canary's colour."""
    from kivy.graphics import Color

    for instruction in code.canvas.children:  # type: ignore[attr-defined]
        if isinstance(instruction, Color) and instruction.rgb == [0, 0, 0]:
            instruction.rgb = (1, 0, 1)


def _count(image: Image.Image) -> int:
    """Pixels of the canary's colour; letters have soft edges."""
    return sum(
        n
        for n, (red, green, blue) in image.getcolors(image.width * image.height) or []
        if red > 180 and green < 90 and blue > 180
    )


if __name__ == "__main__":
    main()
