"""How frames are found in a stream: shown on a toy protocol of one length byte and one check."""

from __future__ import annotations

import pytest

from devices.framing import MORE, Bad, Found, FrameDecoder, Garbage, Good, skip_to

HEAD = b"!"


def look(buffer: bytearray) -> Found[bytes]:
    """``! n data… n``: the length is said again at the end."""
    if buffer[:1] != HEAD:
        return skip_to(buffer, HEAD)
    if len(buffer) < 2:
        return MORE
    if buffer[1] > 9:
        return Bad(2, "length")
    end = 3 + buffer[1]
    if len(buffer) < end:
        return MORE
    data = bytes(buffer[2 : end - 1])
    return Good(end, data) if buffer[end - 1] == buffer[1] else Bad(end, "checksum")


@pytest.fixture
def decoder() -> FrameDecoder[bytes]:
    return FrameDecoder(look)


def test_frames_and_noise_come_in_the_order_of_the_stream(decoder: FrameDecoder[bytes]) -> None:
    assert decoder.feed(b"ab!\x02xy\x02c!\x00\x00") == [
        Garbage("unknown", b"ab"),
        b"xy",
        Garbage("unknown", b"c"),
        b"",
    ]


def test_a_bad_frame_is_one_piece_of_garbage(decoder: FrameDecoder[bytes]) -> None:
    assert decoder.feed(b"ab!\x02xy\x03cd") == [
        Garbage("unknown", b"ab"),
        Garbage("checksum", b"!\x02xy\x03"),
        Garbage("unknown", b"cd"),
    ]


def test_a_good_frame_inside_a_bad_one_is_heard(decoder: FrameDecoder[bytes]) -> None:
    assert decoder.feed(b"!\x05a!\x01z\x01bc") == [
        Garbage("checksum", b"!\x05a"),
        b"z",
        Garbage("unknown", b"bc"),
    ]


def test_two_bad_frames_are_two_pieces(decoder: FrameDecoder[bytes]) -> None:
    assert decoder.feed(b"!\x01a\x09!\x01b\x09") == [
        Garbage("checksum", b"!\x01a\x09"),
        Garbage("checksum", b"!\x01b\x09"),
    ]


def test_half_a_frame_waits_and_is_given_up_at_the_end(decoder: FrameDecoder[bytes]) -> None:
    assert decoder.feed(b"!\x05ab") == []
    assert decoder.pending == 4
    assert decoder.finish() == [Garbage("length", b"!\x05ab")]
    assert decoder.pending == 0
    assert decoder.feed(b"!\x01a\x01") == [b"a"]


def test_a_good_frame_behind_half_of_one_is_heard_at_the_end(
    decoder: FrameDecoder[bytes],
) -> None:
    assert decoder.feed(b"!\x09ab!\x01z\x01") == []
    assert decoder.finish() == [Garbage("length", b"!\x09ab"), b"z"]


def test_every_event_knows_its_bytes(decoder: FrameDecoder[bytes]) -> None:
    stream = b"ab!\x02xy\x02c!\x05a"
    traced = decoder.feed_traced(stream) + decoder.finish_traced()
    assert b"".join(data for _, data in traced) == stream
    assert traced[1] == (b"xy", b"!\x02xy\x02")
