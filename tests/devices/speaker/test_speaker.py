"""The speaker makes real sound by real programs, stops at once, and tells what is wrong."""

from __future__ import annotations

import io
import os
import shutil
import stat
import threading
import time
import wave
from pathlib import Path

import pytest

from devices.errors import DeviceRefused, LinkLost
from devices.speaker.driver import KEPT, SYNTHESIS, Speaker
from devices.speaker.tones import CLICK, WARNING, wav

CHINESE, ENGLISH = "cmn-latn-pinyin", "en"
WITHIN_S = 30.0

needs_synthesis = pytest.mark.skipif(
    shutil.which(SYNTHESIS) is None, reason="the Debian package espeak-ng is not installed"
)


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def loudest(path: Path) -> int:
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
    return max(
        abs(int.from_bytes(frames[i : i + 2], "little", signed=True))
        for i in range(0, len(frames), 2)
    )


@needs_synthesis
@pytest.mark.parametrize(
    ("voice", "text"),
    [(CHINESE, "您的号码，A，零，二，八"), (ENGLISH, "Your number, A, zero, two, eight")],
)
def test_a_sentence_becomes_sound(tmp_path: Path, voice: str, text: str) -> None:
    Speaker(f"{tmp_path}/spoken").say(text, voice, 6)
    (file,) = (tmp_path / "spoken").glob("*.wav")
    assert 0.8 < seconds(file) < 8
    assert loudest(file) > 2000


@needs_synthesis
def test_louder_is_louder_and_faster_is_shorter(tmp_path: Path) -> None:
    slow, fast = Speaker(f"{tmp_path}/slow", 100), Speaker(f"{tmp_path}/fast", 300)
    for volume in (2, 9):
        slow.say("Please take your ticket", ENGLISH, volume)
    fast.say("Please take your ticket", ENGLISH, 9)
    quiet, loud = sorted((tmp_path / "slow").glob("*.wav"))
    (quick,) = (tmp_path / "fast").glob("*.wav")
    assert loudest(loud) > 2 * loudest(quiet)
    assert seconds(quick) < seconds(loud)


@needs_synthesis
def test_a_language_without_a_voice_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeviceRefused, match="no_voice"):
        Speaker(f"{tmp_path}/spoken").say("hello", "zzz", 6)


@needs_synthesis
def test_a_sound_card_that_is_not_there_is_told() -> None:
    if shutil.which("aplay") is None:
        pytest.skip("the Debian package alsa-utils is not installed")
    with pytest.raises(LinkLost, match="aplay"):
        Speaker("plughw:99,0").say("hello", ENGLISH, 6)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LinkLost):
        Speaker(f"{tmp_path}/file/spoken").play(wav(WARNING))


def test_what_was_hushed_before_it_began_is_not_begun(tmp_path: Path) -> None:
    Speaker(f"{tmp_path}/spoken").play(wav(WARNING), wanted=lambda: False)
    assert not list(tmp_path.glob("spoken/*.wav"))


def test_only_the_newest_files_stay(tmp_path: Path) -> None:
    speaker = Speaker(f"{tmp_path}/spoken")
    for _ in range(KEPT + 5):
        speaker.play(wav(CLICK))
    names = sorted(path.stem for path in (tmp_path / "spoken").glob("*.wav"))
    assert len(names) == KEPT
    assert names[-1] == f"{KEPT + 5:06d}"


# --- programs of the test's own in place of the real ones: these hang, and write down what they got


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, *, synthesis: str, player: str) -> Path:
    notes = folder / "notes"
    notes.mkdir()
    for name, script in (("espeak-ng", synthesis), ("aplay", player)):
        path = folder / name
        path.write_text(f"#!/bin/sh\nN={notes}\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return notes


def test_the_text_stands_in_no_list_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = programs(
        tmp_path,
        monkeypatch,
        synthesis='echo "$@" > $N/argv; tee $N/text',
        player='echo "$@" > $N/player; cat > $N/heard',
    )
    Speaker("plughw:1,0", 140).say("王** 您好", CHINESE, 5)
    assert (notes / "text").read_text() == (notes / "heard").read_text() == "王** 您好"
    assert (notes / "argv").read_text().split() == [
        *("-v", CHINESE, "-s", "140", "-a", "100", "-b", "1", "--stdin", "--stdout")
    ]
    assert (notes / "player").read_text().split() == ["-q", "-D", "plughw:1,0", "-"]


def test_hushed_it_is_silent_at_once_and_nothing_is_left_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = programs(
        tmp_path,
        monkeypatch,
        synthesis="cat",
        player="echo $$ > $N/pid; exec sleep 600",
    )
    speaker = Speaker("default")
    saying = threading.Thread(target=speaker.say, args=("a long tale", ENGLISH, 6))
    saying.start()
    until = time.monotonic() + WITHIN_S
    while not (notes / "pid").exists() or not (notes / "pid").read_text().strip():
        assert time.monotonic() < until
        saying.join(0.01)
    speaker.hush()
    saying.join(WITHIN_S)
    assert not saying.is_alive()
    pid = int((notes / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceRefused, match="no_program"):
        Speaker("default").say("hello", ENGLISH, 6)
    with pytest.raises(DeviceRefused, match="no_program"):
        Speaker(f"{tmp_path}/spoken").check()


def test_a_tone_is_a_sound_of_its_length() -> None:
    with wave.open(io.BytesIO(wav(WARNING))) as file:
        told = sum(length for _, length in WARNING)
        assert file.getnframes() / file.getframerate() == pytest.approx(told, abs=0.01)
