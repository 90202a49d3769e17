"""Eyes and a finger for a virtual screen: reads the words that are on it and presses on them.

Nothing here knows the kiosk's program. Tesseract reads the pixels as a person would, and xdotool
moves the pointer and clicks; a button whose text cannot be read is a button that fails the test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("Xvfb", "xdotool", "import", "tesseract")
STARTED_WITHIN_S = 15.0


def missing_tools() -> list[str]:
    return [tool for tool in NEEDED if shutil.which(tool) is None]


@dataclass(frozen=True)
class Word:
    """A run of text read from the screen and the middle of its box in pixels."""

    text: str
    x: int
    y: int


class VirtualScreen:
    """`with VirtualScreen(1080, 1920) as screen:` is an Xvfb on a display number of its own."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}x{height}x24"
        self.display = ""

    def __enter__(self) -> VirtualScreen:
        # Xvfb picks a free display number itself and writes it to the pipe when it is ready.
        read, write = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display}
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def picture(self, path: Path) -> Path:
        subprocess.run(["import", "-window", "root", path], env=self.environment, check=True)
        return path

    def words(self) -> list[Word]:
        """What can be read now, line by line; Chinese is joined, for OCR spaces it apart."""
        with tempfile.TemporaryDirectory() as folder:
            return words_in(self.picture(Path(folder) / "screen.png"))

    def find(self, text: str, within_s: float = 30.0) -> Word:
        """Where `text` stands; waits for it to appear."""
        deadline = time.monotonic() + within_s
        while True:
            words = self.words()
            for word in words:
                if text in word.text:
                    return word
            if time.monotonic() > deadline:
                seen = [w.text for w in words]
                raise AssertionError(f"nobody can read {text!r} on the screen; it shows {seen}")

    def press(self, text: str) -> None:
        word = self.find(text)
        subprocess.run(
            ["xdotool", "mousemove", str(word.x), str(word.y), "click", "1"],
            env=self.environment,
            check=True,
        )


def words_in(picture: Path) -> list[Word]:
    """What a reader sees in a picture, with where it stands."""
    table = subprocess.run(
        ["tesseract", picture, "-", "-l", "chi_sim+eng", "--psm", "11", "tsv"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return _lines(table)


def _lines(table: str) -> list[Word]:
    boxes: dict[tuple[str, ...], list[tuple[str, int, int, int, int]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            boxes.setdefault(tuple(cells[2:5]), []).append((cells[11], left, top, width, height))
    lines = []
    for parts in boxes.values():
        x0, x1 = min(p[1] for p in parts), max(p[1] + p[3] for p in parts)
        y0, y1 = min(p[2] for p in parts), max(p[2] + p[4] for p in parts)
        lines.append(Word("".join(p[0] for p in parts), (x0 + x1) // 2, (y0 + y1) // 2))
    return lines
