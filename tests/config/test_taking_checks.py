"""Hours, quotas, closures and other halls that do not fit are told at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}
SERVICE = '[[services]]\nid = "company-setup"'


def mistakes(text: str, tmp_path: Path) -> list[str]:
    """The mistakes' keys and words."""
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    try:
        load(file, ENV)
    except ConfigMistakes as found:
        return [f"{mistake.key}: {mistake.message}" for mistake in found.mistakes]
    return []


def with_table(table: str) -> str:
    return f"{DEMO.read_text('utf-8')}\n{table}\n"


def with_service(keys: str) -> str:
    """The demonstration hall, its first service with more keys."""
    text = DEMO.read_text("utf-8")
    assert SERVICE in text
    return text.replace(SERVICE, f"{SERVICE}\n{keys}", 1)


def opens(*stretches: str) -> str:
    return f"[hours]\nopen = [{', '.join(stretches)}]"


MORNING = '{ opens = "08:30", closes = "12:00" }'
GOOD = {
    "hours": opens(MORNING, '{ opens = "12:00", closes = "17:00" }'),
    "the same hours on other days": opens(
        MORNING, '{ opens = "09:00", closes = "12:00", days = ["days-off"] }'
    ),
    "a late evening": opens('{ opens = "18:00", closes = "00:00", days = ["every"] }'),
    "calendar": '[hours]\ncalendar = [{ date = "2027-02-06", workday = false }]',
    "other halls": (
        '[[other_halls]]\nid = "east"\nname = { zh = "东厅", en = "East hall" }\n'
        'where = { zh = "东门", en = "East gate" }'
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_what_fits_is_taken(what: str, tmp_path: Path) -> None:
    assert mistakes(with_table(GOOD[what]), tmp_path) == []


BAD = {
    "backwards": (
        opens('{ opens = "17:00", closes = "08:30" }'),
        (
            "hours.open[0]: it opens at 17:00 and closes at 08:30: hours that go past midnight are"
            ' two, one up to "00:00"'
        ),
    ),
    "over each other": (
        opens(MORNING, '{ opens = "11:30", closes = "17:00" }'),
        "hours.open: [0] and [1] run over each other (workdays)",
    ),
    "over every day": (
        opens(MORNING, '{ opens = "11:30", closes = "17:00", days = ["every"] }'),
        "hours.open: [0] and [1] run over each other (workdays)",
    ),
    "no day": (
        opens('{ opens = "08:30", closes = "12:00", days = [] }'),
        "hours.open[0]: it is for no day",
    ),
    "no number": (
        f"{opens(MORNING)}\nlast_number_min = 210",
        "hours: last_number_min (210) leaves nothing of 08:30 to 12:00",
    ),
    "no such day": (
        '[hours]\ncalendar = [{ date = "2027-02-30", workday = false }]',
        'hours.calendar[0].date: the calendar has no day "2027-02-30"',
    ),
    "a day twice": (
        (
            '[hours]\ncalendar = [{ date = "2027-02-06", workday = false },'
            ' { date = "2027-02-06", workday = true }]'
        ),
        'hours.calendar[1].date: "2027-02-06" stands already at hours.calendar[0].date',
    ),
    "a day of two stretches": (
        (
            '[hours]\ncalendar = [{ date = "2027-02-06", to_date = "2027-02-12", workday = false },'
            ' { date = "2027-02-12", workday = true }]'
        ),
        "hours.calendar: 2027-02-12 stands there twice",
    ),
    "days that run backwards": (
        '[hours]\ncalendar = [{ date = "2027-02-06", to_date = "2027-02-01", workday = false }]',
        "hours.calendar: days that begin on 2027-02-06 and end on 2027-02-01",
    ),
    "days to another year": (
        '[hours]\ncalendar = [{ date = "2027-02-06", to_date = "2029-02-06", workday = false }]',
        "hours.calendar: 2027-02-06 to 2029-02-06 is more than a year",
    ),
    "a last day that is none": (
        '[hours]\ncalendar = [{ date = "2027-02-06", to_date = "2027-02-30", workday = false }]',
        'hours.calendar[0].to_date: the calendar has no day "2027-02-30"',
    ),
    "the hall as another": (
        (
            '[[other_halls]]\nid = "demo"\nname = { zh = "厅", en = "Hall" }\n'
            'where = { zh = "东门", en = "East gate" }'
        ),
        'other_halls[0].id: "demo" stands already at hall.id',
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_does_not_fit_in_the_hall_is_told(what: str, tmp_path: Path) -> None:
    table, expected = BAD[what]
    assert mistakes(with_table(table), tmp_path) == [expected]


WHY = 'why = { zh = "升级", en = "Upgrade" }'
BAD_SERVICE = {
    "its hours": (
        'hours = [{ opens = "12:00", closes = "12:00" }]',
        (
            "hours[0]: it opens at 12:00 and closes at 12:00: hours that go past midnight are"
            ' two, one up to "00:00"'
        ),
    ),
    "a quota backwards": (
        'quotas = [{ numbers = 5, starts = "13:00", ends = "12:00" }]',
        "quotas[0]: it starts at 13:00 and ends at 12:00",
    ),
    "a quota to midnight": (
        'quotas = [{ numbers = 5, starts = "13:00", ends = "00:00" }]',
        'quotas[0]: without "ends" a quota holds to the end of the day',
    ),
    "a closure backwards": (
        f'closed = [{{ from_date = "2026-12-02", to_date = "2026-12-01", {WHY} }}]',
        "closed[0]: it begins on 2026-12-02 and ends on 2026-12-01",
    ),
    "a closure on no day": (
        f'closed = [{{ from_date = "2026-12-02", to_date = "2026-12-32", {WHY} }}]',
        'closed[0].to_date: expected a date such as "2026-10-01", found "2026-12-32"',
    ),
    "an unknown hall": (
        'elsewhere = "eest"',
        'elsewhere: there is no other hall "eest"',
    ),
}


@pytest.mark.parametrize("what", BAD_SERVICE)
def test_what_does_not_fit_in_a_service_is_told(what: str, tmp_path: Path) -> None:
    keys, expected = BAD_SERVICE[what]
    assert f"services[0].{expected}" in mistakes(with_service(keys), tmp_path)


def test_the_name_that_was_meant_is_offered(tmp_path: Path) -> None:
    text = with_service('elsewhere = "eest"') + GOOD["other halls"]
    assert mistakes(text, tmp_path) == [
        'services[0].elsewhere: there is no other hall "eest"; did you mean "east"?'
    ]
    kiosk = DEMO.read_text("utf-8").replace('id = "k1"', 'id = "k1"\nzones = ["f1-markt"]')
    assert mistakes(kiosk, tmp_path) == [
        'kiosks[0].zones[0]: there is no zone "f1-markt"; did you mean "f1-market"?'
    ]


def test_no_window_need_serve_what_is_done_elsewhere(tmp_path: Path) -> None:
    lottery = (
        '[[services]]\nid = "lottery"\nname = { zh = "摇号", en = "Lottery" }\nprefix = "Z"\n'
        'group = "social"\nzone = "f2-social"\n'
    )
    alone = with_table(lottery)
    assert [m.split(": ")[1] for m in mistakes(alone, tmp_path)] == ['no window serves "lottery"']
    there = f'{alone}elsewhere = "east"\n{GOOD["other halls"]}'
    assert mistakes(there, tmp_path) == []
