"""The keys of the clerk's console: one hand on the number pad, letters beside it.

One table for the buttons, the card of keys, the small window and the scripts. The digits 1 to 7 of
the pad are no verbs: they say what was done (the outcomes of the field, in their order).
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.contract.matters import MatterOutcome

_ARIA = {"+": "Plus"}


@dataclass(frozen=True, kw_only=True)
class ConsoleKey:
    """`keys` are what the browser calls `KeyboardEvent.key`; `codes` the places on the keyboard,
    for an input method that hides a letter and for a pad without Num Lock. `label` stands on the
    button; `short` verbs stand in the small window too."""

    verb: str
    label: str
    keys: tuple[str, ...]
    codes: tuple[str, ...] = ()
    short: bool = False

    @property
    def aria(self) -> str:
        """For `aria-keyshortcuts`: alternatives with blanks between them; "+" joins keys there."""
        return " ".join(_ARIA.get(key, key) for key in self.keys)


CONSOLE_KEYS = (
    ConsoleKey(verb="call-next", label="Enter", keys=("Enter",), short=True),
    ConsoleKey(
        # the point of the pad is a comma on some keyboards
        verb="recall",
        label=".",
        keys=(".", ","),
        codes=("NumpadDecimal",),
        short=True,
    ),
    ConsoleKey(verb="finish", label="+", keys=("+", "="), codes=("NumpadAdd",), short=True),
    ConsoleKey(verb="miss", label="0", keys=("0",), codes=("Numpad0",), short=True),
    ConsoleKey(verb="start", label="8 S", keys=("8", "s"), codes=("Numpad8", "KeyS")),
    ConsoleKey(verb="hold", label="-", keys=("-",), codes=("NumpadSubtract",)),
    ConsoleKey(verb="resume", label="9 R", keys=("9", "r"), codes=("Numpad9", "KeyR")),
    ConsoleKey(verb="transfer", label="*", keys=("*",), codes=("NumpadMultiply",)),
    ConsoleKey(verb="call", label="C", keys=("c",), codes=("KeyC",)),
    ConsoleKey(verb="abandon", label="A", keys=("a",), codes=("KeyA",)),
    ConsoleKey(verb="walk-in", label="W", keys=("w",), codes=("KeyW",)),
    ConsoleKey(verb="ask-rating", label="P", keys=("p",), codes=("KeyP",)),
    ConsoleKey(verb="outcome", label="O", keys=("o",), codes=("KeyO",)),
    ConsoleKey(verb="notice", label="N", keys=("n",), codes=("KeyN",)),
    ConsoleKey(verb="pause", label="/", keys=("/",), codes=("NumpadDivide",)),
    ConsoleKey(verb="undo", label="Z", keys=("z", "Backspace"), codes=("KeyZ",)),
    ConsoleKey(verb="small", label="M", keys=("m",), codes=("KeyM",)),
    ConsoleKey(verb="keys", label="F1", keys=("F1", "?"), codes=()),
)

OUTCOMES = tuple(outcome.value for outcome in MatterOutcome)

KEY_OF = {key.verb: key for key in CONSOLE_KEYS}
