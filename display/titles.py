"""Whether a hall's boards can show their titles: a check for `config.loader.load`.

Configuration knows nothing of fonts, so `hallctl check-config`, the launcher and the display hand
this to it; a mistake is told at its line.
"""

from __future__ import annotations

from typing import Any

from config.cross_checks import select
from config.variables import Report
from display.card_font import TextRefused, columns


def check_titles(raw: dict[str, Any], report: Report) -> None:
    """Tell `report` of every title with a character that the card would not show."""
    for language in ("zh", "en"):
        for path, title in select(raw, f"boards[].title.{language}"):
            try:
                columns(str(title))
            except TextRefused as refused:
                report(path, str(refused))
