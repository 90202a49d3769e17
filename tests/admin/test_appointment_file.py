"""A spreadsheet's appointments: as people in China save them, and sent to a running server."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import WSGIRequestHandler, make_server

from config.loader import load
from queue_server.admin import appointments_command
from queue_server.admin.appointment_file import (
    HEADINGS,
    IN_CHINESE,
    AppointmentFile,
    NotReadable,
    read_appointments,
)
from queue_server.admin.hallctl import main as hallctl
from queue_server.admin.make_secrets import make_secrets, tokens
from queue_server.app import create_app
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash
from tests.queue_server.small_hall import SmallHall

NUMBER, PHONE, NAME = "110101199003070134", "13800138000", "王小明"
ENGLISH = "reference,service,date,start,end,id_number,phone,name,state"
CHINESE = "预约号,业务,日期,时段,身份证号,手机号,姓名,状态,备注"
HALL = load(env={})


def read(text: str, encoding: str = "utf-8") -> AppointmentFile:
    return read_appointments(text.encode(encoding), HALL)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_chinese_spreadsheet_is_read(encoding: str, separator: str, ends: str) -> None:
    lines = [
        CHINESE,
        f"YY-1,民政与社会救助,2026/11/23,9:00-9:30,{NUMBER},{PHONE},{NAME},已预约,",
        "",
        f'YY-2,civil-affairs,2026年11月23日,09:30～10:00,="{NUMBER}",\'{PHONE},欧阳锋,已取消,"第一,次"',
    ]
    text = ends.join(line.replace(",", separator) for line in lines) + ends
    file = read(text, encoding)
    assert file.mistakes == []
    assert file.unused == ["备注"]
    one, two = file.rows
    assert (one.line, two.line) == (2, 4)
    assert one.given.service == two.given.service == "civil-affairs"
    assert one.given.starts_at.isoformat() == "2026-11-23T09:00:00+08:00"
    assert one.given.ends_at.isoformat() == "2026-11-23T09:30:00+08:00"
    assert (two.given.id_number, two.given.phone) == (NUMBER, PHONE)
    assert one.given.name == NAME
    assert (one.given.cancelled, two.given.cancelled) == (False, True)


def test_an_english_file_in_any_order_of_its_columns() -> None:
    file = read(
        "end,START,date,service,reference\n10:00,2026-11-23 09:30:00,20261123,Fund loans,R-77\n"
    )
    (row,) = file.rows
    assert row.given.service == "fund-loan"
    assert row.given.starts_at.isoformat() == "2026-11-23T09:30:00+08:00"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("YY-1,dentist,2026-11-23,9:00,9:30,,,,", "unknown_service: dentist"),
        ("YY-1,household,tomorrow,9:00,9:30,,,,", "2026-11-23"),
        ("YY-1,household,2026-02-30,9:00,9:30,,,,", "2026-11-23"),
        ("YY-1,household,2026-11-23,nine,9:30,,,,", "09:00-09:30"),
        ("YY-1,household,2026-11-23,9:00,25:30,,,,", "09:00-09:30"),
        ("YY-1,household,2026-11-23,9:00,8:30,,,,", "wrong_times"),
        ("YY 1,household,2026-11-23,9:00,9:30,,,,", "reference"),
        ("7,household,2026-11-23,9:00,9:30,,,,", "wrong length"),
        (",household,2026-11-23,9:00,9:30,,,,", "reference"),
        ("YY-1,household,2026-11-23,9:00,9:30,1.10101E+17,,,", "wrong_id_number"),
        ("YY-1,household,2026-11-23,9:00,9:30,110101199003070000,,,", "wrong_id_number"),
        ("YY-1,household,2026-11-23,9:00,9:30,,1.38E+10,,", "wrong_phone"),
        ("YY-1,household,2026-11-23,9:00,9:30,,,,maybe", "maybe"),
        ("YY-1,household", "2026-11-23"),
    ],
)
def test_a_mistake_is_told_at_its_line_and_in_chinese(line: str, message: str) -> None:
    good = "YY-0,household,2026-11-23,9:00,9:30,,,,"
    file = read(f"{ENGLISH}\n{good}\n{line}\n")
    assert [row.given.reference for row in file.rows] == ["YY-0"]
    (mistake,) = file.mistakes
    assert mistake.line == 3
    assert message in mistake.message
    assert " · " in mistake.message


def test_a_cancelled_line_needs_no_right_number() -> None:
    (row,) = read(f"{ENGLISH}\nYY-1,household,2026-11-23,9:00,9:30,,138****8000,,取消\n").rows
    assert row.given.cancelled


def test_no_mistake_repeats_who_somebody_is() -> None:
    bad = f"{NUMBER}1", f"tel {PHONE}", NAME * 30
    lines = [
        f"YY-{n},household,2026-11-23,9:00,9:30,{bad[0] if n == 0 else NUMBER},"
        f"{bad[1] if n == 1 else PHONE},{bad[2] if n == 2 else NAME},"
        for n in range(3)
    ]
    file = read("\n".join([ENGLISH, *lines]))
    assert len(file.mistakes) == 3
    for secret in (NUMBER, PHONE, NAME):
        assert secret not in str(file.mistakes)


def test_a_reference_stands_once() -> None:
    line = "YY-1,household,2026-11-23,9:00,9:30,,,,"
    (mistake,) = read(f"{ENGLISH}\n{line}\n\n{line}\n").mistakes
    assert mistake.line == 4
    assert "line 2" in mistake.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no column reference"),
        ("预约号,业务\n".encode(), "date \\(日期\\), time \\(时段\\)"),
        (f"{CHINESE},电话\n".encode(), "two columns are phone"),
        (b"\xff\xfe\xff\xff", "neither UTF-8 nor GB18030"),
        (ENGLISH.encode() + b'\n"' + b"x" * 200_000, "not a CSV file"),
    ],
)
def test_a_file_that_makes_no_sense_is_told_as_a_whole(data: bytes, message: str) -> None:
    with pytest.raises(NotReadable, match=message):
        read_appointments(data, HALL)


@given(st.binary(max_size=300))
def test_no_file_is_more_than_not_readable(data: bytes) -> None:
    for whole in (data, ENGLISH.encode() + b"\n" + data):
        with contextlib.suppress(NotReadable):
            read_appointments(whole, HALL)


def test_a_heading_means_one_column() -> None:
    named = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(named) == len(set(named))


# --- sent to a server -------------------------------------------------------------------------


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # its own name
        pass


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallHall]:
    """The demonstration hall on a Monday at nine, with its server on loopback."""
    monkeypatch.setenv("HALL_DATA", str(tmp_path))
    config = load()
    make_secrets(config)
    made = SmallHall(config)
    rows = [TokenRow(name, name.split("-")[0], token_hash(t)) for name, t in tokens(config).items()]
    ensure_access_tokens(made.parts.store, rows)
    server = make_server(
        "127.0.0.1", 0, create_app(made.parts), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
    made.close()


def spreadsheet(folder: Path, *lines: str) -> str:
    file = folder / "预约.csv"
    file.write_bytes("\r\n".join([CHINESE, *lines]).encode("gb18030"))
    return str(file)


def test_a_spreadsheet_of_hundreds_is_taken_in(
    hall: SmallHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"YY-{n:04},户籍与身份证,2026-11-23,10:00-10:30,,,,," for n in range(450)]
    lines[300] = lines[300].replace("2026-11-23", "2026-11-20")
    lines[301] = lines[301].replace("户籍", "学籍")
    file = spreadsheet(tmp_path, *lines)
    url = ["--url", hall.url]  # type: ignore[attr-defined]
    assert hallctl(["appointments", "import", file, *url]) == 1
    said = capsys.readouterr().out
    assert "line 302 · 第 302 行: YY-0300: wrong_times" in said
    assert "line 303 · 第 303 行: YY-0301: unknown_service: 学籍与身份证" in said
    assert "added 448, changed 0, unchanged 0, refused 2 · 新增 448" in said
    good = spreadsheet(tmp_path, *(lines[:300]), lines[5].replace("YY-0005", "YY-9999"))
    assert hallctl(["appointments", "import", good, *url]) == 0
    assert "added 1, changed 0, unchanged 300, refused 0" in capsys.readouterr().out
    assert hallctl(["appointments", "list", "--date", "2026-11-23", *url]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].split() == ["10:00-10:30", "booked", "household", "YY-0000"]
    assert listed[-1].startswith("2026-11-23: 449 appointments")


def test_a_dry_run_sends_nothing(
    hall: SmallHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = spreadsheet(tmp_path, "YY-1,户籍与身份证,2026-11-23,10:00-10:30,,,,,")
    assert hallctl(["appointments", "import", file, "--dry-run"]) == 0
    assert "would send 1, refused 0" in capsys.readouterr().out
    assert hall.rows("SELECT 1 FROM appointment") == []


def test_a_server_that_is_away_is_told_with_the_line_to_go_on_from(
    hall: SmallHall,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(appointments_command, "TRY_AGAIN_S", 0)
    file = spreadsheet(tmp_path, "YY-1,户籍与身份证,2026-11-23,10:00-10:30,,,,,")
    nowhere = "http://127.0.0.1:9"
    assert hallctl(["appointments", "import", file, "--url", nowhere]) == 1
    assert "stopped before line 2" in capsys.readouterr().out
    assert hallctl(["appointments", "import", str(tmp_path / "no.csv"), "--url", nowhere]) == 1
    assert "No such file" in capsys.readouterr().out


def test_what_the_server_refuses_is_told_in_chinese_too() -> None:
    """By reading the code, as the table of problems is tested."""
    import re

    from queue_server import appointment_import, arrival

    sources = [Path(str(module.__file__)).read_text() for module in (appointment_import, arrival)]
    codes = {
        code
        for source in sources
        for code in re.findall(r'(?:NotKept\(|return )"(wrong_\w+|\w+)", ', source)
        if code
    }
    assert {"slot_full", "no_slot", "wrong_phone", "unknown_hall"} <= codes
    assert codes <= set(IN_CHINESE)
