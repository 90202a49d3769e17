"""The kinds of value that stand in a hall's file. Units stand in the names of keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Positive = Annotated[int, Meta(ge=1)]
BusAddress = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[float, Meta(gt=0, le=86400)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]
HourMinute = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
TenSteps = Annotated[int, Meta(ge=0, le=10)]
Brightness = Annotated[int, Meta(ge=0, le=15)]
Date = Annotated[str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Count = Annotated[int, Meta(ge=0)]
# "workdays" and "days-off" are those of the Chinese calendar, with its moved weekends, and of the
# hall's own. Hours and slots on "sat" are not on a Saturday that is a holiday; "every" is any day.
Day = Literal["workdays", "days-off", "every", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MissedPolicy = Literal["void", "requeue_after_k", "requeue_tail", "recall_on_request"]


@dataclass(frozen=True, kw_only=True)
class Name:
    """A text in every language of the hall; `zh` and `en` are always there, `more` holds further
    ones by their codes. What lacks a language is shown in Chinese."""

    zh: str
    en: str
    more: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en, **dict(self.more)}
