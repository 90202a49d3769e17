"""A finished screen turned round for a language that is read from the right.

Done once on the widgets themselves, so that no rule of any screen needs to know of it: what stands
in a row changes sides, and so do alignments, unequal paddings and arrows. Figures, clocks and codes
stay as they are: nothing is drawn as in a looking-glass.
"""

from __future__ import annotations

from functools import singledispatch

from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

OPPOSITE = {"left": "right", "right": "left"}


def mirror(widget: Widget) -> None:
    """`widget` and all that is on it; to be called once. What says `keeps_sides: True` (a pad of
    figures) is left as it is."""
    if getattr(widget, "keeps_sides", False):
        return
    children = list(widget.children)
    if hasattr(widget, "rtl"):
        widget.rtl = True
    _turn(widget)
    for child in children:
        mirror(child)


@singledispatch
def _turn(_widget: Widget) -> None:
    """Most widgets have no sides."""


@_turn.register(BoxLayout)
def _(box: BoxLayout) -> None:
    if box.orientation == "horizontal":
        box.children = box.children[::-1]
    _turn_padding(box)


@_turn.register(GridLayout)
@_turn.register(StackLayout)
def _(grid: GridLayout) -> None:
    grid.orientation = grid.orientation.translate(str.maketrans("lr", "rl"))
    _turn_padding(grid)


@_turn.register(AnchorLayout)
def _(anchor: AnchorLayout) -> None:
    anchor.anchor_x = OPPOSITE.get(anchor.anchor_x, anchor.anchor_x)


def _turn_padding(box: BoxLayout | GridLayout) -> None:
    left, top, right, bottom = box.padding
    if left != right:
        box.padding = [right, top, left, bottom]
