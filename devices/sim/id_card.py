"""An identity-card reader with a tray of invented people. Wire: devices/id_card/PROTOCOL.md."""

from __future__ import annotations

from typing import Literal

import msgspec

from devices.framing import Garbage
from devices.id_card.codec import (
    CardContent,
    CardFound,
    CardSelected,
    Decoder,
    Message,
    NewAddress,
    Reply,
    Request,
    SamId,
    UnknownRequest,
    encode,
)
from devices.id_card.codes import Command, Status
from devices.id_card.speed import BAUDS
from devices.sim.device import Action, Listener, Nothing, Refused, State
from devices.sim.persons import Person, persons

SAM_ID = bytes.fromhex("05000300A5C931010100000015CD5B07")
# The head of a WLT photo as published, and a filling that no face can be read from.
PHOTO = bytes.fromhex("574C66007E00320000FF") + bytes((7 * i + 3) & 0xFF for i in range(1014))

Moment = Literal["select", "read", "reply"]
Module = Literal["ok", "self_test_failed", "not_authorised"]

_MODULE_STATUS: dict[str, Status] = {
    "ok": Status.OK,
    "self_test_failed": Status.SELF_TEST_FAILED,
    "not_authorised": Status.SAM_NOT_AUTHORISED,
}
_COMPLAINTS = {"checksum": Status.CHECKSUM_ERROR, "length": Status.LENGTH_ERROR}
_READS = {Command.READ: None, Command.READ_WITH_FINGERPRINT: b""}
_SETTINGS = {command: baud for baud, command in BAUDS.items()}


class Lay(msgspec.Struct, forbid_unknown_fields=True):
    """`person`: an id of persons.toml."""

    person: str


class ReaderFault(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays as it is.

    unreadable: the card is found and selected, reading it fails. lift_at: at which moment of the
    next reading the card is taken away too early ("" never; `reply` cuts the reply in half).
    latched: a card once read is not found again until it was removed. old_module: SAM 0501, which
    does not know 30 10. module: the security module's own health. answers: for a command by its
    name (`find`, `read` …) the status, by its name or code (`card_refused_reader`, `31`), that it
    is answered with; "" for what is true again. baud: the speed that it was set to by another.
    """

    unreadable: bool | None = None
    lift_at: Moment | Literal[""] | None = None
    latched: bool | None = None
    old_module: bool | None = None
    module: Module | None = None
    answers: dict[str, str] | None = None
    baud: Literal[9600, 19200, 38400, 57600, 115200] | None = None


class IdCardSim(Listener):
    """`baud` is the speed at which it hears and speaks: at another, its line carries garbage."""

    def __init__(
        self, *, latched: bool = True, old_module: bool = False, baud: int = 115200
    ) -> None:
        self.actions = {
            "lay": Action(Lay, self._lay),
            "remove": Action(Nothing, self._remove),
            "fault": Action(ReaderFault, self._fault),
        }
        self._decoder = Decoder()
        self._card: Person | None = None
        self._found = self._selected = self._read_once = False
        self._times_read = 0
        self.unreadable = False
        self.lift_at = ""
        self.latched = latched
        self.old_module = old_module
        self.module = "ok"
        self.baud = baud
        self._answers: dict[Command, int] = {}

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def state(self) -> State:
        return {
            "card": self._card.tray_card() if self._card else None,
            "tray": [person.tray_card() for person in persons().values()],
            "times_read": self._times_read,
            "unreadable": self.unreadable,
            "lift_at": self.lift_at,
            "latched": self.latched,
            "old_module": self.old_module,
            "module": self.module,
            "baud": self.baud,
            "answers": {
                command.name.lower(): f"{code:02X}" for command, code in self._answers.items()
            },
        }

    def _lay(self, wish: Lay) -> None:
        person = persons().get(wish.person)
        if person is None:
            known = ", ".join(persons())
            raise Refused("unknown_person", f"no card of {wish.person!r}; known: {known}", 404)
        self._remove(Nothing())
        self._card = person

    def _remove(self, _: Nothing) -> None:
        self._card = None
        self._found = self._selected = self._read_once = False

    def _fault(self, wish: ReaderFault) -> None:
        answers = {_command(name): word for name, word in (wish.answers or {}).items()}
        codes = {command: _status_code(word) for command, word in answers.items()}
        for name, value in msgspec.structs.asdict(wish).items():
            if value is not None and name != "answers":
                setattr(self, name, value)
        for command, code in codes.items():
            if code is None:
                self._answers.pop(command, None)
            else:
                self._answers[command] = code

    def _answer(self, event: Message | Garbage) -> bytes:
        if isinstance(event, Request):
            return self._obey(event.command)
        if isinstance(event, UnknownRequest):
            return _status(Status.COMMAND_ERROR)
        if isinstance(event, Garbage) and event.reason in _COMPLAINTS:
            return _status(_COMPLAINTS[event.reason])
        return b""

    def _obey(self, command: Command) -> bytes:
        if command in self._answers:
            return encode(Reply(status_code=self._answers[command]))
        if command in _READS:
            return self._read(command)
        if command is Command.SAM_ID:
            return encode(SamId(data=SAM_ID))
        if command in _SETTINGS or command is Command.RESET:
            self._found = self._selected = False
            self.baud = _SETTINGS.get(command, self.baud)  # this answer goes at the old speed
            return _status(Status.OK)
        doers = {
            Command.SAM_STATUS: lambda: _status(_MODULE_STATUS[self.module]),
            Command.FIND: self._find,
            Command.SELECT: self._select,
            Command.READ_ADDRESS: self._read_address,
        }
        doer = doers.get(command)
        return doer() if doer else _status(Status.COMMAND_ERROR)

    def _find(self) -> bytes:
        self._selected = False
        self._found = self._card is not None and not (self.latched and self._read_once)
        return encode(CardFound()) if self._found else _status(Status.NO_CARD)

    def _select(self) -> bytes:
        self._lift("select")
        self._selected, self._found = self._found and self._card is not None, False
        return encode(CardSelected()) if self._selected else _status(Status.SELECT_FAILED)

    def _read(self, command: Command) -> bytes:
        if self.module != "ok":
            return _status(_MODULE_STATUS[self.module])
        if self.old_module and command is Command.READ_WITH_FINGERPRINT:
            return _status(Status.COMMAND_ERROR)
        self._lift("read")
        card, selected, self._selected = self._card, self._selected, False
        if card is None or not selected or self.unreadable:
            return _status(Status.READ_FAILED)
        content = encode(
            CardContent(
                card=card.kind, fields=card.fields, photo=PHOTO, fingerprint=_READS[command]
            )
        )
        if self._lift("reply"):
            return content[: len(content) // 2]
        self._read_once = True
        self._times_read += 1
        return content

    def _read_address(self) -> bytes:
        if self._card is None:
            return _status(Status.READ_FAILED)
        if not self._card.new_address:
            return _status(Status.NO_SUCH_CONTENT)
        return encode(NewAddress(address=self._card.new_address))

    def _lift(self, moment: Moment) -> bool:
        """The card is snatched away, once, if this is the moment that was asked for."""
        if self.lift_at != moment or self._card is None:
            return False
        self.lift_at = ""
        self._remove(Nothing())
        return True


def _status(status: Status) -> bytes:
    return encode(Reply(status_code=status.value))


def _command(name: str) -> Command:
    try:
        return Command[name.upper()]
    except KeyError:
        known = ", ".join(command.name.lower() for command in Command)
        raise Refused("unknown_command", f"no command {name!r}; known: {known}") from None


def _status_code(word: str) -> int | None:
    """A status by name or hexadecimal code; None for ""."""
    if not word:
        return None
    if word.upper() in Status.__members__:
        return Status[word.upper()].value
    try:
        return bytes.fromhex(word)[0] if len(word) == 2 else _no_status(word)
    except ValueError:
        return _no_status(word)


def _no_status(word: str) -> int:
    known = ", ".join(status.name.lower() for status in Status)
    raise Refused("unknown_status", f"no status {word!r}; known: {known}, or two digits")
