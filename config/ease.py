"""What a kiosk owes to everyone, whoever sets it up: time to answer, and a screen within reach."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from config.machines import Kiosk, Screen

LEAST_WARNING_S = 20  # to answer by one touch: WCAG 2.2, 2.2.1
LOWEST_MM, HIGHEST_MM = 380, 1220  # from a wheelchair: EN 301 549, 8.3.3.1
LEAST_BAND_MM = 220  # of the screen within that: a row of buttons, and tiles above it


def patience(kiosk: Any) -> str:
    """Of a kiosk's raw table; "" when all is well, as everywhere."""
    if not isinstance(kiosk, dict):
        return ""
    default = {f.name: f.default for f in fields(Kiosk)}
    idle = kiosk.get("idle_timeout_s", default["idle_timeout_s"])
    warn = kiosk.get("warn_before_s", default["warn_before_s"])
    if not (isinstance(idle, int | float) and isinstance(warn, int | float)):
        return ""
    if warn >= idle:
        return f"warn_before_s ({warn} s) must be shorter than idle_timeout_s ({idle} s)"
    if warn < LEAST_WARNING_S:
        return f"warn_before_s ({warn} s): a visitor has {LEAST_WARNING_S} s at least to answer"
    return ""


def reach(screen: Any) -> str:
    """Of a kiosk's raw `screen`: what even low buttons cannot bring within reach."""
    if not isinstance(screen, dict):
        return ""
    default = {f.name: f.default for f in fields(Screen)}
    bottom = screen.get("bottom_mm", default["bottom_mm"])
    height = screen.get("height_mm", default["height_mm"])
    if not (isinstance(bottom, int) and isinstance(height, int)):
        return ""
    band = min(bottom + height, HIGHEST_MM) - max(bottom, LOWEST_MM)
    if band >= min(LEAST_BAND_MM, height):
        return ""
    return (
        f"only {max(band, 0)} mm of a screen {bottom} to {bottom + height} mm above the floor can"
        f" be reached from a wheelchair ({LOWEST_MM} to {HIGHEST_MM} mm): hang it so that"
        f" {LEAST_BAND_MM} mm can"
    )
