"""Run in a process of its own: prints, as JSON, where every text and button of some screens is.

`{screen-language: [{"text", "box", "touch"}]}`, boxes as in `kiosk.screens.sight`. And
`{screen-language-sides: [{"text", "side"}]}`: where in its box a text stands.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from config.loader import load
from kiosk import examples
from kiosk.examples_in_trouble import troubled
from kiosk.look import glass_for
from kiosk.screenshots import example_world
from kiosk.surface import UNLIMITED, configure_window, kivy_environment, quiet_kivy


def main() -> None:
    screens, languages = (argument.split(",") for argument in sys.argv[1:3])
    hall = load(None, {})
    glass = glass_for(hall.kiosks[0].screen)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False, frames_per_s=UNLIMITED)
        from kiosk.screens.sight import texts, visible_texts
        from kiosk.screens.stage import Stage

        world, stage, found = example_world(hall), Stage(), {}
        for language in languages:
            for name in screens:
                screen = examples.screens(world.hall, language)[name]
                view = stage.put(screen, troubled(screen, world))
                found[f"{name}-{language}"] = texts()
                found[f"{name}-{language}-sides"] = [
                    {"text": label.text, "side": label.alignment}
                    for label, _ in visible_texts([view])
                ]
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
