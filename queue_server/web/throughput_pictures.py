"""The three pictures of the throughput page, drawn from the report's message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from queue_server.contract.reports import ReportRow, ThroughputReport
from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text, clock
from queue_server.reports.svg_bars import Bar, Piece, draw

SECONDS_A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Picture:
    key: str
    title: str
    svg: str


def pictures(report: ThroughputReport, language: str, said: dict[str, Any]) -> list[Picture]:
    """Only rows that have something to show; none when no row has."""
    makers: dict[str, Callable[[ReportRow, str, dict[str, Any]], Bar | None]] = {
        "handled": _handled,
        "wait": _wait,
        "ratings": _ratings,
    }
    found = []
    for key, make in makers.items():
        bars = [make(row, row.name[language], said) for row in report.rows]
        shown = [bar for bar in bars if bar is not None]
        if shown:
            found.append(_picture(key, shown, said, full=1.0 if key == "ratings" else None))
    return found


def _picture(key: str, bars: list[Bar], said: dict[str, Any], full: float | None) -> Picture:
    title = said[f"picture_{key}"]
    svg = draw(bars, key=key, title=title, desc=said[f"picture_{key}_desc"], full=full)
    return Picture(key=key, title=title, svg=svg)


def _handled(row: ReportRow, name: str, said: dict[str, Any]) -> Bar | None:
    handled = row.figures["handled"] or 0
    if not row.figures["called"]:
        return None
    mean = as_text(row.figures["mean_service_s"], "seconds")
    return Bar(
        label=name,
        pieces=(Piece(value=handled, shade="bar", text=str(handled)),),
        note=said["note_mean_service"].format(time=mean) if handled else "",
        small="mean_service_s" in row.small,
    )


def _wait(row: ReportRow, name: str, said: dict[str, Any]) -> Bar | None:
    mean, longest = row.figures["mean_wait_s"], row.figures["longest_wait_s"]
    if mean is None or longest is None:
        return None
    return Bar(
        label=name,
        pieces=(Piece(value=mean / SECONDS_A_MINUTE, shade="bar"),),
        mark=longest / SECONDS_A_MINUTE,
        note=said["note_wait"].format(mean=clock(mean), longest=clock(longest)),
        small="mean_wait_s" in row.small,
    )


def _ratings(row: ReportRow, name: str, said: dict[str, Any]) -> Bar | None:
    """Shares of the ratings given; how many of the handled gave one stands beside."""
    counts = {level: int(row.figures[LEVELS[level][0]] or 0) for level in LEVELS}
    rated = sum(counts.values())
    if not row.figures["handled"]:
        return None
    return Bar(
        label=name,
        pieces=tuple(
            Piece(value=n / rated, shade=f"level-{level}", text=str(n))
            for level, n in counts.items()
            if n
        ),
        note=said["note_rated"].format(rated=rated, handled=row.figures["handled"] or 0),
        small=0 < rated < SMALL_N,
    )
