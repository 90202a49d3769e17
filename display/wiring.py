"""From a hall's configuration to its painters."""

from __future__ import annotations

from collections.abc import Iterable

from config.hall import (
    Hall,
)
from config.machines import Board, StripBus
from config.windows import WindowRange
from devices.hall_profiles import line_of, strip_profile
from devices.link import Link
from devices.strip.driver import StripBus as StripBusDriver
from display.acknowledge import Acknowledgement
from display.board_painter import BoardPainter, Clocks
from display.board_upkeep import BoardUpkeep
from display.boards import LONGEST_RETRY_S, hall_board, manner
from display.card_font import TextRefused
from display.card_voice import CallVoice
from display.layout import BoardTooSmall, Layout, plan
from display.painter import Painter
from display.strip_painter import StripPainter
from queue_server.contract.health import HealthBook


class NotDisplayable(Exception):
    """The configuration asks a board for what it cannot show; one line per mistake."""


def layouts(hall: Hall) -> dict[str, Layout]:
    """Board id → layout. Raises `NotDisplayable` with every mistake."""
    found: dict[str, Layout] = {}
    mistakes = []
    for board in hall.boards:
        try:
            windows = tuple(sorted(windows_of(hall, board)))
            size_px = (board.width_px, board.height_px)
            found[board.id] = plan(size_px, board.title, windows, **manner(board))
        except (BoardTooSmall, TextRefused) as error:
            mistakes.append(f"boards.{board.id}: {error}")
    if mistakes:
        raise NotDisplayable("\n".join(mistakes))
    return found


def windows_of(hall: Hall, board: Board) -> frozenset[str]:
    """The windows whose calls `board` shows."""
    return shown_on(board, hall.windows)


def shown_on(board: Board, windows: Iterable[WindowRange]) -> frozenset[str]:
    """Those in the board's zones; all when it names none."""
    return frozenset(
        number
        for alike in windows
        if not board.zones or alike.zone in board.zones
        for number in alike.numbers()
    )


def painters(
    hall: Hall, acknowledgement: Acknowledgement, health: HealthBook, clocks: Clocks
) -> list[Painter]:
    """One for every board and every strip bus; none has opened its port yet."""
    plans = layouts(hall)

    def board(settings: Board) -> Painter:
        own = hall_board(settings)
        if own.line is not None:
            health.follow(settings.id, own.line)
        return BoardPainter(
            settings.id,
            own.card,
            plans[settings.id],
            windows_of(hall, settings),
            acknowledgement=acknowledgement,
            health=health,
            clocks=clocks,
            upkeep=BoardUpkeep(own.set_clock, own.set_brightness, settings.brightness),
            voice=CallVoice(settings.voice) if settings.voice else None,
            confirmed=own.confirmed,
            farewell=own.farewell,
        )

    def strips(settings: StripBus) -> Painter:
        profile = strip_profile(settings)
        link = Link(line_of(settings, profile), settings.id, longest_retry_s=LONGEST_RETRY_S)
        for strip in settings.strips:
            health.follow(f"{settings.id}/{strip.window}", link)
        return StripPainter(
            settings.id,
            StripBusDriver(link, profile),
            settings.strips,
            acknowledgement=acknowledgement,
            health=health,
            monotonic_s=clocks.monotonic_s,
        )

    return [*map(board, hall.boards), *map(strips, hall.strip_buses)]
