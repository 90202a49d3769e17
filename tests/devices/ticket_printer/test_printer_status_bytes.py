from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.framing import Garbage
from devices.ticket_printer import status
from devices.ticket_printer.status import (
    AutomaticStatus,
    AutomaticSwitch,
    Decoder,
    DrawerAnswer,
    ErrorCause,
    FlowControl,
    InOrderAnswer,
    InOrderQuestion,
    OfflineCause,
    PaperSensor,
    PrinterState,
    RealTimeQuestion,
    UnaskedAnswer,
    encode,
)

# (query, answer) -> meaning, bit by bit as Epson's command reference gives them
ANSWERS = [
    (1, 0x12, PrinterState()),
    (1, 0x16, PrinterState(drawer_high=True)),
    (1, 0x1A, PrinterState(offline=True)),
    (1, 0x32, PrinterState(waiting_to_recover=True)),
    (1, 0x52, PrinterState(feed_button=True)),
    (1, 0x7E, PrinterState(True, True, True, True)),
    (2, 0x12, OfflineCause()),
    (2, 0x16, OfflineCause(cover_open=True)),
    (2, 0x1A, OfflineCause(feed_button=True)),
    (2, 0x32, OfflineCause(paper_end=True)),
    (2, 0x52, OfflineCause(error=True)),
    (3, 0x12, ErrorCause()),
    (3, 0x16, ErrorCause(recoverable=True)),
    (3, 0x1A, ErrorCause(cutter=True)),
    (3, 0x32, ErrorCause(unrecoverable=True)),
    (3, 0x52, ErrorCause(auto_recoverable=True)),
    (4, 0x12, PaperSensor()),
    (4, 0x1E, PaperSensor(near_end=True)),
    (4, 0x72, PaperSensor(out=True)),
    (4, 0x7E, PaperSensor(near_end=True, out=True)),
]
WHOLE_WIRE = [
    (b"\x10\x04\x04", RealTimeQuestion(4)),
    (b"\x1e", PaperSensor(near_end=True)),
    (b"\x1dr\x01", InOrderQuestion(1)),
    (b"\x03", InOrderAnswer(near_end=True)),
    (b"\x0f", InOrderAnswer(near_end=True, out=True)),
    (b"\x1dr\x02", InOrderQuestion(2)),
    (b"\x01", DrawerAnswer(high=True)),
    (b"\x1da\xff", AutomaticSwitch(255)),
    (b"\x10\x00\x00\x00", AutomaticStatus()),
    (b"\x38\x08\x0f\x00", AutomaticStatus(
        offline=True, cover_open=True, cutter=True, near_end=True, out=True)),
    (b"\x13", FlowControl(go=False)),
    (b"\x11", FlowControl(go=True)),
]  # fmt: skip


@pytest.mark.parametrize(("query", "byte", "meaning"), ANSWERS)
def test_every_bit_of_every_answer(query: int, byte: int, meaning: status.Event) -> None:
    decoder = Decoder()
    decoder.asked(query)
    assert decoder.feed(bytes([byte])) == [meaning]
    assert encode(meaning) == bytes([byte])


@pytest.mark.parametrize("byte", [b for b in range(256) if b & 0x93 != 0x12 and b & 0xF0])
def test_a_byte_with_wrong_fixed_bits_is_no_answer(byte: int) -> None:
    decoder = Decoder()
    decoder.asked(1)
    events = [*decoder.feed(bytes([byte])), *decoder.finish()]
    assert not any(isinstance(event, PrinterState) for event in events)


def test_both_directions_of_a_wire_byte_by_byte() -> None:
    whole = b"".join(data for data, _ in WHOLE_WIRE)
    events = [event for _, event in WHOLE_WIRE]
    assert Decoder().feed(whole) == events
    one_by_one = Decoder()
    assert [e for byte in whole for e in one_by_one.feed(bytes([byte]))] == events
    assert b"".join(encode(event) for event in events) == whole


def test_an_answer_whose_question_was_not_heard_is_read_in_all_four_ways() -> None:
    (event,) = Decoder().feed(b"\x1a")
    assert isinstance(event, UnaskedAnswer)
    assert event.printer.offline
    assert event.error.cutter
    assert not event.offline.cover_open
    assert encode(event) == b"\x1a"


def test_automatic_status_between_question_and_answer_does_not_confuse() -> None:
    decoder = Decoder()
    decoder.asked(4)
    assert decoder.feed(b"\x18\x00\x0c\x00\x7e") == [
        AutomaticStatus(offline=True, out=True),
        PaperSensor(near_end=True, out=True),
    ]


@settings(deadline=None)
@given(st.binary(max_size=200), st.data())
def test_any_bytes_in_any_cut_give_the_same_events(noise: bytes, data: st.DataObject) -> None:
    whole = Decoder()
    expected = [*whole.feed(noise), *whole.finish()]
    cut = data.draw(st.integers(0, len(noise)))
    parts = Decoder()
    events = [*parts.feed(noise[:cut]), *parts.feed(noise[cut:]), *parts.finish()]
    assert _joined(events) == _joined(expected)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_after_noise_the_next_good_answer_is_heard(noise: bytes) -> None:
    decoder = Decoder()
    decoder.feed(noise + b"\xff\xff\xff")
    (question, answer) = decoder.feed(b"\x10\x04\x04\x7e")
    assert question == RealTimeQuestion(4)
    assert not isinstance(answer, Garbage)


def _joined(events: list[object]) -> list[object]:
    joined: list[object] = []
    for event in events:
        last = joined[-1] if joined else None
        if isinstance(event, Garbage) and isinstance(last, Garbage) and last.reason == event.reason:
            joined[-1] = Garbage(event.reason, last.data + event.data)
        else:
            joined.append(event)
    return joined
