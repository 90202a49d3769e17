"""Every cause that a device or a program can name has a sentence that a person can act on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from devices.alpha.messages import ERRORS as ALPHA_ERRORS
from devices.ticket_printer.condition import Fault
from queue_server.contract import causes
from queue_server.contract.causes import sentence

DEVICES = Path(__file__).resolve().parents[2] / "devices"
REFUSAL = re.compile(r'DeviceRefused\(\s*"([a-z_]+)"')
NOBODYS_HANDS = {"illegal_command"}  # of our own making: "tell the administrator" is the answer


def said_by_drivers() -> set[str]:
    sources = (path.read_text(encoding="utf-8") for path in DEVICES.rglob("*.py"))
    return {cause for source in sources for cause in REFUSAL.findall(source)}


def known() -> set[str]:
    return set(causes._table())


def test_what_drivers_refuse_with_has_a_sentence() -> None:
    assert said_by_drivers() - known() == set()
    assert len(said_by_drivers()) > 5  # the search finds them


def test_what_printers_and_signs_report_has_a_sentence() -> None:
    words = {*get_args(Fault), *ALPHA_ERRORS.values()} - {""}
    assert words - known() - NOBODYS_HANDS == set()


@pytest.mark.parametrize("cause", ["link_lost", "no_answer", "garbled", "unconfirmed", "silent"])
def test_what_the_programs_find_themselves_has_a_sentence(cause: str) -> None:
    assert cause in known()


def test_every_sentence_is_there_in_both_languages_and_says_what_to_do() -> None:
    for cause in known():
        said = sentence(cause)
        assert list(said) == ["zh", "en"], cause
        assert said["zh"].endswith("。"), cause
        assert said["en"].endswith("."), cause
        assert "：" in said["zh"], cause


def test_an_unknown_word_is_named_rather_than_hidden() -> None:
    assert "flux_capacitor" in sentence("flux_capacitor")["zh"]
    assert sentence("") == {}
