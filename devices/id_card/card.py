"""What a kiosk may know of a card: no fingerprint, no address but the one it asked for, no photo
unless a decoder was plugged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HIDDEN = "*"


@dataclass(frozen=True, kw_only=True)
class Card:
    """`kind` is "citizen", "I", "J" or "Y". `valid_to` is None for a card without end, or when the
    card says no date. The representation shows nothing of the person, so that no log can."""

    kind: str
    name: str = field(repr=False)
    name_en: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)  # GB/T 2261.1 code
    nation: str = field(default="", repr=False)  # GB 3304 code; empty for I, J and Y
    birth: date | None = field(default=None, repr=False)
    number: str = field(repr=False)
    valid_from: date | None = field(default=None, repr=False)
    valid_to: date | None = field(default=None, repr=False)
    new_address: str = field(default="", repr=False)  # the newest additional one, if asked for
    photo: object = field(default=None, repr=False)  # what the decoder made of it, if there is one

    def masked_name(self) -> str:
        """The family name and one star for each further character; what slips and boards show.

        A name in Latin letters keeps its first letter and three stars, whatever its length.
        """
        name = self.name or self.name_en
        if not name:
            return HIDDEN
        if name.isascii():
            return name[0] + HIDDEN * 3
        return name[0] + HIDDEN * max(1, len(name) - 1)

    def age_on(self, day: date) -> int | None:
        """Full years on `day`; None when the card tells no birth date. Born on 29 February: a year
        older on 1 March."""
        if self.birth is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth.month, self.birth.day)
        return day.year - self.birth.year - (not had_birthday)


def card_from(
    kind: str, fields: Mapping[str, str], *, new_address: str = "", photo: object = None
) -> Card:
    """The card in a decoded text block."""
    return Card(
        kind=kind,
        name=fields.get("name", ""),
        name_en=fields.get("name_en", "") + fields.get("name_en_more", ""),
        sex=fields.get("sex", ""),
        nation=fields.get("nation", ""),
        birth=day_of(fields.get("birth", "")),
        number=fields.get("number", ""),
        valid_from=day_of(fields.get("valid_from", "")),
        valid_to=day_of(fields.get("valid_to", "")),
        new_address=new_address,
        photo=photo,
    )


def day_of(digits: str) -> date | None:
    """YYYYMMDD as a date; None for anything else, `长期` (no end) among it."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
