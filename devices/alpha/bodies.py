"""What stands between STX and ETX or EOT: a command code and its data, both ways. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from devices.alpha.messages import (
    CLEAR,
    DATE,
    DAY,
    DAYS,
    ERROR_STATUS,
    MEMORY,
    MOST_COLUMNS,
    MOST_ROWS,
    PICTURE_FILE,
    POOL,
    RESET,
    SEQUENCE,
    SPECIAL_MODE,
    STRING_FILE,
    TEXT_FILE,
    TIME,
    TIME_FORMAT,
    ClearErrorStatus,
    ConfigureMemory,
    ErrorStatus,
    Frame,
    MemoryFile,
    MemoryPool,
    OtherCommand,
    ReadFile,
    ReadSpecial,
    RunSequence,
    SetDate,
    SetDay,
    SetTime,
    SetTimeFormat,
    SoftReset,
    WritePicture,
    WriteSpecial,
    WriteString,
    WriteText,
)

Fields = dict[str, Any]
Parsed = tuple[type[Frame], Fields]
Parse = Callable[[str], Fields | None]

_MODE_MARK = "\x1b"
_RETURN = "\r"
_READ_CODES = {"B": TEXT_FILE, "H": STRING_FILE, "J": PICTURE_FILE}
_READS = {kind: code for code, kind in _READ_CODES.items()}
_LOCKS = {"L": True, "U": False}
_FILE = re.compile(r"(.)([ABD])([LU])([0-9A-F]{4})(.{4})", re.DOTALL)
_SIZE = re.compile(r"[0-9A-F]{4}")
_TWO_DIGITS = re.compile(r"(?:[0-9]{2})+")
_POOL = re.compile(r"([0-9A-F]{4}),([0-9A-F]{4})")


def parse_body(body: str) -> Parsed:
    """The message class and its own fields; what is not known or not whole is `OtherCommand`."""
    code, data = body[:1], body[1:]
    if code in _READ_CODES and len(data) == 1:
        return ReadFile, {"kind": _READ_CODES[code], "label": data}
    if code in ("E", "F") and data:
        return _parse_special(code, ord(data[0]), data[1:])
    known = _FILES.get(code)
    fields = known[1](data) if known and data else None
    if known is None or fields is None:
        return OtherCommand, {"code": code, "data": data}
    return known[0], fields


def body_of(message: Frame) -> str:
    """Code and data. Raises `ValueError` when a value does not fit its place."""
    return _BODIES[type(message)](message)


def _parse_special(code: str, function: int, data: str) -> Parsed:
    if code == "F" and not data:
        return ReadSpecial, {"function": function}
    if code == "F":
        return OtherCommand, {"code": code, "data": chr(function) + data}
    known = _SPECIALS.get(function)
    fields = known[1](data) if known else None
    if known is None or fields is None:
        return WriteSpecial, {"function": function, "data": data}
    return known[0], fields


def _parse_text(data: str) -> Fields | None:
    label, rest = data[0], data[1:]
    if not rest.startswith(_MODE_MARK) or len(rest) < 3:
        return {"label": label, "text": rest}
    mode = ord(rest[2])
    text_at = 4 if mode == SPECIAL_MODE else 3
    return {
        "label": label,
        "position": ord(rest[1]),
        "mode": mode,
        "special": rest[3:text_at],
        "text": rest[text_at:],
    }


def _parse_string(data: str) -> Fields | None:
    return {"label": data[0], "text": data[1:]}


def _parse_picture(data: str) -> Fields | None:
    label, size, dots = data[0], data[1:5], data[5:]
    if len(data) == 1:
        return {"label": label}
    if not _SIZE.fullmatch(size):
        return None
    height, width = int(size[:2], 16), int(size[2:], 16)
    rows = tuple(dots.removesuffix(_RETURN).split(_RETURN))
    if len(rows) != height or any(len(row) != width for row in rows):
        return None
    return {"label": label, "rows": rows}


def _parse_memory(data: str) -> Fields | None:
    files = [_FILE.fullmatch(data[at : at + 11]) for at in range(0, len(data), 11)]
    if not all(files):
        return None
    return {
        "files": tuple(
            MemoryFile(
                label=file[1], kind=ord(file[2]), locked=_LOCKS[file[3]], size=int(file[4], 16),
                more=file[5],
            )
            for file in files
            if file
        )
    }  # fmt: skip


def _digits(*names: str) -> Parse:
    """Two decimal digits for each name."""

    def parse(data: str) -> Fields | None:
        if len(data) != 2 * len(names) or not _TWO_DIGITS.fullmatch(data):
            return None
        return {name: int(data[2 * at : 2 * at + 2]) for at, name in enumerate(names)}

    return parse


def _parse_day(data: str) -> Fields | None:
    return {"day": int(data)} if len(data) == 1 and data in "1234567" else None


def _parse_format(data: str) -> Fields | None:
    return {"format": ord(data)} if len(data) == 1 else None


def _parse_sequence(data: str) -> Fields | None:
    if len(data) < 2 or data[1] not in _LOCKS:
        return None
    return {"order": ord(data[0]), "locked": _LOCKS[data[1]], "labels": data[2:]}


def _parse_status(data: str) -> Fields | None:
    return {"status": ord(data)} if len(data) == 1 else None


def _parse_pool(data: str) -> Fields | None:
    found = _POOL.fullmatch(data)
    return {"total": int(found[1], 16), "free": int(found[2], 16)} if found else None


def _parse_nothing(data: str) -> Fields | None:
    return None if data else {}


_FILES: dict[str, tuple[type[Frame], Parse]] = {
    "A": (WriteText, _parse_text),
    "G": (WriteString, _parse_string),
    "I": (WritePicture, _parse_picture),
}
_SPECIALS: dict[int, tuple[type[Frame], Parse]] = {
    TIME: (SetTime, _digits("hour", "minute")),
    DAY: (SetDay, _parse_day),
    DATE: (SetDate, _digits("month", "day", "year")),
    TIME_FORMAT: (SetTimeFormat, _parse_format),
    MEMORY: (ConfigureMemory, _parse_memory),
    SEQUENCE: (RunSequence, _parse_sequence),
    RESET: (SoftReset, _parse_nothing),
    CLEAR: (ClearErrorStatus, _parse_nothing),
    ERROR_STATUS: (ErrorStatus, _parse_status),
    POOL: (MemoryPool, _parse_pool),
}


def _label(label: str) -> str:
    if len(label) != 1 or not " " <= label <= "~":
        raise ValueError(f"a file's label is one printable character, not {label!r}")
    return label


def _lock(locked: bool) -> str:
    return "L" if locked else "U"


def _hex(value: int, digits: int) -> str:
    if not 0 <= value < 16**digits:
        raise ValueError(f"{value} does not fit {digits} hexadecimal digits")
    return f"{value:0{digits}X}"


def _two(value: int) -> str:
    if not 0 <= value <= 99:
        raise ValueError(f"{value} does not fit two digits")
    return f"{value:02d}"


def _day(day: int) -> str:
    if day not in DAYS:
        raise ValueError(f"{day} is no day: 1 (Sunday) to 7")
    return str(day)


def _text_body(message: WriteText) -> str:
    head = f"A{_label(message.label)}"
    if message.position is None or message.mode is None:
        return head + message.text
    how = f"{_MODE_MARK}{chr(message.position)}{chr(message.mode)}{message.special}"
    return head + how + message.text


def _picture_body(message: WritePicture) -> str:
    rows = message.rows
    head = f"I{_label(message.label)}"
    if not rows:
        return head
    width = len(rows[0])
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS or any(len(row) != width for row in rows):
        raise ValueError(f"a picture has up to {MOST_ROWS} rows of up to {MOST_COLUMNS} dots each")
    dots = "".join(row + _RETURN for row in rows)
    return f"{head}{_hex(len(rows), 2)}{_hex(width, 2)}{dots}"


def _file_entry(file: MemoryFile) -> str:
    if len(file.more) != 4:
        raise ValueError(f"{file.more!r}: four characters expected")
    kind, size = chr(file.kind), _hex(file.size, 4)
    return f"{_label(file.label)}{kind}{_lock(file.locked)}{size}{file.more}"


def _special(function: int, data: str = "") -> str:
    return f"E{chr(function)}{data}"


_BODIES: dict[type[Frame], Callable[[Any], str]] = {
    WriteText: _text_body,
    WriteString: lambda m: f"G{_label(m.label)}{m.text}",
    WritePicture: _picture_body,
    ReadFile: lambda m: f"{_READS[m.kind]}{_label(m.label)}",
    ConfigureMemory: lambda m: _special(MEMORY, "".join(map(_file_entry, m.files))),
    SetTime: lambda m: _special(TIME, _two(m.hour) + _two(m.minute)),
    SetDay: lambda m: _special(DAY, _day(m.day)),
    SetDate: lambda m: _special(DATE, _two(m.month) + _two(m.day) + _two(m.year)),
    SetTimeFormat: lambda m: _special(TIME_FORMAT, chr(m.format)),
    SoftReset: lambda m: _special(RESET),
    ClearErrorStatus: lambda m: _special(CLEAR),
    RunSequence: lambda m: _special(SEQUENCE, f"{chr(m.order)}{_lock(m.locked)}{m.labels}"),
    ErrorStatus: lambda m: _special(ERROR_STATUS, chr(m.status)),
    MemoryPool: lambda m: _special(POOL, f"{_hex(m.total, 4)},{_hex(m.free, 4)}"),
    ReadSpecial: lambda m: f"F{chr(m.function)}",
    WriteSpecial: lambda m: _special(m.function, m.data),
    OtherCommand: lambda m: m.code + m.data,
}
