"""Which font has which character. Noto Sans SC first, for Chinese, Latin and all figures; then the
fonts of `kiosk/fonts`, for the scripts that it lacks."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont
from pylopdf_fonts_zh_cn import sans_path

FONTS = Path(__file__).parent / "fonts"
MISSING = "〓"  # for what no font has, as in Chinese printing
SHARES = {"NotoSerifTibetan-Regular": 0.85}  # of the wished size: stacks are tall as it is
_STICKY = {"Zs", "Cf", "Mn", "Mc"}  # spaces, joiners and marks stay with what they belong to


@dataclass(frozen=True)
class Face:
    """One font file and the characters that it has."""

    path: Path
    characters: frozenset[int]

    def has(self, ch: str) -> bool:
        return ord(ch) in self.characters


@cache
def faces() -> tuple[Face, ...]:
    paths = (sans_path(), *sorted(FONTS.glob("*.[to]tf")))
    return tuple(Face(path, read_characters(path)) for path in paths)


@lru_cache(maxsize=96)
def font(face: Face, size_px: float) -> ImageFont.FreeTypeFont:
    """One that joins, stacks and turns letters: raqm, which needs Debian's libfribidi0."""
    drawn_px = size_px * SHARES.get(face.path.stem, 1.0)
    return ImageFont.truetype(str(face.path), drawn_px, layout_engine=ImageFont.Layout.RAQM)


def has_glyph(ch: str) -> bool:
    return any(face.has(ch) for face in faces())


def face_of(ch: str, before: Face | None = None) -> Face | None:
    """The font for `ch` after a character of `before`; None when none has it."""
    if before is not None and before.has(ch) and unicodedata.category(ch) in _STICKY:
        return before
    return next((face for face in faces() if face.has(ch)), None)


def by_face(text: str) -> list[tuple[str, Face]]:
    """`text` in runs of one font each, in its own order; what no font has has become 〓."""
    runs: list[tuple[str, Face]] = []
    for ch in text:
        before = runs[-1][1] if runs else None
        face = face_of(ch, before)
        if face is None:
            if unicodedata.category(ch) in _STICKY:
                continue  # it would have changed how its neighbours are joined, and no more
            ch, face = MISSING, faces()[0]
        if before == face:
            runs[-1] = (runs[-1][0] + ch, face)
        else:
            runs.append((ch, face))
    return runs


def read_characters(path: Path) -> frozenset[int]:
    """The code points of a TrueType or OpenType font's `cmap`, format 12 or else 4."""
    data = path.read_bytes()
    at = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, at + 2)
    forms: dict[int, int] = {}
    for index in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", data, at + offset)
        forms[form] = at + offset
    best = max(form for form in forms if form in _FORMATS)
    return frozenset(_FORMATS[best](data, forms[best]))


def _table(data: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for index in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"a font without {wanted!r}")


def _segments(data: bytes, at: int) -> set[int]:
    """Format 4. A segment that ends at 0xFFFF only closes the list."""
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    return {
        code
        for segment, (start, end) in enumerate(zip(starts, ends, strict=True))
        if end != 0xFFFF
        for code in range(start, end + 1)
        if _glyph(data, at, double, segment, code)
    }


def _glyph(data: bytes, at: int, double: int, segment: int, code: int) -> int:
    delta_at = at + 16 + 2 * double + 2 * segment
    range_at = delta_at + double
    (delta,) = struct.unpack_from(">H", data, delta_at)
    (offset,) = struct.unpack_from(">H", data, range_at)
    if offset == 0:
        return int((code + delta) & 0xFFFF)
    (start,) = struct.unpack_from(">H", data, delta_at - double)
    (glyph,) = struct.unpack_from(">H", data, range_at + offset + 2 * (code - start))
    return int(glyph)


def _groups(data: bytes, at: int) -> set[int]:
    """Format 12."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = (struct.unpack_from(">III", data, at + 16 + 12 * i) for i in range(count))
    return {code for start, end, _glyph_id in groups for code in range(start, end + 1)}


_FORMATS = {4: _segments, 12: _groups}
