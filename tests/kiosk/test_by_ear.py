"""A number taken by ear: the real program, its headphones plugged in, no glance at the screen."""

from __future__ import annotations

import os
import shutil
import stat
import wave
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.loader import load
from devices.scanner.keys import EVENT
from devices.speaker.driver import SYNTHESIS
from devices.speaker.jack import EV_SW, SW_HEADPHONE_INSERT
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.printer_at_hand import PrinterAtHand
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NO_BROKER = 9  # the discard port: nobody listens
WITHIN_S = 30.0


class Ears:
    """The kiosk's outlets as folders, its jack as a line, and the text of what was said."""

    def __init__(self, folder: Path) -> None:
        self.speaker, self.headphones = folder / "speaker", folder / "headphones"
        self.jack, self._said = folder / "jack", folder / "said"
        self.programs = folder / "programs"
        self.programs.mkdir()
        os.mkfifo(self.jack)
        self._line = os.open(self.jack, os.O_RDWR)
        real = shutil.which(SYNTHESIS)
        listening = self.programs / SYNTHESIS
        # It writes down what it is given to say, and to which outlet; the real one says it.
        listening.write_text(
            f'#!/bin/sh\nT=$(cat)\nprintf "%s %s\\n" "$*" "$T" >> {self._said}\n'
            f'printf "%s" "$T" | exec {real} "$@"\n'
        )
        listening.chmod(listening.stat().st_mode | stat.S_IXUSR)

    def configuration(self) -> str:
        return (
            f'speech = {{ speaker = "{self.speaker}", headphones = "{self.headphones}",'
            f' jack = "{self.jack}" }}\n'
        )

    def plug(self, plugged: bool) -> None:
        event = EVENT.pack(1, 0, EV_SW, SW_HEADPHONE_INSERT, int(plugged))
        os.write(self._line, event + EVENT.pack(1, 0, 0, 0, 0))

    def heard(self, outlet: Path) -> str:
        lines = self._said.read_text("utf-8").splitlines() if self._said.exists() else []
        return "\n".join(line for line in lines if f"{outlet}/" in line)

    def close(self) -> None:
        os.close(self._line)


@pytest.fixture
def ears(tmp_path: Path) -> Iterator[Ears]:
    if shutil.which(SYNTHESIS) is None:
        pytest.skip("the Debian package espeak-ng is not installed")
    made = Ears(tmp_path)
    yield made
    made.close()


def test_a_number_is_taken_without_seeing_the_screen(tmp_path: Path, ears: Ears) -> None:
    info = from_configuration(
        load(write_hall(tmp_path, server=1, mqtt=NO_BROKER), {}), date(2026, 11, 23)
    )
    path = {"PATH": f"{ears.programs}:{os.environ['PATH']}"}
    with PrinterAtHand() as printer, QueueAtHand(info) as queue:
        devices = ears.configuration() + printer.configuration()
        hall = write_hall(tmp_path, server=queue.port, mqtt=NO_BROKER, devices=devices)
        with KioskAtHand(tmp_path, hall, env=path) as kiosk:

            def hears(text: str) -> None:
                kiosk.wait_for(
                    lambda: text in ears.heard(ears.headphones), f"{text} in the ears", WITHIN_S
                )

            ears.plug(True)
            hears("语音引导已打开")
            kiosk.press("社会事务")
            hears("社会事务")
            assert kiosk.sees("请选择您要办理的业务")  # one touch only says it
            kiosk.press("社会事务")
            kiosk.wait_to_see("不动产登记", WITHIN_S)
            kiosk.press("不动产登记")
            assert queue.commands == []
            kiosk.press("不动产登记")
            kiosk.wait_to_see("请收好号票", WITHIN_S)
            hears("E，零，零，一")
            assert len(queue.commands) == len(printer.slips()) == 1
            hears("请收好号票")
            kiosk.press("再听一遍")
            kiosk.wait_for(
                lambda: ears.heard(ears.headphones).count("请收好号票") == 2,
                "the number again",
                WITHIN_S,
            )
            ears.plug(False)
            kiosk.wait_for(lambda: not kiosk.sees("再听一遍"), "the voice's buttons gone", WITHIN_S)
            kiosk.wait_to_see("请选择您要办理的业务", WITHIN_S)
        assert ears.heard(ears.speaker) == ""
        assert "语音引导" not in kiosk.tail()
    spoken = sorted(ears.headphones.glob("[0-9]*.wav"))
    with wave.open(str(spoken[0])) as file:
        assert file.getnframes() > 0
