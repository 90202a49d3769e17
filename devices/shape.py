"""How one kind of event is written in clear: its name, and what is added to its bare fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from devices.clear import Clear, NotClear, from_clear, to_clear

Extra = Callable[[Any], object]


@dataclass(frozen=True)
class Shape:
    """`extras` are further fields worked out from the event, for the reader's eye. Written back,
    they may be left out; if they are there, they must agree.

    `write` and `read` replace the plain form where it is not clear enough. `says` tells apart
    events of one kind that have different names.
    """

    name: str
    kind: type
    extras: dict[str, Extra] = field(default_factory=dict)
    write: Callable[[Any], Clear] = to_clear
    read: Callable[[Clear], Any] | None = None
    says: Callable[[Any], bool] = lambda event: True

    def fits(self, event: object) -> bool:
        return self.kind is type(event) and self.says(event)

    def to_clear(self, event: object) -> Clear:
        extras = {name: extra(event) for name, extra in self.extras.items()}
        return {"event": self.name, **self.write(event), **extras}

    def from_clear(self, clear: Clear) -> object:
        bare = {key: clear[key] for key in clear if key != "event" and key not in self.extras}
        event: object = self.read(bare) if self.read else from_clear(self.kind, bare)
        for name, extra in self.extras.items():
            if name in clear and clear[name] != extra(event):
                raise NotClear(f"event.{name}: {clear[name]!r} disagrees with {extra(event)!r}")
        return event


def runs_to_clear(runs: Iterable[tuple[str, str | None]]) -> Clear:
    """Coloured text: `text` and `colour`; `runs` as well when the colours differ."""
    listed = [{"text": text, "colour": colour} for text, colour in runs]
    text = "".join(str(run["text"]) for run in listed)
    if len(listed) <= 1:
        return {"text": text, "colour": listed[0]["colour"] if listed else None}
    return {"text": text, "colour": "mixed", "runs": listed}


def runs_from_clear(clear: Clear, where: str) -> list[tuple[str, str | None]]:
    """Takes `text`, `colour` and `runs` out of `clear`; gives the runs."""
    text, colour = clear.pop("text", ""), clear.pop("colour", None)
    listed = clear.pop("runs", None)
    if listed is None:
        listed = [{"text": text, "colour": colour}] if text else []
    elif not isinstance(listed, list):
        raise NotClear(f"{where}.runs: a list expected")
    runs = [_run(run, f"{where}.runs[{at}]") for at, run in enumerate(listed)]
    if "".join(part for part, _ in runs) != text:
        raise NotClear(f"{where}: text and runs disagree")
    return runs


def _run(run: object, where: str) -> tuple[str, str | None]:
    if not isinstance(run, dict) or not isinstance(run.get("text"), str):
        raise NotClear(f"{where}: an object with text and colour expected")
    colour = run.get("colour")
    if colour is not None and not isinstance(colour, str):
        raise NotClear(f"{where}.colour: a name expected")
    return run["text"], colour
