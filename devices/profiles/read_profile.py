"""The tables of a profile's file, read in the order in which they need one another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from devices.profiles.frame import Frame
from devices.profiles.mistakes import Report, did_you_mean
from devices.profiles.pattern import Vocabulary
from devices.profiles.profile import (
    Mark,
    Parity,
    Profile,
    ProfileKind,
    Rule,
    Timing,
    Wire,
)
from devices.profiles.read_frame import read_frame
from devices.profiles.read_message import MessageReader
from devices.profiles.semantics import check_rules
from devices.profiles.table import BYTE_MOST, Table, as_byte, spoken
from devices.profiles.text import Charset, Script
from devices.profiles.words import ACTIONS, COLOURS

_DIGITS = re.compile(r"[0-9]*|\*+")
LEAST_BAUD, MOST_BAUD = 300, 921_600
BEST_LEVEL = 5


def read_profile(name: str, raw: Mapping[str, Any], report: Report) -> Profile:
    """The profile; worth nothing when `report` was told of a mistake."""
    top = Table(raw, (), report)
    kind: ProfileKind = top.choice("kind", ProfileKind)
    vocabulary = _vocabulary(top)
    text = top.table("text")
    longest = text.number("longest", 0, 1, 4096) if "longest" in text else None
    charset: Charset = text.choice("charset", Charset, "ascii")
    text.close()
    vocabulary = replace(vocabulary, script=Script(charset, _colours(top)))
    frames, known_only = _frames(top, vocabulary, raw.keys())
    rules = _rules(top, kind, frames, vocabulary, raw.keys())
    profile = Profile(
        name=name,
        kind=kind,
        about=top.text("about"),
        source=top.text("source"),
        mark=top.choice("mark", Mark),
        invented=top.flag("invented", False),
        wire=_wire(top.table("wire")),
        timing=_timing(top.table("timing")),
        keys=vocabulary.keys,
        combos=_combos(top.table("combos"), vocabulary.keys),
        grades=_grades(top.table("grades")),
        effects=vocabulary.effects,
        script=vocabulary.script,
        longest_text=longest,
        frames=frames,
        rules=rules,
    )
    top.close()
    check_rules(profile, top)
    return replace(profile, frames=_known_functions(profile, known_only))


def _vocabulary(top: Table) -> Vocabulary:
    digits, ok = top.table("digits"), top.table("ok")
    blank = digits.number("blank", 0) if "blank" in digits else None
    first = digits.number("first", 0, 0, BYTE_MOST - 9)
    if blank is not None and first <= blank <= first + 9:
        digits.tell("blank", f"0x{blank:02X} is already the code of the digit {blank - first}")
    vocabulary = Vocabulary(
        keys=top.codes("keys"),
        effects=top.codes("effects"),
        ok_code=ok.number("yes", 1),
        refused_code=ok.number("no", 0),
        first_digit=first,
        blank=blank,
    )
    if vocabulary.ok_code == vocabulary.refused_code:
        ok.tell("", "yes and no have the same code")
    digits.close()
    ok.close()
    return vocabulary


def _colours(top: Table) -> dict[str, int]:
    colours = top.codes("colours")
    for name in sorted(colours.keys() - set(COLOURS)):
        top.table("colours").tell(name, f"there is no such colour{did_you_mean(name, COLOURS)}")
    return colours


def _wire(table: Table) -> Wire:
    parity: Parity = table.choice("parity", Parity, "none")
    wire = Wire(
        table.number("baud", 9600, LEAST_BAUD, MOST_BAUD),
        parity,
        table.number("data_bits", 8, 7, 8),
        table.number("stop_bits", 1, 1, 2),
    )
    table.close()
    return wire


def _timing(table: Table) -> Timing:
    usual = Timing()
    timing = Timing(
        table.seconds("reply_timeout_s", usual.reply_timeout_s),
        table.number("retries", usual.retries, 0, 10),
        table.seconds("turnaround_s", usual.turnaround_s, 1.0),
        table.seconds("bounce_s", usual.bounce_s),
        table.seconds("silence_s", usual.silence_s),
    )
    table.close()
    return timing


def _frames(
    top: Table, vocabulary: Vocabulary, tables: Collection[str]
) -> tuple[dict[str, Frame], set[str]]:
    """The frames, and the names of those that have only the functions of their messages."""
    frames: dict[str, Frame] = {}
    known_only = set()
    for name, table in top.tables("frames").items():
        frames[name], only = read_frame(name, table, vocabulary, tables)
        if only:
            known_only.add(name)
    if not frames:
        top.tell("frames", "a profile draws at least one frame: [frames.NAME]")
    return frames, known_only


def _rules(
    top: Table,
    kind: ProfileKind,
    frames: Mapping[str, Frame],
    vocabulary: Vocabulary,
    tables: Collection[str],
) -> tuple[Rule, ...]:
    messages = top.tables("messages")
    if not frames:
        return ()
    reader = MessageReader(kind, frames, vocabulary, tables, messages.keys())
    return tuple(reader.read(name, table) for name, table in messages.items())


def _known_functions(profile: Profile, known_only: Collection[str]) -> dict[str, Frame]:
    def known(frame: Frame) -> frozenset[int] | None:
        functions = (rule.function for rule in profile.rules if rule.frame == frame.name)
        mine = frozenset(function for function in functions if function is not None)
        return mine if frame.name in known_only else None

    return {name: replace(frame, functions=known(frame)) for name, frame in profile.frames.items()}


def _combos(table: Table, keys: Collection[str]) -> dict[tuple[str, str], str]:
    """`"6 confirm" = "miss"`: digits or `*` (any, one for each `*` or more), a key; a key alone."""
    combos: dict[tuple[str, str], str] = {}
    for text, action in table.items():
        digits, _, key = text.rpartition(" ")
        digits = digits.strip()
        if not _DIGITS.fullmatch(digits):
            table.tell(text, 'expected digits, or *, and a key: "6 confirm" or "* call"')
        elif key not in keys:
            table.tell(text, f'there is no key "{key}"{did_you_mean(key, keys)}')
        elif (digits, key) in combos:
            table.tell(text, "stands twice")
        elif not isinstance(action, str) or action not in ACTIONS:
            table.tell(text, f"{spoken(action)} is no action{did_you_mean(action, ACTIONS)}")
        else:
            combos[digits, key] = action
    return combos


def _grades(table: Table) -> dict[int, int]:
    """`0 = 1`: the maker's byte, written 0 or 0x00, and our level."""
    grades: dict[int, int] = {}
    for text, level in table.items():
        code = as_byte(text)
        if code is None:
            table.tell(text, f'"{text}" is no grade byte; write 0 to 255 or 0x00 to 0xFF')
        elif code in grades:
            table.tell(text, f"the grade byte {code} stands twice")
        elif type(level) is not int or not 1 <= level <= BEST_LEVEL:
            table.tell(text, f"expected a level, 1 (worst) to {BEST_LEVEL}, found {spoken(level)}")
        else:
            grades[code] = level
    return grades
