"""A board's model -> its driver, and what the painter has to know of it: a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlsplit

from config.machines import AlphaSign as AlphaSettings
from config.machines import Board, FontCard, PixelChain
from devices.alpha.driver import AlphaSign
from devices.led.driver import Model, OnbonBoard
from devices.link import Link
from devices.pixel_wall.chain import Chain
from devices.pixel_wall.codec import PORT
from devices.pixel_wall.driver import PixelWall
from devices.transport import open_transport
from display.board_painter import Card

DRAWN = ("alpha", "e131")
LONGEST_RETRY_S = 2.0  # what comes back shows the present within 5 s


def _always() -> bool:
    return True


def _nothing() -> None:
    """What most boards need when the program ends: what stands on them stays."""


@dataclass(frozen=True, kw_only=True)
class HallBoard:
    """`confirmed`: whether the board itself said that it shows what was sent last. `set_clock` is
    None for what has no clock, `line` for what has no line that can be lost."""

    card: Card
    set_brightness: Callable[[int], None]
    set_clock: Callable[[datetime], None] | None = None
    confirmed: Callable[[], bool] = _always
    farewell: Callable[[], None] = _nothing
    line: Link | None = None


def hall_board(settings: Board) -> HallBoard:
    """Nothing is opened before its first use."""
    return MODELS[settings.model](settings)


def manner(settings: Board) -> dict[str, bool]:
    """What `display.layout.plan` has to know of the model. A sign that takes two seconds to be
    written cannot blink."""
    return {"drawn": settings.model in DRAWN, "blinks": settings.model != "alpha"}


def _font_card(settings: Board) -> HallBoard:
    link = _link(settings)
    family: Model = "bx-5k" if settings.model == "bx-5k" else "bx-6k"
    holds = settings.card or FontCard()
    card = OnbonBoard(
        link,
        family,
        settings.width_px,
        settings.height_px,
        longest_frame=holds.frame_bytes,
        most_areas=holds.areas_at_most,
    )
    return HallBoard(
        card=card, set_brightness=card.set_brightness, set_clock=card.set_clock, line=link
    )


def _alpha_sign(settings: Board) -> HallBoard:
    link = _link(settings)
    own = settings.sign or AlphaSettings()
    sign = AlphaSign(
        link,
        settings.width_px,
        settings.height_px,
        address=own.address,
        sign_type=own.sign_type,
        parity=own.parity,
    )
    return HallBoard(
        card=sign,
        set_brightness=sign.set_brightness,
        set_clock=sign.set_clock,
        confirmed=lambda: sign.confirmed,
        line=link,
    )


def _pixel_wall(settings: Board) -> HallBoard:
    address = urlsplit(settings.port)
    size = (settings.width_px, settings.height_px)
    own = settings.pixels or PixelChain()
    laid = {field.name: getattr(own, field.name) for field in fields(own)}
    gamma = laid.pop("gamma")
    wall = PixelWall(
        address.hostname or "",
        *size,
        port=address.port or PORT,
        chain=Chain(width_px=size[0], height_px=size[1], **laid),
        gamma=gamma,
        source=f"Hallqueue {settings.id}",
    )
    return HallBoard(
        card=wall,
        set_brightness=wall.set_brightness,
        confirmed=lambda: wall.confirmed,
        farewell=wall.close,
    )


MODELS: dict[str, Callable[[Board], HallBoard]] = {
    "bx-5k": _font_card,
    "bx-6k": _font_card,
    "alpha": _alpha_sign,
    "e131": _pixel_wall,
}


def _link(settings: Board) -> Link:
    return Link(
        lambda: open_transport(settings.port, settings.line_baud),
        settings.id,
        longest_retry_s=LONGEST_RETRY_S,
    )
