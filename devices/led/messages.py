"""What is said between a host and an Onbon font card: the commands, and the card's answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.led.areas import DynamicArea
from devices.led.packet import USUAL_STARTS, Header

DELETE_ALL = 0xFF
POWER_STATES = {1: "on", 2: "off"}
FORCED, TIMED = 1, 2
BRIGHTNESS_MODES = {FORCED: "forced", TIMED: "timed"}
BRIGHTEST = 15
HALF_HOURS = 48

# [V2]; the words are the causes of `DeviceRefused`.
ERRORS = {
    0: "ok",
    1: "command_group",
    2: "command",
    3: "busy",
    4: "memory",
    5: "checksum",
    6: "no_file",
    7: "flash",
    8: "download",
    9: "file_name",
    10: "file_type",
    11: "file_checksum",
    12: "font_missing",
    13: "firmware_type",
    14: "date",
    15: "file_exists",
    16: "block_number",
}
# Commands whose content is not taken apart here; they show as group, code and bytes.
OTHER_NAMES = {
    (0xA1, 0x00): "format",
    (0xA1, 0x01): "delete-file",
    (0xA1, 0x05): "start-write-file",
    (0xA1, 0x06): "write-file",
    (0xA4, 0x05): "set-ip",
    (0xA4, 0x06): "set-mac",
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """`declared_length`: the length in the header when it disagrees with an otherwise good frame;
    such frames are about, made by hosts that changed a text and not its length."""

    header: Header = field(default_factory=Header)
    starts: int = USUAL_STARTS
    declared_length: int | None = None


@dataclass(frozen=True, kw_only=True)
class Command(Message):
    """Host to card. `reply` 1: an answer is wanted. `reserved`: two bytes, zero but where named."""

    reply: int = 1
    reserved: bytes = bytes(2)


@dataclass(frozen=True, kw_only=True)
class Ping(Command):
    """Are you there?"""


@dataclass(frozen=True, kw_only=True)
class Reset(Command):
    """Start again."""


@dataclass(frozen=True, kw_only=True)
class CancelTimedPower(Command):
    """Forget the times for switching on and off."""


@dataclass(frozen=True, kw_only=True)
class ClearAreas(Command):
    """Take all dynamic areas away."""


@dataclass(frozen=True, kw_only=True)
class ReadStatus(Command):
    """How are you?"""


@dataclass(frozen=True, kw_only=True)
class SetClock(Command):
    """The card's wall clock; `weekday` 1 is Monday, 7 Sunday."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int


@dataclass(frozen=True, kw_only=True)
class Power(Command):
    """The LEDs on or off; the card stays awake."""

    state: int = field(metadata={"names": POWER_STATES})


@dataclass(frozen=True, kw_only=True)
class Brightness(Command):
    """`level` 0 to 15 counts when forced; `half_hours`, a byte for each of a day, when timed."""

    mode: int = field(default=FORCED, metadata={"names": BRIGHTNESS_MODES})
    level: int = BRIGHTEST
    half_hours: bytes = bytes([BRIGHTEST]) * HALF_HOURS


@dataclass(frozen=True, kw_only=True)
class SendAreas(Command):
    """Delete areas, then set areas. `delete` holds numbers, or `(DELETE_ALL,)` for every one.

    `reserved`: first byte 1 has the card clear and initialise its areas; a published sample puts
    the length of the rest in these two bytes instead.
    """

    delete: tuple[int, ...] = ()
    areas: tuple[DynamicArea, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OtherCommand(Command):
    """A known or unknown command that is not taken apart; `data` follows the reserved bytes."""

    group: int
    code: int
    data: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Answer(Message):
    """Card to host."""

    error: int = field(default=0, metadata={"names": ERRORS})
    reserved: bytes = bytes(2)


@dataclass(frozen=True, kw_only=True)
class Ack(Answer):
    """Done; `data` when the command asked for some."""

    data: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Nack(Ack):
    """Not done."""


@dataclass(frozen=True, kw_only=True)
class Status(Answer):
    """The answer to `ReadStatus`, under the same group and code [V1].

    `clock` is eight bytes of decimal digits, see `devices.led.bcd`; `areas` are the numbers of the
    dynamic areas; `barcode` and `network_id` are ASCII, padded with zeros.
    """

    power: int = field(default=1, metadata={"names": POWER_STATES})
    brightness: int = BRIGHTEST
    clock: bytes
    programs: int = 0
    program: bytes = bytes(4)
    special_area: int = 0
    special_pages: int = 0
    areas: tuple[int, ...] = ()
    barcode: bytes = bytes(16)
    network_id: bytes = bytes(12)
