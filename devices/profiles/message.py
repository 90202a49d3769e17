"""What is said on a wire that a profile describes: a name, an address and named fields. Pure.

Drivers and simulators know these words and no bytes; a profile (TOML) knows the bytes. The words:

| name | who | fields |
|---|---|---|
| `key` | keypad to host | `digits` (str, often ""), `key` (str: a name of the profile's `[keys]`) |
| `key-ack` | host to keypad | as the profile's acknowledgement wants; an echo has `key`'s fields |
| `show` | host to keypad | `digits` (str of 0-9 and `_`) |
| `result` | host to keypad | `ok` (bool) |
| `beep` | host to keypad | |
| `ask-rating` | host to evaluator | |
| `stars` | host to evaluator | `stars` (int, 0 to 5) |
| `grade` | evaluator to host | `grade` (int: the maker's number) |
| `grade-ack` | host to evaluator | `grade`, where the profile's acknowledgement carries it |
| `text` | host to strip | `runs` (tuple of (text, colour name)), `line` (int), `effect` (str) |
| `shown` | strip to host | |
| `other` | either | `function` (int or None), `data` (bytes): a good frame that no rule explains |
| `foreign` | either | the same, for a device of another profile; its address is the wire's |

Messages `x-…` are a profile's own; drivers pass them over. Where a maker says more, `text` has
`speed` (int) and `shown` has `data` (bytes) too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NO_FIELDS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Message:
    """`address` is the device's own as a person knows it (a keypad's and its evaluator's are the
    same number: the profile adds the offset). `fields` holds what the name asks for, no more."""

    name: str
    address: int
    fields: Mapping[str, Any] = field(default_factory=lambda: NO_FIELDS)
