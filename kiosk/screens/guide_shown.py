"""One service guide in pages, with the ways to paper and to a number below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.metrics import mm
from kivy.properties import BooleanProperty, ListProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from config.guides import Guide
from kiosk import events as e
from kiosk.guide_text import Block, blocks, columns, lines_needed, title
from kiosk.news import ABSENT
from kiosk.screens.frame import View
from kiosk.screens.paint import PAINT
from kiosk.screens.touch import PushButton
from kiosk.screens.words import Words

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

SIZES_MM = {"heading": 12.5, "item": 11.5}
LINE = 1.52  # a line's height to its font's size
GAP_MM = 2.5  # below a block
COLUMN_GAP_MM = 10.0
PAPER_WORDS = ("printing", "printed", "unknown", "failed")


class GuidePages(BoxLayout):
    """Fills itself with one page of columns as soon as it knows how large it is."""

    blocks = ListProperty([])
    page = NumericProperty(0)
    pages = NumericProperty(1)
    abreast = NumericProperty(1)
    rtl = BooleanProperty(False)  # on a mirrored screen

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        trigger = Clock.create_trigger(self._fill, -1)
        for name in ("size", "blocks", "page", "abreast", "rtl"):
            self.fbind(name, trigger)

    def _fill(self, *_args: object) -> None:
        gaps = mm(COLUMN_GAP_MM) * (self.abreast - 1)
        width = (self.width - gaps) / self.abreast
        heights = [block_height(block, width) for block in self.blocks]
        filled = columns(self.blocks, heights, self.height)
        self.pages = max(-(-len(filled) // self.abreast), 1)
        first = (self.page % self.pages) * self.abreast
        self.clear_widgets()
        for at in range(first, first + self.abreast):
            column = _column(filled[at] if at < len(filled) else [], width, rtl=self.rtl)
            self.add_widget(column, index=len(self.children) if self.rtl else 0)


def block_height(block: Block, width: float) -> float:
    """In pixels, with the gap below."""
    size = mm(SIZES_MM[block.kind] * PAINT.scale)
    return float(lines_needed(block.text, size, width) * size * LINE + mm(GAP_MM))


def _column(blocks: list[Block], width: float, *, rtl: bool) -> BoxLayout:
    column = BoxLayout(orientation="vertical", spacing=mm(GAP_MM))
    for block in blocks:
        heading = block.kind == "heading"
        words = Words(
            text=block.text,
            size_mm=SIZES_MM[block.kind],
            color=PAINT.action if heading else PAINT.ink,
            halign="left",
            valign="bottom" if heading else "top",
            rtl=rtl,
            size_hint_y=None,
            height=block_height(block, width) - mm(GAP_MM),
        )
        column.add_widget(words)
    column.add_widget(Widget())
    return column


class Offered(GridLayout):
    """Buttons of which only those that are `shown` take room, evenly."""

    stacked = BooleanProperty(False)
    count = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._all: list[PushButton] = []
        self._choose = Clock.create_trigger(self._show, -1)

    def add_widget(self, widget: PushButton, *more: Any, **placed: Any) -> None:
        self._all.append(widget)
        widget.fbind("shown", self._choose)
        self._choose()
        super().add_widget(widget, *more, **placed)

    def _show(self, *_args: object) -> None:
        shown = [button for button in self._all if button.shown]
        self.count = len(shown)
        if shown != self.children[::-1]:
            self.clear_widgets()
            for button in shown:
                super().add_widget(button)


class GuideShownView(View):
    can_print = BooleanProperty(True)
    can_take = BooleanProperty(True)

    def fill(self) -> None:
        guide = self.guide()
        self.can_print = self.live.printer != ABSENT and guide is not None
        self.can_take = guide is not None and self.world.opening().is_open
        if guide is not None:
            self.ids.pages.blocks = blocks(guide, self.sentences, self.language)

    def guide(self) -> Guide | None:
        return next((x for x in self.world.guides if x.id == self.state.guide), None)

    def title(self) -> str:
        guide = self.guide()
        return title(guide, self.language) if guide else ""

    def print_words(self) -> str:
        paper = self.state.paper
        return self.t(f"guide.{paper}" if paper in PAPER_WORDS else "guide.print")

    def page_words(self, pages: float) -> str:
        page = int(self.state.page % pages) + 1
        return self.t("guide.next_page", page=page, pages=int(pages))

    def next_page(self) -> None:
        self.post(e.MoreTouched())

    def print(self) -> None:
        fault = self.live.printer
        self.post(e.PrintGuideTouched(printer_fault="" if fault == ABSENT else fault))

    def take(self) -> None:
        guide = self.guide()
        if guide is not None:
            self.world.service_touched(guide.service)
