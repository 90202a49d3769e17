"""What an engineer, and a hall with more wishes, asks of a card reader beyond reading cards."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial

import pytest
from wires import HEALTHY, FakeClock, SilentWire, Wire

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.id_card.codec import CardContent, Decoder, Reply, encode
from devices.id_card.codes import Command, Status
from devices.id_card.driver import IdCardReader
from devices.id_card.speed import BAUDS
from devices.sim.device import Refused, act
from devices.sim.id_card import PHOTO, SAM_ID, IdCardSim
from devices.sim.speeds import smeared


def laid(person: str = "elder", **habits: bool) -> IdCardSim:
    """A reader on which this person's card lies."""
    reader = IdCardSim(**habits)
    act(reader, "lay", {"person": person})
    return reader


class Line:
    """Opens the reader's port at any speed: at another than the reader's only garbage passes."""

    def __init__(self, reader: IdCardSim, clock: FakeClock) -> None:
        self.reader = reader
        self.clock = clock
        self.opened: list[int] = []

    def open_at(self, baud: int) -> Wire:
        self.opened.append(baud)
        return Wire(partial(self._hear, baud), self.clock)

    def _hear(self, baud: int, data: bytes) -> bytes:
        if baud != self.reader.baud:
            return smeared(self.reader.feed(smeared(data)))
        return self.reader.feed(data)


def driver_at(baud: int, line: Line) -> IdCardReader:
    return IdCardReader(line.open_at(baud), line.clock, open_at=line.open_at)


@pytest.mark.parametrize("baud", BAUDS)
def test_a_reader_is_found_at_whatever_speed_it_was_left_at(baud: int, clock: FakeClock) -> None:
    line = Line(IdCardSim(baud=baud), clock)
    driver = driver_at(115200, line)
    assert driver.find_baud() == baud
    assert driver.identify() == SAM_ID


@pytest.mark.parametrize("after", BAUDS)
@pytest.mark.parametrize("before", BAUDS)
def test_the_driver_follows_the_reader_from_any_speed_to_any_other(
    before: int, after: int, clock: FakeClock
) -> None:
    reader = IdCardSim(baud=before)
    line = Line(reader, clock)
    driver = driver_at(before, line)
    driver.set_baud(after)
    assert (reader.baud, line.opened[-1]) == (after, after)
    act(reader, "lay", {"person": "elder"})
    assert driver.poll() is not None


def test_a_reader_that_refuses_a_speed_is_not_lost(clock: FakeClock) -> None:
    reader = IdCardSim()
    act(reader, "fault", {"answers": {"baud_9600": "not_permitted"}})
    driver = driver_at(115200, Line(reader, clock))
    with pytest.raises(DeviceRefused) as refused:
        driver.set_baud(9600)
    assert refused.value.cause == "speed_refused"
    assert driver.identify() == SAM_ID


def test_a_reader_that_says_yes_and_stays_is_found_where_it_is(clock: FakeClock) -> None:
    reader = IdCardSim()
    act(reader, "fault", {"answers": {"baud_9600": "ok"}})
    driver = driver_at(115200, Line(reader, clock))
    with pytest.raises(DeviceRefused, match="stays at 115200 baud"):
        driver.set_baud(9600)
    assert driver.identify() == SAM_ID


def test_a_reader_that_answers_at_its_new_speed_already_is_followed(clock: FakeClock) -> None:
    reader = IdCardSim()

    class Hasty(Line):
        def _hear(self, baud: int, data: bytes) -> bytes:
            answer = super()._hear(baud, data)
            return smeared(answer) if baud != self.reader.baud else answer

    driver = driver_at(115200, Hasty(reader, clock))
    driver.set_baud(38400)
    assert reader.baud == 38400
    assert driver.identify() == SAM_ID


def test_a_reader_that_is_off_is_silent_at_every_speed(clock: FakeClock) -> None:
    def open_dead(baud: int) -> Wire:
        return SilentWire(IdCardSim().feed, clock)

    with pytest.raises(NoAnswer, match="115200, 57600, 38400, 19200, 9600"):
        IdCardReader(open_dead(9600), clock, open_at=open_dead).find_baud()


def test_no_reader_speaks_faster_than_its_table(clock: FakeClock) -> None:
    with pytest.raises(ValueError, match="230400"):
        driver_at(115200, Line(IdCardSim(), clock)).set_baud(230400)


@pytest.mark.parametrize("move", [lambda r: r.find_baud(), lambda r: r.set_baud(9600)])
def test_a_line_that_has_one_speed_is_left_at_it(
    move: Callable[[IdCardReader], object], clock: FakeClock
) -> None:
    driver = IdCardReader(Wire(IdCardSim().feed, clock), clock)
    with pytest.raises(DeviceRefused) as refused:
        move(driver)
    assert refused.value.cause == "speed_fixed"


def test_a_cable_pulled_while_the_speed_changes_is_a_lost_link(clock: FakeClock) -> None:
    def open_gone(baud: int) -> Wire:
        raise LinkLost("unplugged")

    driver = IdCardReader(Wire(IdCardSim().feed, clock), clock, open_at=open_gone)
    with pytest.raises(LinkLost):
        driver.set_baud(9600)


@pytest.mark.parametrize("wire", HEALTHY)
def test_a_module_that_is_well_says_so_and_restarts(wire: type[Wire], clock: FakeClock) -> None:
    driver = IdCardReader(wire(IdCardSim().feed, clock), clock)
    driver.check_module()
    driver.reset()


@pytest.mark.parametrize("module", ["self_test_failed", "not_authorised"])
def test_a_module_that_is_ill_is_the_readers_fault(module: str, clock: FakeClock) -> None:
    reader = laid()
    act(reader, "fault", {"module": module})
    driver = IdCardReader(Wire(reader.feed, clock), clock)
    for ask in (driver.check_module, driver.poll):
        with pytest.raises(DeviceRefused) as refused:
            ask()
        assert refused.value.cause == "reader_fault"


def test_a_card_that_was_read_stays_read_after_a_restart(clock: FakeClock) -> None:
    driver = IdCardReader(Wire(laid(latched=False).feed, clock), clock)
    assert driver.poll() is not None
    driver.reset()
    assert driver.poll() is None


def test_what_no_source_explains_is_given_as_it_came(clock: FakeClock) -> None:
    raw = bytes(range(20))
    driver = IdCardReader(
        Wire(lambda data: encode(Reply(status_code=0x90, data=raw)), clock), clock
    )
    assert driver.management_number() == raw
    assert driver.max_rf_bytes() == raw


def test_a_reader_that_does_not_know_a_rare_command_says_so(clock: FakeClock) -> None:
    driver = IdCardReader(Wire(laid().feed, clock), clock)
    for ask in (driver.management_number, driver.max_rf_bytes):
        with pytest.raises(DeviceRefused) as refused:
            ask()
        assert refused.value.cause == "not_supported"


@pytest.mark.parametrize("wire", HEALTHY)
def test_the_newest_address_is_read_where_the_hall_wants_it(
    wire: type[Wire], clock: FakeClock
) -> None:
    reader = laid("elder")
    driver = IdCardReader(wire(reader.feed, clock), clock, read_new_address=True)
    card = driver.poll()
    assert card is not None
    assert card.new_address == "北京市海淀区示例路2号"
    assert "海淀" not in repr(card)
    act(reader, "remove", {})
    assert driver.poll() is None
    act(reader, "lay", {"person": "young"})  # moved never
    card = driver.poll()
    assert card is not None
    assert card.new_address == ""


def test_no_address_is_read_where_nobody_wants_it(clock: FakeClock) -> None:
    reader = laid("elder")
    act(reader, "fault", {"answers": {"read_address": "unknown_error"}})
    card = IdCardReader(Wire(reader.feed, clock), clock).poll()
    assert card is not None
    assert card.new_address == ""


@pytest.mark.parametrize("word", ["read_failed", "checksum_error", "self_test_failed"])
def test_a_card_is_not_lost_for_its_second_address(word: str, clock: FakeClock) -> None:
    reader = laid("elder")
    act(reader, "fault", {"answers": {"read_address": word}})
    card = IdCardReader(Wire(reader.feed, clock), clock, read_new_address=True).poll()
    assert card is not None
    assert (card.number, card.new_address) == ("11010519491231002X", "")


def reachable(start: object) -> list[bytes]:
    """Every run of bytes that can be reached from `start` by any reference."""
    seen: set[int] = set()
    found: list[bytes] = []
    waiting = [start]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type) or callable(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, bytes | bytearray):
            found.append(bytes(thing))
        waiting += gc.get_referents(thing)
    return found


def test_the_photo_is_thrown_away_where_nobody_can_decode_it(clock: FakeClock) -> None:
    driver = IdCardReader(Wire(laid().feed, clock), clock)
    card = driver.poll()
    assert card is not None
    assert card.photo is None
    kept = reachable(card) + reachable(vars(driver)["_talk"].transport.coming)
    assert not any(PHOTO[at : at + 16] in data for data in kept for at in range(0, 1024, 16))
    alive = [thing for thing in gc.get_objects() if isinstance(thing, CardContent)]
    assert alive == []


def test_a_decoder_that_is_plugged_in_gets_the_photo_as_it_is(clock: FakeClock) -> None:
    seen: list[bytes] = []

    def decode(wlt: bytes) -> str:
        seen.append(wlt)
        return "a picture"

    card = IdCardReader(Wire(laid().feed, clock), clock, photo_decoder=decode).poll()
    assert card is not None
    assert card.photo == "a picture"
    assert seen == [PHOTO]


def test_the_search_for_the_photo_finds_one_that_is_kept(clock: FakeClock) -> None:
    card = IdCardReader(Wire(laid().feed, clock), clock, photo_decoder=bytearray).poll()
    assert PHOTO in reachable(card)


def test_a_decoder_that_fails_costs_the_photo_and_not_the_card(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(wlt: bytes) -> object:
        raise ValueError(f"bad photo {wlt!r}")

    card = IdCardReader(Wire(laid().feed, clock), clock, photo_decoder=fail).poll()
    assert card is not None
    assert card.photo is None
    assert "ValueError" in caplog.text
    assert "WLf" not in caplog.text


FIND, SELECT, READ = Command.FIND, Command.SELECT, Command.READ_WITH_FINGERPRINT
NO_CARD = {
    (FIND, Status.NO_CARD),
    (FIND, Status.CARD_FOUND),  # said without looking: selecting it fails
    (SELECT, Status.SELECT_FAILED),
}
ENDS = {
    Status.CHECKSUM_ERROR: "garbled",
    Status.LENGTH_ERROR: "garbled",
    Status.SELF_TEST_FAILED: "reader_fault",
    Status.SAM_NOT_AUTHORISED: "reader_fault",
}
CODES = (*(status.value for status in Status), 0x77)  # the last stands in no list


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code:02X}")
@pytest.mark.parametrize("step", [FIND, SELECT, READ], ids=lambda step: step.name.lower())
def test_every_answer_at_every_step_has_one_of_three_ends(
    step: Command, code: int, clock: FakeClock
) -> None:
    """A card, no card, or an error that says what to do; and the next card is read."""
    reader = laid()
    act(reader, "fault", {"answers": {step.name.lower(): f"{code:02X}"}})
    driver = IdCardReader(Wire(reader.feed, clock), clock)
    word = next((status for status in Status if status.value == code), None)
    try:
        ended = "no card" if driver.poll() is None else "card"
    except DeviceRefused as refusal:
        ended = refusal.cause
    except NoAnswer:
        ended = "garbled"
    assert ended == expected_end(step, word)
    act(reader, "fault", {"answers": {step.name.lower(): ""}})
    act(reader, "remove", {})
    assert driver.poll() is None
    act(reader, "lay", {"person": "elder"})
    assert driver.poll() is not None


def expected_end(step: Command, word: Status | None) -> str:
    if (step, word) in NO_CARD:
        return "no card"
    if (step, word) == (READ, Status.COMMAND_ERROR):
        return "card"  # an old module: by its other command
    return ENDS.get(word, "unreadable") if word else "unreadable"


@pytest.mark.parametrize("wish", [{"find": "no_such_status"}, {"fnid": "ok"}, {"find": "9"}])
def test_an_answer_that_no_reader_gives_is_refused_at_the_bench(wish: dict[str, str]) -> None:
    reader = IdCardSim()
    with pytest.raises(Refused):
        act(reader, "fault", {"answers": wish})
    assert reader.state()["answers"] == {}


def test_what_the_reader_answers_is_what_was_switched() -> None:
    reader = IdCardSim()
    act(reader, "fault", {"answers": {"find": "card_refused_reader", "select": "47"}})
    assert reader.state()["answers"] == {"find": "31", "select": "47"}
    find, select = (bytes.fromhex(f"AAAAAA9669 0003 {c}") for c in ("20 01 22", "20 02 21"))
    codes = [reply.status_code for reply in Decoder().feed(reader.feed(find + select))]  # type: ignore[union-attr]
    assert codes == [0x31, 0x47]
