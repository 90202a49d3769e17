"""One `[messages.NAME]` table into a `Rule`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from devices.profiles import pattern
from devices.profiles.frame import Frame
from devices.profiles.mistakes import did_you_mean
from devices.profiles.pattern import Pattern, Vocabulary
from devices.profiles.profile import ECHO, NO_ACKNOWLEDGEMENT, ProfileKind, Rule, Sender
from devices.profiles.read_pattern import read_pattern
from devices.profiles.table import Table
from devices.profiles.words import MESSAGES, OWN_WORD, MessageWord


class MessageReader:
    """`names`: of all messages, which may answer one another."""

    def __init__(
        self,
        kind: ProfileKind,
        frames: Mapping[str, Frame],
        vocabulary: Vocabulary,
        tables: Collection[str],
        names: Collection[str],
    ) -> None:
        self._kind = kind
        self._frames = frames
        self._vocabulary = vocabulary
        self._tables = tables
        self._names = names

    def read(self, name: str, table: Table) -> Rule:
        word = self._word(name, table)
        sender: Sender = table.choice("from", Sender)
        if word is not None and "from" in table and sender != word.sender:
            table.tell("from", f"a {name} is said by the {word.sender}")
        frame = self._frame(table)
        payload = read_pattern(
            table.text("payload", ""),
            self._vocabulary,
            self._tables,
            lambda text: table.tell("payload", text),
        )
        self._carries(name, word, payload, frame, table)
        self._fits(payload, frame, table)
        rule = Rule(
            name=name,
            sender=sender,
            frame=frame.name,
            function=self._function(frame, table),
            payload=payload,
            any_function=table.flag("any_function", False),
            wake=table.flag("wake", True),
            defaults=self._defaults(frame, payload, table),
            acknowledge=self._acknowledge(sender, table),
            answer=table.name("answer", self._names, "") or None,
        )
        table.close()
        return rule

    def _word(self, name: str, table: Table) -> MessageWord | None:
        word = MESSAGES.get(name)
        if word is None and not name.startswith(OWN_WORD):
            known = [known for known, word in MESSAGES.items() if word.kind == self._kind]
            table.tell("", f"there is no such message{did_you_mean(name, known)}")
        if word is not None and word.kind != self._kind:
            table.tell("", f'a {name} is said on a wire of {word.kind}; kind is "{self._kind}"')
        return word

    def _frame(self, table: Table) -> Frame:
        first = next(iter(self._frames))
        return self._frames[table.name("frame", self._frames, first)]

    def _carries(
        self, name: str, word: MessageWord | None, payload: Pattern, frame: Frame, table: Table
    ) -> None:
        """What the word needs, and nothing that it does not know."""
        if word is None:
            return
        carried = pattern.names(payload) | set(frame.fields)
        for choices in word.needs:
            if not carried & choices:
                wanted = " or ".join(f"{{{choice}}}" for choice in sorted(choices))
                table.tell("payload" if "payload" in table else "", f"a {name} carries {wanted}")
        strange = carried - word.may.union(*word.needs)
        if strange:
            table.tell("payload", f"a {name} carries no {', '.join(sorted(strange))}")

    def _fits(self, payload: Pattern, frame: Frame, table: Table) -> None:
        least, most = pattern.size(payload)
        bounded = most < pattern.MOST_OPEN  # open ones end where the frame ends
        if least > frame.most or (bounded and most > frame.most):
            longest = most if bounded else least
            table.tell("payload", f"takes up to {longest} bytes; a frame holds {frame.most}")
        if most < frame.least:
            table.tell("payload", f"takes {most} bytes; a frame holds at least {frame.least}")

    def _function(self, frame: Frame, table: Table) -> int | None:
        if frame.function is not None:
            if "function" not in table:
                table.tell("", f'"function" is missing: the frame "{frame.name}" has one')
            return table.number("function", 0, 0, frame.function.most)
        for key in ("function", "any_function"):
            if key in table:
                table.tell(key, f'the frame "{frame.name}" has no {{function}}')
        table.number("function", 0, 0, 0xFFFFFFFF)
        return None

    def _defaults(self, frame: Frame, payload: Pattern, table: Table) -> Mapping[str, Any]:
        given = table.table("defaults")
        items = {item.name: item for item in (*payload, *frame.fields.values()) if item.name}
        defaults: dict[str, Any] = {}
        for name, value in given.items():
            if name not in items:
                given.tell(name, f"the message carries no such field{did_you_mean(name, items)}")
                continue
            try:
                pattern.write_item(items[name], {name: value})
            except (ValueError, TypeError) as error:
                given.tell(name, str(error))
            defaults[name] = value
        return defaults

    def _acknowledge(self, sender: Sender, table: Table) -> str:
        if "acknowledge" in table and sender == "host":
            table.tell("acknowledge", "only what a device says is acknowledged; see answer")
        choices = (ECHO, NO_ACKNOWLEDGEMENT, *self._names)
        return table.name("acknowledge", choices, NO_ACKNOWLEDGEMENT)
