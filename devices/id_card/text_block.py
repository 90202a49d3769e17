"""The 256 bytes of text on a card: four layouts, told apart by one character.

UTF-16LE, each field padded with spaces. Sources: GA 490 as tabulated at wiki.nfc.im (citizen, V2);
the official table at afzhan.com/st170652/news_212938.html (I, V2); two published readers for J
(V2); one published reader, CEPRSampleDemoDlg.cpp, for Y (V1; its set of fields V2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TEXT_BYTES = 256
TYPE_MARK_AT = 248  # the character that tells the layout
BLANKS = (" ", "\0")  # a space on the card; a module that pads with zeros was never seen [G]


class Field(NamedTuple):
    """`at` and `size` in bytes; a character is two."""

    name: str
    at: int
    size: int


CITIZEN = (
    Field("name", 0, 30),
    Field("sex", 30, 2),
    Field("nation", 32, 4),
    Field("birth", 36, 16),
    Field("address", 52, 70),
    Field("number", 122, 36),
    Field("authority", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("reserved", 220, 36),
)
FOREIGN_2017 = (
    Field("name_en", 0, 120),
    Field("sex", 120, 2),
    Field("number", 122, 30),
    Field("country", 152, 6),
    Field("name", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("birth", 220, 16),
    Field("version", 236, 4),
    Field("authority", 240, 8),
    Field("type", 248, 2),
    Field("reserved", 250, 6),
)
REGION = (
    Field("name", 0, 30),
    Field("sex", 30, 2),
    Field("reserved_1", 32, 4),
    Field("birth", 36, 16),
    Field("address", 52, 70),
    Field("number", 122, 36),
    Field("authority", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("permit_number", 220, 18),
    Field("issue_count", 238, 4),
    Field("reserved_2", 242, 6),
    Field("type", 248, 2),
    Field("reserved_3", 250, 6),
)
FOREIGN_2023 = (
    Field("name", 0, 30),
    Field("sex", 30, 2),
    Field("renewals", 32, 4),
    Field("birth", 36, 16),
    Field("name_en", 52, 70),
    Field("number", 122, 36),
    Field("reserved", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("name_en_more", 220, 22),
    Field("country", 242, 6),
    Field("type", 248, 2),
    Field("earlier_number", 250, 6),
)
UNKNOWN = "unknown"
LAYOUTS: Mapping[str, tuple[Field, ...]] = {
    UNKNOWN: (Field("text", 0, TEXT_BYTES),),
    "citizen": CITIZEN,
    "I": FOREIGN_2017,
    "J": REGION,
    "Y": FOREIGN_2023,
}


def kind_of(block: bytes) -> str:
    """`citizen`, `I`, `J` or `Y`; `unknown` for any other mark: a layout yet to come must not be
    read as if it were a citizen's."""
    mark = block[TYPE_MARK_AT : TYPE_MARK_AT + 2].decode("utf-16-le", "replace")
    return "citizen" if mark in BLANKS else mark if mark in LAYOUTS else UNKNOWN


def decode_text(block: bytes) -> tuple[str, dict[str, str]]:
    """Card kind and its fields, without the padding. Wrong bytes become U+FFFD, nothing raises."""
    kind = kind_of(block)
    fields = {
        field.name: block[field.at : field.at + field.size]
        .decode("utf-16-le", "replace")
        .rstrip(" \0")
        for field in LAYOUTS[kind]
    }
    return kind, fields


def encode_text(kind: str, fields: Mapping[str, str]) -> bytes:
    """The 256 bytes. Missing fields are blank. Raises `ValueError`: unknown kind or field, or a
    text too long for its field."""
    layout = LAYOUTS.get(kind)
    if layout is None:
        raise ValueError(f"no card kind {kind!r}: use one of {', '.join(LAYOUTS)}")
    unknown = set(fields) - {field.name for field in layout}
    if unknown:
        raise ValueError(f"a card of kind {kind} has no field {', '.join(sorted(unknown))}")
    block = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for field in layout:
        text = kind if field.name == "type" else fields.get(field.name, "")
        data = text.encode("utf-16-le", "replace")
        if len(data) > field.size:
            raise ValueError(f"{field.name}: {len(data)} bytes do not fit in {field.size}")
        block[field.at : field.at + len(data)] = data
    return bytes(block)
