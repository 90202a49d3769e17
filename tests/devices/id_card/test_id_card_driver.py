"""A visitor lays a card on the reader, over good and bad wires."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from card_reader_cases import (
    CITIZEN_TEXT,
    FOREIGN_2017_TEXT,
    FOREIGN_2023_TEXT,
    PHOTO,
    REGION_TEXT,
    UNKNOWN_TEXT,
)
from wires import (
    HEALTHY,
    BabblingWire,
    FakeClock,
    LossyWire,
    SilentWire,
    UnpluggedWire,
    Wire,
    talking,
)

from devices.errors import DeviceRefused, LinkLost, NoAnswer
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
    encode,
)
from devices.id_card.codes import Command, Status
from devices.id_card.driver import IdCardReader
from devices.id_card.text_block import decode_text


@dataclass
class Reader:
    """The device: a card or none, and how it behaves."""

    text: bytes | None = CITIZEN_TEXT
    latching: bool = False  # answers "no card" for a card it has read, until that is removed
    old_module: bool = False  # knows no READ_WITH_FINGERPRINT
    says: dict[Command, Status] = field(default_factory=dict)
    heard: list[Command] = field(default_factory=list)
    read: bool = False

    def lay(self, text: bytes) -> None:
        self.text, self.read = text, False

    def remove(self) -> None:
        self.text, self.read = None, False

    def answer(self, request: Message) -> list[Message]:
        if not isinstance(request, Request):
            return []
        self.heard.append(request.command)
        if request.command in self.says:
            return [Reply(status_code=self.says[request.command].value)]
        match request.command:
            case Command.FIND:
                return [CardFound() if self.present() else status(Status.NO_CARD)]
            case Command.SELECT:
                return [CardSelected() if self.present() else status(Status.SELECT_FAILED)]
            case Command.READ_WITH_FINGERPRINT if self.old_module:
                return [status(Status.COMMAND_ERROR)]
            case Command.READ | Command.READ_WITH_FINGERPRINT:
                return [self.content(request.command)]
            case Command.SAM_ID:
                return [SamId(data=bytes(range(16)))]
        return [status(Status.COMMAND_ERROR)]

    def present(self) -> bool:
        return self.text is not None and not (self.latching and self.read)

    def content(self, command: Command) -> Message:
        assert self.text is not None
        self.read = True
        card, fields = decode_text(self.text)
        fingerprint = bytes(1024) if command is Command.READ_WITH_FINGERPRINT else None
        return CardContent(card=card, fields=fields, photo=PHOTO, fingerprint=fingerprint)


def status(word: Status) -> Reply:
    return Reply(status_code=word.value)


def on(wire: type[Wire], reader: Reader, clock: FakeClock) -> IdCardReader:
    return IdCardReader(wire(talking(Decoder(), reader.answer, encode), clock), clock)


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("latching", [False, True])
def test_a_laid_card_is_given_once_until_it_is_taken_away(
    wire: type[Wire], latching: bool, clock: FakeClock
) -> None:
    device = Reader(latching=latching)
    reader = on(wire, device, clock)
    card = reader.poll()
    assert card is not None
    assert (card.kind, card.name, card.number) == ("citizen", "张三", "11010519491231002X")
    assert (card.birth, card.valid_to) == (date(1949, 12, 31), None)
    assert [reader.poll() for _ in range(3)] == [None, None, None]
    device.remove()
    assert reader.poll() is None
    device.lay(CITIZEN_TEXT)
    assert reader.poll() == card


@pytest.mark.parametrize("wire", HEALTHY)
def test_an_old_module_is_read_without_fingerprint(wire: type[Wire], clock: FakeClock) -> None:
    device = Reader(old_module=True)
    reader = on(wire, device, clock)
    assert reader.poll() is not None
    device.remove()
    assert reader.poll() is None
    device.lay(CITIZEN_TEXT)
    assert reader.poll() is not None
    assert device.heard.count(Command.READ_WITH_FINGERPRINT) == 1  # asked once, then remembered


@pytest.mark.parametrize(
    ("text", "kind", "name", "number"),
    [
        (FOREIGN_2017_TEXT, "I", "张三", "CAN110081010102"),
        (REGION_TEXT, "J", "李四", "810000199001010019"),
        (FOREIGN_2023_TEXT, "Y", "王五", "932682198501010017"),
    ],
)
def test_every_kind_of_card_takes_a_ticket(
    text: bytes, kind: str, name: str, number: str, clock: FakeClock
) -> None:
    card = on(Wire, Reader(text), clock).poll()
    assert card is not None
    assert (card.kind, card.name, card.number) == (kind, name, number)
    assert card.birth is not None


def test_a_long_english_name_is_joined(clock: FakeClock) -> None:
    card = on(Wire, Reader(FOREIGN_2023_TEXT), clock).poll()
    assert card is not None
    assert card.name_en == "A VERY LONG FAMILY NAME, GIVEN NAMES GO ON"


@pytest.mark.parametrize(
    ("command", "word", "cause"),
    [
        (Command.FIND, Status.SAM_NOT_AUTHORISED, "reader_fault"),
        (Command.FIND, Status.SELF_TEST_FAILED, "reader_fault"),
        (Command.FIND, Status.UNKNOWN_ERROR, "unreadable"),
        (Command.SELECT, Status.CARD_REFUSED_READER, "unreadable"),
        (Command.READ_WITH_FINGERPRINT, Status.READ_FAILED, "unreadable"),
        (Command.READ_WITH_FINGERPRINT, Status.WRONG_CARD_TYPE, "unreadable"),
        (Command.READ_WITH_FINGERPRINT, Status.INFORMATION_NOT_VERIFIED, "unreadable"),
    ],
)
def test_a_refusal_says_whose_fault_it_is(
    command: Command, word: Status, cause: str, clock: FakeClock
) -> None:
    device = Reader(says={command: word})
    reader = on(Wire, device, clock)
    with pytest.raises(DeviceRefused) as refused:
        reader.poll()
    assert refused.value.cause == cause
    device.says.clear()
    assert reader.poll() is not None  # laid better, it is read


def test_a_card_lifted_too_early_is_no_card(clock: FakeClock) -> None:
    device = Reader(says={Command.SELECT: Status.SELECT_FAILED})
    reader = on(Wire, device, clock)
    assert reader.poll() is None
    device.says.clear()
    assert reader.poll() is not None


def test_a_card_of_a_kind_yet_to_come_is_not_read_as_a_citizens(clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused, match="unreadable"):
        on(Wire, Reader(UNKNOWN_TEXT), clock).poll()


def test_a_request_that_arrived_damaged_is_no_answer(clock: FakeClock) -> None:
    with pytest.raises(NoAnswer):
        on(Wire, Reader(says={Command.FIND: Status.CHECKSUM_ERROR}), clock).poll()


@pytest.mark.parametrize("wire", [SilentWire, BabblingWire])
def test_a_reader_that_is_off_or_babbles_is_no_answer_in_time(
    wire: type[Wire], clock: FakeClock
) -> None:
    start = clock()
    with pytest.raises(NoAnswer):
        on(wire, Reader(), clock).poll()
    assert clock() - start < 10


def test_a_lost_byte_costs_one_round_and_no_card(clock: FakeClock) -> None:
    reader = on(LossyWire, Reader(), clock)
    with pytest.raises(NoAnswer):
        reader.poll()
    assert reader.poll() is not None


def test_an_unplugged_reader_is_a_lost_link(clock: FakeClock) -> None:
    with pytest.raises(LinkLost):
        on(UnpluggedWire, Reader(), clock).poll()


def test_the_late_answer_to_an_earlier_request_is_not_taken_for_this_one(clock: FakeClock) -> None:
    wire = Wire(talking(Decoder(), Reader().answer, encode), clock)
    wire.coming += encode(SamId(data=bytes(16)))  # another module's, before the cable was changed
    assert IdCardReader(wire, clock).identify() == bytes(range(16))


def test_the_module_tells_its_number(clock: FakeClock) -> None:
    assert on(Wire, Reader(), clock).identify() == bytes(range(16))


def test_no_log_can_show_a_person(clock: FakeClock) -> None:
    card = on(Wire, Reader(), clock).poll()
    device = Reader()
    content = device.content(Command.READ)
    address = NewAddress(address="北京市朝阳区示例路2号")
    unknown = Reply(status_code=0x90, data="张三".encode("utf-16-le"))
    selected = CardSelected(data=b"1101 1949"[:8])
    for shown in (repr(card), str(card), repr(content), repr([address, unknown, selected])):
        assert not any(secret in shown for secret in ("张三", "1101", "1949", "朝阳", r" _\tN"))
