"""A serial protocol as a TOML file tells it. `devices.profiles.load` makes these. Pure.

PROTOCOL.md beside this file explains every key of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from devices.profiles.frame import Frame
from devices.profiles.pattern import Pattern, names, size
from devices.profiles.text import Script

ProfileKind = Literal["pads", "strips"]
Sender = Literal["host", "device"]
Parity = Literal["none", "even", "odd"]
Mark = Literal["V2", "V1", "C", "G"]

ECHO = "echo"
NO_ACKNOWLEDGEMENT = "none"
ANY_DIGIT = "*"  # stands for one digit or more, twice for two or more


@dataclass(frozen=True)
class Wire:
    baud: int = 9600
    parity: Parity = "none"
    data_bits: int = 8
    stop_bits: int = 1


@dataclass(frozen=True)
class Timing:
    """`turnaround_s`: the line's rest between what was heard and what is sent. `bounce_s`: the same
    frame again within this time is the same press. `silence_s`: after it the rest of a half frame
    does not come."""

    reply_timeout_s: float = 0.5
    retries: int = 1
    turnaround_s: float = 0.0
    bounce_s: float = 0.3
    silence_s: float = 0.5


@dataclass(frozen=True)
class Rule:
    """One message. `function` is None in frames without one; with `any_function` it is only sent
    so, and any is heard. `wake`: sent with the wake bytes. `defaults` fill missing fields.
    `acknowledge`: "echo", "none" or the name of the answering message. `answer`: the message that
    the device sends back, None when it keeps silent."""

    name: str
    sender: Sender
    frame: str
    function: int | None
    payload: Pattern
    any_function: bool = False
    wake: bool = True
    defaults: Mapping[str, Any] | None = None
    acknowledge: str = NO_ACKNOWLEDGEMENT
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """`mark` says how well the bytes are known: V2 two or more independent sources, V1 one, C
    computed from a known rule, G common practice without a source."""

    name: str
    kind: ProfileKind
    about: str
    source: str
    mark: Mark
    invented: bool
    wire: Wire
    timing: Timing
    keys: Mapping[str, int]
    combos: Mapping[tuple[str, str], str]
    grades: Mapping[int, int]
    effects: Mapping[str, int]
    script: Script
    longest_text: int | None
    frames: Mapping[str, Frame]
    rules: tuple[Rule, ...]

    @property
    def colours(self) -> Mapping[str, int]:
        """Colour name -> the strip's code; the first is the strip's own."""
        return self.script.colours

    @cached_property
    def acknowledges(self) -> Mapping[str, str]:
        """Message of a device -> "echo", "none" or the name of the message that answers it."""
        return {rule.name: rule.acknowledge for rule in self.rules if rule.sender == "device"}

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """Message of the host -> the message that the device sends back."""
        return {rule.name: rule.answer for rule in self.rules if rule.answer}

    @cached_property
    def longest_text_bytes(self) -> int:
        """How much of `text_bytes` a frame takes; 0 when the profile shows no text."""
        rule = self.rule("text")
        if rule is None:
            return 0
        fixed = sum(item.most for item in rule.payload if not item.open)
        fits = min(self.frames[rule.frame].most - fixed, size(rule.payload)[1])
        return fits if self.longest_text is None else min(fits, self.longest_text)

    def text_bytes(self, text: str) -> int:
        """How many bytes `text` takes, with the colour of each character where it has one. Raises
        `ValueError` for characters that the strip cannot show."""
        rule = self.rule("text")
        coloured = rule is not None and "runs" in names(rule.payload)
        return len(self.script.to_bytes(text)) + (len(text) if coloured else 0)

    def can_show(self, text: str) -> bool:
        """Whether the strip's font has every character."""
        return self.script.can_show(text)

    def action(self, digits: str, key: str) -> str | None:
        """What a clerk wants who typed `digits` and pressed `key`; None when it means nothing."""
        stars = (ANY_DIGIT * count for count in range(len(digits), 0, -1))
        found = (self.combos.get((pattern, key)) for pattern in (digits, *stars))
        return next((action for action in found if action), None)

    def rule(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def shares_a_line_with(self, other: Profile) -> bool:
        """Whether both can hang on one line: the same speed and the same frames."""
        mine, its = ([f.shape() for f in p.frames.values()] for p in (self, other))
        return self.wire == other.wire and mine == its
