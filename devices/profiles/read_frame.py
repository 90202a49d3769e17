"""One `[frames.NAME]` table into a `Frame`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import permutations

from devices.profiles.checksums import CHECKSUMS, NONE, VALUE_BYTES
from devices.profiles.frame import (
    ADDRESS,
    CHECK,
    FUNCTION,
    LENGTH,
    PAYLOAD,
    Address,
    Check,
    Frame,
    Length,
)
from devices.profiles.measure import leading
from devices.profiles.mistakes import did_you_mean
from devices.profiles.number import BYTE, Bits, Coding, Number, Order, mistake_in_bits
from devices.profiles.pattern import MOST_OPEN, Vocabulary
from devices.profiles.read_layout import NUMBERS, Layout, LayoutReader
from devices.profiles.table import Table

MOST_WIDTH = 4
LARGEST_ADDRESS = 0xFFFF
QUIRKY_BASE = 255  # of the A0 90 strip's only known host


def read_frame(
    name: str, table: Table, vocabulary: Vocabulary, tables: Collection[str]
) -> tuple[Frame, bool]:
    """The frame, and whether only functions that some message names are its own."""
    given = {word: table.table(word) for word in NUMBERS}
    kind = _check_kind(given[CHECK])
    numbers = {word: _number(given[word]) for word in (LENGTH, FUNCTION)}
    numbers[CHECK] = _check_number(given[CHECK], kind)
    address = _address(given[ADDRESS])
    widths = {word: number.width for word, number in numbers.items()}
    widths[ADDRESS] = address.number.width
    reader = LayoutReader(widths, vocabulary, tables, lambda text: table.tell("layout", text))
    layout = reader.read(table.text("layout"))
    _need_each_other(layout, table, kind)
    known_only = given[FUNCTION].flag("known_only", False)
    frame = Frame(
        name=name,
        wake=bytes(layout.wake),
        parts=tuple(layout.parts),
        least=layout.least,
        most=layout.most if layout.most is not None else MOST_OPEN,
        length=_length(given[LENGTH], numbers[LENGTH], layout),
        address=address if layout.has(ADDRESS) else None,
        function=numbers[FUNCTION] if layout.has(FUNCTION) else None,
        check=_check(given[CHECK], kind, numbers[CHECK], layout),
        fields=layout.fields,
        escapes=_escapes(table),
    )
    for sub in (*given.values(), table):
        sub.close()
    return _limit(frame, layout, table), known_only


def _number(table: Table, width: int = 1) -> Number:
    width = table.number("bytes", width, 1, MOST_WIDTH)
    order: Order = table.choice("order", Order, "big")
    coding: Coding = table.choice("coding", Coding, "binary")
    return Number(width, order, table.number("base", BYTE, QUIRKY_BASE, BYTE), coding)


def _check_kind(table: Table) -> str:
    kind = table.text("kind", NONE)
    if kind in CHECKSUMS or kind == NONE:
        return kind
    table.tell("kind", f'"{kind}" is not known{did_you_mean(kind, (*CHECKSUMS, NONE))}')
    return "sum8"


def _check_number(table: Table, kind: str) -> Number:
    size = VALUE_BYTES.get(kind, 1)
    order: Order = table.choice("order", Order, "big")
    coding: Coding = table.choice("coding", Coding, "binary")
    return Number(size * (2 if coding == "ascii-hex" else 1), order, BYTE, coding)


def _address(table: Table) -> Address:
    bits = table.text("bits", "")
    mistake = mistake_in_bits(bits) if bits else ""
    if mistake:
        table.tell("bits", mistake)
    number = Bits(bits) if bits and not mistake else _number(table)
    largest = min(number.most, LARGEST_ADDRESS)
    offset = table.number("offset", 0, 0, largest)
    least = table.number("least", 0, 0, largest - offset)
    return Address(number, offset, least, table.number("most", largest - offset, least, largest))


def _length(table: Table, number: Number, layout: Layout) -> Length | None:
    if not layout.has(LENGTH):
        return None
    counts = layout.range(table.text("counts"), lambda text: table.tell("counts", text))
    words = [part.word for part in layout.parts]
    if PAYLOAD in words and PAYLOAD not in words[counts.first : counts.last + 1]:
        table.tell("counts", "what it counts has to hold the payload, or it tells no length")
    if PAYLOAD in words and LENGTH in words[words.index(PAYLOAD) :]:
        table.tell("", "the length stands behind the payload: nobody could find it there")
    return Length(number, counts, table.number("plus", 0, 0))


def _check(table: Table, kind: str, number: Number, layout: Layout) -> Check | None:
    if kind == NONE or not layout.has(CHECK):
        return None
    over = layout.range(table.text("over"), lambda text: table.tell("over", text))
    at = next(index for index, part in enumerate(layout.parts) if part.word == CHECK)
    if over.first <= at <= over.last:
        table.tell("over", "the checksum cannot be part of what it is over")
    return Check(kind, number, over)


def _need_each_other(layout: Layout, table: Table, kind: str) -> None:
    """A part of the layout and the table that explains it."""
    for word, wanted in ((LENGTH, LENGTH in table), (CHECK, kind != NONE)):
        if layout.has(word) and not wanted:
            table.tell(
                "layout", f"{{{word}}} stands in it, but no table says how it is made: {word}"
            )
    for word in NUMBERS:
        if word in table and not layout.has(word) and not (word == CHECK and kind == NONE):
            table.tell(word, f"the layout has no {{{word}}}")


def _escapes(table: Table) -> Mapping[int, bytes]:
    escapes: dict[int, bytes] = {}
    below = table.table("escapes")
    for key, value in below.items():
        try:
            plain, code = bytes.fromhex(key), bytes.fromhex(value)
        except (ValueError, TypeError):
            plain = code = b""
        if len(plain) != 1 or len(code) < 2:
            below.tell(key, 'expected a byte and the bytes that stand for it: "7E" = "7D 02"')
        else:
            escapes[plain[0]] = code
    lead = {code[0] for code in escapes.values()}
    for byte in sorted(lead - escapes.keys()):
        below.tell("", f"{byte:02X} begins an escape and must itself be escaped")
    for one, other in permutations(escapes, 2):
        if escapes[other].startswith(escapes[one]):
            below.tell(f"{other:02X}", f"what stands for it begins as what stands for {one:02X}")
    return escapes


def _limit(frame: Frame, layout: Layout, table: Table) -> Frame:
    """How long a payload can be, and whether its end can be known."""
    _check_edges(frame, table)
    if frame.length is not None:
        fits = min(frame.length.number.most - frame.counted(0), MOST_OPEN)
        if layout.most is not None and layout.most > fits:
            table.tell("layout", f"the length field can count {max(fits, 0)} bytes of payload")
        return replace(frame, most=min(frame.most, max(fits, frame.least)))
    if layout.most is None:
        table.tell("layout", "without a {length} the payload needs a range: {payload:0..64}")
    elif frame.least != frame.most and not frame.tail:
        table.tell("layout", "nothing tells where the payload ends: no {length}, no tail")
    elif frame.least != frame.most and not frame.escapes and _blurs_the_tail(frame):
        table.tell("layout", "a binary checksum before the tail may look like it; use ascii-hex")
    return frame


def _check_edges(frame: Frame, table: Table) -> None:
    """Whether the beginning can be told from wake bytes, and the end from what is within."""
    mask, fixed = frame.head_mask[:1] or b"\0", frame.head_fixed[:1] or b"\0"
    if any(byte & mask[0] == fixed[0] for byte in frame.wake):
        table.tell("layout", "the first byte that cannot be missing may look like one that can")
    if not frame.escapes:
        return
    if not frame.tail or frame.tail[0] not in frame.escapes:
        table.tell("escapes", "escapes need a tail, whose first byte is escaped within the frame")
    elif any(frame.tail[0] in code for code in frame.escapes.values()):
        table.tell("escapes", f"{frame.tail[0]:02X} ends the frame; no escape may hold it")
    if not leading(frame):
        table.tell("escapes", "escapes need a constant byte before all that is escaped")


def _blurs_the_tail(frame: Frame) -> bool:
    after = frame.closing_size - len(frame.tail)
    return after > 0 and (frame.check is None or frame.check.number.coding == "binary")
