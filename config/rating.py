"""How visitors rate, what follows a low rating, and where ratings are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

from config.kinds import Id, Positive, Seconds


@dataclass(frozen=True, kw_only=True)
class RatingSettings:
    """`window_s`: how long after the end of a visit a press at its window counts. `change_s`: how
    long a visitor may change the level that was pressed. `before_next_s`: "next" asks for a rating
    first and calls the next visitor when it was given, at most so long after; 0 calls at once, and
    then the press of a visitor who is slower is no more asked for at the window. `qr_hours`: how
    long the slip's code rates; 0 for never. `rectify_days`: working days until a low rating must
    be answered and its visitor called back.
    """

    window_s: Seconds = 30.0
    change_s: Annotated[float, Meta(ge=0, le=10)] = 3
    before_next_s: Annotated[float, Meta(ge=0, le=60)] = 0
    qr_hours: Annotated[float, Meta(ge=0, le=720)] = 24
    rectify_days: Positive = 5
    second_rating_days: Positive = 15  # how long after the answer it can be rated once more


@dataclass(frozen=True, kw_only=True)
class AnswerRule:
    """For a platform that answers HTTP 200 to everything: `key` of its JSON answer ("code", or
    "data.code" for one within another) and what its values mean. `taken`; `known`: it has this
    rating already; `again`: later. Any other value is a refusal. Without `key` the status decides.
    """

    key: str = ""
    taken: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class UploadTarget:
    """Where ratings are sent, in whose form. `form` "national" has the field names of the 好差评
    upload, "gbt39046" those of GB/T 39046-2020 table 9: designed after them. Either `folder`
    (files) or `url` (one POST for each record, the token in `token_file`).

    `constants` are fields that are the same in each record (areaCode, deptCode …); `fields` maps a
    field's name to one of our words where it differs from what the form says; `services` gives a
    service its official codes; `answer` says what a platform's answers mean.
    """

    id: Id
    form: Literal["national", "gbt39046"] = "national"
    folder: str = ""
    url: str = ""
    token_file: str = ""
    every_s: Annotated[int, Meta(ge=5, le=86400)] = 60
    give_up_days: Positive = 30
    constants: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    services: dict[str, dict[str, str]] = field(default_factory=dict)
    answer: AnswerRule = field(default_factory=AnswerRule)
