"""A profile on one page, beside the maker's."""

from __future__ import annotations

import pytest

from devices.profiles.codec import Decoder, encode
from devices.profiles.load import load_profile, shipped_profiles
from devices.profiles.samples import samples
from devices.wire_tool import main


@pytest.mark.parametrize("name", shipped_profiles())
def test_every_message_of_a_shipped_profile_has_an_example_that_is_heard(name: str) -> None:
    profile = load_profile(name)
    for rule, message in samples(profile):
        (heard,) = Decoder(profile, "device" if rule.sender == "host" else "host").feed(
            encode(profile, message)
        )
        given = {field: value for field, value in message.fields.items() if value != b""}
        assert (heard.name, heard.address, heard.fields) == (rule.name, message.address, given)  # type: ignore[union-attr]


def test_the_page_shows_who_says_what_in_which_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "ff68-evaluator-short-ack"]) == 0
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    assert lines[1][0].startswith("9600 8N1; V1: GitHub marzlia/HallQueFront")
    told = [[part.strip() for part in line if part.strip()] for line in lines[3:]]
    assert told == [
        ["← grade", "FF 68 03 03 68 83 11 01 95 16", "address=3 grade=1 level=2"],
        ["→", "✓", "68 02 02 68 83 01 84 16"],
        ["→ stars", "FF 68 03 03 68 83 02 05 8A 16", "address=3 stars=5"],
        ["→ ask-rating", "FF 68 03 03 68 83 01 0B 8F 16", "address=3"],
        ["→ grade-ack", "68 02 02 68 83 01 84 16", "address=3"],
    ]


def test_the_page_shows_what_a_clerks_keys_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "ff68-hallqueue"]) == 0
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["5", "confirm", "miss"] in told
    assert ["call", "call_next"] in told
    assert ["**", "confirm", "log_in"] in told


def test_a_profile_that_is_not_there_is_told_with_what_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["profile", "strip-mono2"]) == 2
    assert (
        'there is no profile "strip-mono2"; did you mean "strip-mono"?' in capsys.readouterr().err
    )
