"""`python -m kiosk.screenshots OUT_DIR`: every screen in every language and mode as PNG."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.guides import read_guides
from config.hall import Hall
from config.loader import load
from config.mistakes import ConfigMistakes, did_you_mean
from kiosk import examples
from kiosk import states as s
from kiosk.contact_sheet import ContactSheet
from kiosk.examples_corners import corners
from kiosk.examples_in_trouble import troubled
from kiosk.examples_outside_hours import closed_worlds
from kiosk.examples_ways_in import busy_hall
from kiosk.hall_facts import from_configuration
from kiosk.look import glass_for, palette_of
from kiosk.mode_rules import in_modes
from kiosk.modes import MODES, PLAIN
from kiosk.staff_states import StaffPin, StaffScreen
from kiosk.surface import (
    UNLIMITED,
    configure_window,
    kivy_environment,
    missing_packages,
    quiet_kivy,
)
from kiosk.texts import languages, load_texts
from kiosk.voice import Mimed

if TYPE_CHECKING:
    from kiosk.screens.frame import World

UNCHANGED = (s.Asleep, StaffPin, StaffScreen)  # nobody has chosen anything there
EXIT_UNAVAILABLE = 69
EXIT_CONFIG = 78


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.screenshots", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kiosk", default="", help="its id; the first one when left out")
    parser.add_argument("--only", default="", help="part of a screen's name")
    parser.add_argument(
        "--modes",
        default=list(MODES),
        type=_some(MODES),
        help="a list with commas; every one when left out",
    )
    parser.add_argument(
        "--languages",
        default=[],
        type=_some(languages()),
        help="likewise, such as zh,ug; the kiosk's own when left out",
    )
    parser.add_argument(
        "--sheet", action="store_true", help="besides, all screens small on one page"
    )
    options = parser.parse_args(arguments)
    if missing := missing_packages():
        sys.stderr.write(f"Pictures need the Debian packages {' '.join(missing)}.\n")
        return EXIT_UNAVAILABLE
    try:
        hall = load()
    except ConfigMistakes as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        return EXIT_CONFIG
    kiosks = {kiosk.id: kiosk for kiosk in hall.kiosks}
    wanted = options.kiosk or next(iter(kiosks), "")
    if wanted not in kiosks:
        parser.error(f'there is no kiosk "{wanted}"{did_you_mean(wanted, kiosks)}')
    hall = replace(hall, kiosks=[kiosks[wanted]])
    quiet_kivy()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        glass = glass_for(hall.kiosks[0].screen)
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        configure_window(glass, fullscreen=False, frames_per_s=UNLIMITED)
        chosen = Chosen(options.only, options.languages, options.modes, options.sheet)
        draw(hall, options.out, chosen)
    return 0


def _some(known: Collection[str]) -> Callable[[str], list[str]]:
    """A list with commas, of names that are known."""

    def names(said: str) -> list[str]:
        for name in said.split(","):
            if name not in known:
                raise argparse.ArgumentTypeError(f'no "{name}"{did_you_mean(name, known)}')
        return said.split(",")

    return names


@dataclass(frozen=True)
class Chosen:
    """`only`: a part of a screen's name; `sheet`: a page with all screens small besides."""

    only: str = ""
    languages: Sequence[str] = ()
    modes: Sequence[str] = (PLAIN,)
    sheet: bool = False


def draw(hall: Hall, out: Path, chosen: Chosen) -> None:
    """One file for each screen, language and mode; what nobody can switch is drawn as it is."""
    from kiosk.screens.stage import Stage  # imports Kivy, which reads the environment

    world = example_world(hall)
    stage = Stage()
    offered = [x for x in chosen.languages if x in world.texts] or list(world.texts)
    for language, mode in product(offered, chosen.modes):
        ending = language if mode == PLAIN else f"{language}-{mode}"
        sheet = ContactSheet()
        for name, screen, shown in scenes(world, language):
            if chosen.only in name and (mode == PLAIN or not isinstance(screen, UNCHANGED)):
                drawn = stage.show(in_modes(screen, MODES[mode]), shown)
                drawn.save(out / f"kiosk-{name}-{ending}.png", compress_level=1)
                sheet.add(drawn)
        if chosen.sheet:
            sheet.save(out / f"kiosk-sheet-{ending}.png")


def scenes(world: World, language: str) -> Iterator[tuple[str, s.Screen, World]]:
    for name, screen in examples.screens(world.hall, language).items():
        yield name, screen, troubled(screen, world)
    for name, closed in closed_worlds(world).items():
        yield name, s.Home(visit=s.Visit(language=language)), closed
    yield from corners(world, language)


def example_world(hall: Hall) -> World:
    from kiosk.screens.frame import World
    from kiosk.screens.live import Live
    from kiosk.screens.paint import PAINT

    PAINT.use(palette_of(hall.look))
    facts = busy_hall(from_configuration(hall, examples.NOW.date()))
    live = Live(
        now=examples.NOW.astimezone(ZoneInfo(hall.hall.time_zone)),
        server=True,
        waiting=examples.waiting(facts),
    )
    return World(
        hall=facts,
        kiosk=hall.kiosks[0],
        elder_age=hall.hall.elder_age_years,
        texts=load_texts(hall.kiosks[0].languages),
        live=live,
        post=lambda event: None,
        service_touched=lambda service: None,
        emblem=hall.look.emblem_file,
        guides=read_guides(hall)[0],
        voice=Mimed([code for code, language in languages().items() if language.voice]),
    )


if __name__ == "__main__":
    sys.exit(main())
