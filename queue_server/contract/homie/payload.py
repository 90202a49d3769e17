"""PURE: values as Homie payloads. Homie convention 5 [V1], "Payloads"."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

EMPTY = "\x00"  # a zero-length payload would delete the topic: "Empty string values"

Value = str | int | float | datetime


def payload(value: Value) -> str:
    """UTF-8 text, never empty. Times become UTC in whole seconds; raises for NaN and infinity."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, float):
        return _float(value)
    return str(value) or EMPTY


def _float(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is no Homie float")
    return repr(value).removesuffix(".0").replace("+", "")  # "1e+16" is none, 1e16 is one
