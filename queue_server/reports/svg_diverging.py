"""PURE: five-level bars around the middle: who was satisfied to the right, who was not to the left.

Half of the middle level stands on each side, so that two bars can be compared at a glance. As in
`svg_bars`: the numbers stand in the picture, and the colours come from the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 720  # user units; the page scales the picture to its place
LABEL_WIDTH = 195
NOTE_WIDTH = 110
ROW_HEIGHT = 26
BAR_HEIGHT = 16
HEAD_HEIGHT = 6
PLOT_WIDTH = WIDTH - LABEL_WIDTH - NOTE_WIDTH
TEXT_BASELINE = 12.5  # from the top of a bar
MIN_TEXT_WIDTH = 22  # a number inside a narrower piece would spill over its edge
MIDDLE = 3
FROM_LEFT = range(1, 6)  # the worst level stands at the left end


@dataclass(frozen=True, kw_only=True)
class LevelBar:
    """`counts` of each level; `small` rests on few ratings and is drawn faint."""

    label: str
    counts: Mapping[int, int]
    note: str = ""
    small: bool = False

    @property
    def rated(self) -> int:
        return sum(self.counts.values())

    def share(self, level: int) -> float:
        return self.counts.get(level, 0) / self.rated if self.rated else 0.0

    @property
    def left(self) -> float:
        """How far it reaches from the middle to the left, as a share."""
        return sum(self.share(level) for level in FROM_LEFT if level < MIDDLE) + self._half

    @property
    def right(self) -> float:
        return sum(self.share(level) for level in FROM_LEFT if level > MIDDLE) + self._half

    @property
    def _half(self) -> float:
        return self.share(MIDDLE) / 2


def draw(bars: Sequence[LevelBar], *, key: str, title: str, desc: str) -> str:
    """The picture as an `<svg>` element. `key` makes its ids unique on the page."""
    left = max((bar.left for bar in bars), default=0.0)
    right = max((bar.right for bar in bars), default=0.0)
    scale = PLOT_WIDTH / ((left + right) or 1.0)
    middle = LABEL_WIDTH + left * scale
    height = HEAD_HEIGHT + ROW_HEIGHT * max(len(bars), 1)
    rows = "".join(
        _row(bar, HEAD_HEIGHT + index * ROW_HEIGHT, middle, scale) for index, bar in enumerate(bars)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(desc)}</desc>'
        f'<line class="axis" x1="{middle:.1f}" x2="{middle:.1f}" y1="0" y2="{height}"/>'
        f"{rows}</svg>"
    )


def _row(bar: LevelBar, top: float, middle: float, scale: float) -> str:
    x = middle - bar.left * scale
    parts = [_text(LABEL_WIDTH - 8, top, bar.label, "label", anchor="end")]
    for level in FROM_LEFT:
        width = bar.share(level) * scale
        if width > 0:
            parts.append(_piece(level, bar.counts[level], x, top, width))
        x += width
    parts.append(_text(WIDTH - NOTE_WIDTH + 10, top, bar.note, "note"))
    shade = ' class="small-n"' if bar.small else ""
    return f"<g{shade}>{''.join(parts)}</g>"


def _piece(level: int, count: int, x: float, top: float, width: float) -> str:
    rect = (
        f'<rect class="level-{level}" x="{x:.1f}" y="{top:.1f}" '
        f'width="{width:.1f}" height="{BAR_HEIGHT}"/>'
    )
    if width < MIN_TEXT_WIDTH:
        return rect
    return rect + _text(x + width / 2, top, str(count), f"on-level-{level}", anchor="middle")


def _text(x: float, top: float, text: str, shade: str, *, anchor: str = "start") -> str:
    if not text:
        return ""
    return (
        f'<text class="{shade}" x="{x:.1f}" y="{top + TEXT_BASELINE:.1f}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
