"""Nobody can say whether the slip came out: the number is valid either way."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.keep_number import KeepNumberView

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class PrintUnknownView(KeepNumberView):
    """Its rule says all."""
