"""The field engineer at a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from wire_cases import KINDS

from devices.profiles import load
from devices.wire_tool import main

CALL = "FF 68 03 03 68 03 01 0C 10 16"


def test_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kinds"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(KINDS)


@pytest.mark.parametrize(
    "written",
    [
        [CALL],
        CALL.split(),
        [CALL.replace(" ", "")],
        [CALL.lower()],
        [", ".join(f"0x{byte}" for byte in CALL.split())],
        ["".join(rf"\x{byte}" for byte in CALL.split())],
    ],
)
def test_bytes_may_be_written_as_people_write_them(
    written: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decode", "keypad-ff68", *written]) == 0
    (event,) = json.loads(capsys.readouterr().out)
    assert (event["event"], event["key"]) == ("key", "call")


def test_what_decode_prints_encode_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["decode", "strip-a090", "A0 90 01 A5 00 03 C7 EB 01 8A"]) == 0
    printed = capsys.readouterr().out
    assert "请" in printed
    monkeypatch.setattr("sys.stdin", io.StringIO(printed))
    assert main(["encode", "strip-a090", "-"]) == 0
    assert capsys.readouterr().out == "A0 90 01 A5 00 03 C7 EB 01 8A\n"


def test_no_bytes_are_no_events(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "id-card", ""]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["decode", "id-card", "AA G0"], "'G' is no hexadecimal digit"),
        (["decode", "id-card", "AA A"], "3 hexadecimal digits are not whole bytes"),
        (["encode", "id-card", "{"], "not JSON"),
        (["encode", "id-card", "[" * 100_000], "not JSON"),
        (["encode", "id-card", "3"], "an event (an object) or a list"),
        (["encode", "keypad-ff68", '{"event": "sing"}'], "'sing' is none of key, show"),
    ],
)
def test_a_mistake_gets_a_clear_sentence_and_exit_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert complaint in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_the_profile_of_a_new_pad_is_tried_out_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my-pad.toml"
    shipped = Path(load.__file__).with_name("ff68-21key.toml").read_text("utf-8")
    file.write_text(shipped.replace("call = 0x0C", "call = 0x1C", 1), "utf-8")
    frame = "FF 68 03 03 68 03 01 1C 20 16"
    assert main(["decode", str(file), frame]) == 0
    (event,) = json.loads(capsys.readouterr().out)
    assert event == {"event": "key", "address": 3, "digits": "", "key": "call", "code": "1C"}
    assert main(["encode", str(file), json.dumps(event)]) == 0
    assert capsys.readouterr().out.strip() == frame


def test_the_mistakes_of_a_profile_are_told_at_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my-pad.toml"
    file.write_text('kind = "pads"\nabuot = "a pad"\n', "utf-8")
    assert main(["decode", str(file), "00"]) == 2
    told = capsys.readouterr().err
    assert f'{file}:2: abuot: unknown key; did you mean "about"?' in told
    assert "Traceback" not in told
    assert main(["decode", str(tmp_path / "none.toml"), "00"]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["decode", "telepathy", "00"], ["sing"]])
def test_a_wrong_command_line_is_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
