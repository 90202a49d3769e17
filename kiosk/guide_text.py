"""A service guide in words: the same blocks on the screen and on paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from config.guides import Guide, Material
from config.kinds import Name
from kiosk.texts import Sentences, in_language
from queue_server.contract.messages import HallInfo

WIDE = 1.0  # of the font's size: a Chinese character
NARROW = 0.46  # a Latin letter, on the average of text
BLANK = 0.25
RAGGED = 1.03  # what lines of whole words leave free at their ends


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph. A heading stands with what follows it."""

    kind: Literal["heading", "item"]
    text: str


def title(guide: Guide, language: str) -> str:
    return in_language(guide.title.as_dict(), language)


def by_group(hall: HallInfo, guides: Iterable[Guide]) -> dict[str, list[Guide]]:
    """Those whose service the hall has now, in the hall's order of groups and services."""
    of_service: dict[str, list[Guide]] = {}
    for guide in guides:
        of_service.setdefault(guide.service, []).append(guide)
    found = {
        group.group: [
            guide
            for service in hall.services
            if service.group == group.group
            for guide in of_service.get(service.service, [])
        ]
        for group in hall.groups
    }
    return {group: guides for group, guides in found.items() if guides}


def blocks(guide: Guide, texts: Sentences, language: str) -> list[Block]:
    """Everything but the title, in the order in which a visitor asks for it."""
    says = _Sentences(guide, texts, language)
    return [
        *says.section("guide.conditions", says.dotted(guide.conditions)),
        *says.section("guide.materials", says.materials()),
        *says.section("guide.time_and_place", says.time_and_place()),
        *says.section("guide.steps", says.numbered(guide.steps)),
        *says.section("guide.notes", says.dotted(guide.notes)),
    ]


class _Sentences:
    def __init__(self, guide: Guide, texts: Sentences, language: str) -> None:
        self._guide = guide
        self._texts = texts
        self._language = language

    def section(self, heading: str, items: Iterable[str]) -> list[Block]:
        found = [Block(kind="item", text=text) for text in items]
        return [Block(kind="heading", text=self._texts[heading]), *found] if found else []

    def dotted(self, names: Iterable[Name]) -> list[str]:
        return [f"· {self._say(name)}" for name in names]

    def numbered(self, names: Iterable[Name]) -> list[str]:
        return [f"{at}. {self._say(name)}" for at, name in enumerate(names, 1)]

    def materials(self) -> list[str]:
        return [
            f"{at}. {self._material(material)}"
            for at, material in enumerate(self._guide.materials, 1)
        ]

    def time_and_place(self) -> Iterator[str]:
        guide = self._guide
        yield self._t("guide.time_limit", time=self._time())
        yield self._t("guide.fee", fee=self._say(guide.fee))
        yield self._t("guide.where", where=self._say(guide.where))
        if guide.phone:
            yield self._t("guide.phone", phone=guide.phone)

    def _material(self, material: Material) -> str:
        counts = [
            self._t(key, count=count)
            for key, count in (
                ("guide.originals", material.originals),
                ("guide.copies", material.copies),
            )
            if count
        ]
        said = self._say(material.name)
        if counts:
            said = self._t(
                "guide.material", name=said, counts=self._texts["guide.comma"].join(counts)
            )
        if material.note is None:
            return said
        return self._t("guide.material_note", material=said, note=self._say(material.note))

    def _time(self) -> str:
        limit = self._guide.time_limit
        days = limit.promised_days
        key = {0: "guide.at_once", 1: "guide.day"}.get(days, "guide.days")
        promised = self._t(key, count=days)
        if limit.statutory_days is None:
            return promised
        return self._t("guide.promised_of", promised=promised, statutory=limit.statutory_days)

    def _say(self, name: Name) -> str:
        return in_language(name.as_dict(), self._language)

    def _t(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)


def lines_needed(text: str, size_mm: float, width_mm: float) -> int:
    """About how many lines `text` takes; rather one too many."""
    extent = sum(_extent(sign) for sign in text) * size_mm
    return max(int(extent * RAGGED // width_mm) + 1, 1)


def _extent(sign: str) -> float:
    if sign.isspace():
        return BLANK
    return NARROW if ord(sign) < 0x1100 else WIDE


def columns(blocks: Sequence[Block], heights: Sequence[float], room: float) -> list[list[Block]]:
    """`blocks` in order, filled into columns of `room`; no heading stands at the end of one.

    `heights` and `room` in the same unit. A block that is higher than a column has one of its own.
    """
    filled: list[list[Block]] = []
    left = 0.0
    for at, (block, height) in enumerate(zip(blocks, heights, strict=True)):
        follows = heights[at + 1] if block.kind == "heading" and at + 1 < len(heights) else 0.0
        if not filled or height + follows > left:
            filled.append([])
            left = room
        filled[-1].append(block)
        left -= height
    return filled
