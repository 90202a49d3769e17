"""Rotas, staff and tidal windows that do not fit are told at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_taking_checks import mistakes, with_table

from config.loader import DEMO, load

ROTA = """
[[rotas]]
id = "{id}"
name = {{ zh = "轮值", en = "Rota" }}
windows = {windows}
clerks = {clerks}
since = "{since}"
"""
ALIKE = 'ids = "45-64"\n'


def rota(
    windows: str = '["17-18"]',
    clerks: str = '["an", "bo"]',
    id: str = "r",
    since: str = "2026-11-23",
) -> str:
    return with_table(ROTA.format(id=id, windows=windows, clerks=clerks, since=since))


def windows_with(keys: str) -> str:
    text = DEMO.read_text("utf-8")
    assert ALIKE in text
    return text.replace(ALIKE, f"{ALIKE}{keys}\n", 1)


def test_the_demonstration_hall_has_a_window_of_each_kind_and_a_rota(tmp_path: Path) -> None:
    hall = load(None, {"HALL_RUN": "/run/hall", "HALL_DATA": str(tmp_path)})
    assert {alike.kind for alike in hall.windows} == {"dedicated", "general", "temporary"}
    assert any(alike.tidal for alike in hall.windows)
    assert any(alike.staff and alike.stand_ins for alike in hall.windows)
    assert hall.rotas


def test_a_rota_that_fits_is_taken(tmp_path: Path) -> None:
    assert mistakes(rota(), tmp_path) == []


@pytest.mark.parametrize(
    ("text", "key", "word"),
    [
        (rota(windows='["17", "999"]'), "rotas[1].windows[1]", 'no window "999"'),
        (rota(windows='["16-17"]'), "rotas[1].windows[0]", "window 16 stands already at rotas[0]"),
        (rota(windows='["17", "17"]'), "rotas[1].windows[1]", "window 17 stands already"),
        (rota(windows='["72"]'), "rotas[1].windows[0]", "staff of its own"),
        (rota(windows='["17-19"]'), "rotas[1].clerks", "2 clerks are too few for 3 windows"),
        (rota(clerks='["c015", "bo"]'), "rotas[1].clerks[0]", '"c015" stands already'),
        (rota(id="social"), "rotas[1].id", '"social" stands already'),
        (rota(since="2026-02-30"), "rotas[1].since", "no day"),
        (windows_with('stand_ins = ["bo"]'), "windows[4]", "name whose window it is"),
        (windows_with('staff = ["an"]\nstand_ins = ["an"]'), "windows[4]", "stands in for it"),
        (windows_with('staff = ["an", "an"]'), "windows[4].staff[1]", '"an" stands already'),
        (windows_with("tidal = {}"), "windows[4].tidal", "never be opened"),
        (
            windows_with('tidal = { open = [{ opens = "11:00", closes = "09:00" }] }'),
            "windows[4].tidal.open[0]",
            "closes at 09:00",
        ),
        (
            with_table(
                "[attendance]\npause_reasons = ["
                '{ id = "meal", name = { zh = "饭", en = "Meal" } },'
                '{ id = "meal", name = { zh = "餐", en = "Meal" } }]'
            ),
            "attendance.pause_reasons[1].id",
            '"meal" stands already',
        ),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(
    tmp_path: Path, text: str, key: str, word: str
) -> None:
    told = mistakes(text, tmp_path)
    assert [one for one in told if one.startswith(f"{key}:") and word in one], told
