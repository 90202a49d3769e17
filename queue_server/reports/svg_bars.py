"""PURE: horizontal bars as accessible SVG. The numbers stand in the picture, never colour alone.

The figures also stand in a table beside each picture; `<title>` and `<desc>` say what it shows.
Colours come from the page's style sheet by class, so that dark mode and print need nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 720  # user units; the page scales the picture to its place
LABEL_WIDTH = 195
NOTE_WIDTH = 145
ROW_HEIGHT = 26
BAR_HEIGHT = 16
HEAD_HEIGHT = 6
PLOT_WIDTH = WIDTH - LABEL_WIDTH - NOTE_WIDTH
TEXT_BASELINE = 12.5  # from the top of a bar
MIN_TEXT_WIDTH = 22  # a number inside a narrower piece would spill over its edge


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a bar. `shade` is a class of the style sheet (`level-5`, `bar` …)."""

    value: float
    shade: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row. `mark` draws a tick on the row's scale (a longest beside a mean)."""

    label: str
    pieces: tuple[Piece, ...]
    note: str = ""
    mark: float | None = None
    small: bool = False

    @property
    def reach(self) -> float:
        return max(sum(piece.value for piece in self.pieces), self.mark or 0.0)


def draw(bars: Sequence[Bar], *, key: str, title: str, desc: str, full: float | None = None) -> str:
    """The picture as an `<svg>` element. `key` makes its ids unique on the page.

    `full` is the value at the right edge; without it, the greatest of the bars.
    """
    scale = PLOT_WIDTH / (full or max((bar.reach for bar in bars), default=0.0) or 1.0)
    height = HEAD_HEIGHT + ROW_HEIGHT * max(len(bars), 1)
    rows = "".join(
        _row(bar, HEAD_HEIGHT + index * ROW_HEIGHT, scale) for index, bar in enumerate(bars)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(desc)}</desc>'
        f'<line class="axis" x1="{LABEL_WIDTH}" x2="{LABEL_WIDTH}" y1="0" y2="{height}"/>'
        f"{rows}</svg>"
    )


def _row(bar: Bar, top: float, scale: float) -> str:
    x = float(LABEL_WIDTH)
    parts = [_text(LABEL_WIDTH - 8, top, bar.label, "label", anchor="end")]
    for piece in bar.pieces:
        width = piece.value * scale
        if width > 0:
            parts.append(_piece(piece, x, top, width))
        x += width
    if bar.mark is not None:
        mark_x = LABEL_WIDTH + bar.mark * scale
        parts.append(
            f'<line class="mark" x1="{mark_x:.1f}" x2="{mark_x:.1f}" '
            f'y1="{top - 2:.1f}" y2="{top + BAR_HEIGHT + 2:.1f}"/>'
        )
    parts.append(_text(WIDTH - NOTE_WIDTH + 10, top, bar.note, "note"))
    shade = ' class="small-n"' if bar.small else ""
    return f"<g{shade}>{''.join(parts)}</g>"


def _piece(piece: Piece, x: float, top: float, width: float) -> str:
    rect = (
        f'<rect class="{piece.shade}" x="{x:.1f}" y="{top:.1f}" '
        f'width="{width:.1f}" height="{BAR_HEIGHT}"/>'
    )
    if not piece.text or width < MIN_TEXT_WIDTH:
        return rect
    return rect + _text(x + width / 2, top, piece.text, f"on-{piece.shade}", anchor="middle")


def _text(x: float, top: float, text: str, shade: str, *, anchor: str = "start") -> str:
    if not text:
        return ""
    return (
        f'<text class="{shade}" x="{x:.1f}" y="{top + TEXT_BASELINE:.1f}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
