"""Many screens small on one page, for a look over all of them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

WIDTH_PX = 300
ACROSS = 8
GAP_PX = 8
GROUND = "#8A9A9E"


class ContactSheet:
    def __init__(self) -> None:
        self._pictures: list[Image.Image] = []

    def add(self, picture: Image.Image) -> None:
        height = round(WIDTH_PX * picture.height / picture.width)
        self._pictures.append(picture.resize((WIDTH_PX, height), Image.Resampling.BOX))

    def save(self, path: Path) -> None:
        """Nothing when nothing was added."""
        if not self._pictures:
            return
        tall = max(picture.height for picture in self._pictures) + GAP_PX
        rows = -(-len(self._pictures) // ACROSS)
        across = min(ACROSS, len(self._pictures)) * (WIDTH_PX + GAP_PX)
        page = Image.new("RGB", (across + GAP_PX, rows * tall + GAP_PX), GROUND)
        for at, picture in enumerate(self._pictures):
            left = GAP_PX + at % ACROSS * (WIDTH_PX + GAP_PX)
            page.paste(picture, (left, GAP_PX + at // ACROSS * tall))
        page.save(path)
