"""Keypad and evaluator frames in clear, for the wire tool."""

from __future__ import annotations

from typing import Any

from devices.keypad.codec import (
    EVALUATOR_OFFSET,
    Acknowledged,
    AskRating,
    Beep,
    Grade,
    GradeAcknowledged,
    KeyFrame,
    OtherFrame,
    PadMessage,
    Result,
    Show,
    Stars,
)
from devices.shape import Shape


def _code(event: Any) -> str:
    return f"{event.key.value:02X}"


def _keypad(event: PadMessage) -> int:
    return event.address - EVALUATOR_OFFSET


_EVALUATOR: dict[str, Any] = {"keypad": _keypad}

SHAPES = (
    Shape("key", KeyFrame, {"code": _code}),
    Shape("show", Show),
    Shape("result", Result),
    Shape("beep", Beep),
    Shape("ask-rating", AskRating, _EVALUATOR),
    Shape("stars", Stars, _EVALUATOR),
    Shape("grade", Grade, _EVALUATOR),
    Shape("grade-acknowledged", GradeAcknowledged, _EVALUATOR),
    Shape("acknowledged", Acknowledged, _EVALUATOR),
    Shape("frame", OtherFrame),
)
