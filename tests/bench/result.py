"""One figure of the bench, beside its goal."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Result:
    name: str
    value: float
    unit: str
    goal: str
    reached: bool
    detail: list[str] = field(default_factory=list)
