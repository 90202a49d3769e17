"""`hallctl appointments import FILE.csv` and `hallctl appointments list`."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.hall import Hall
from config.loader import load
from config.secrets import read_token
from queue_server.admin.appointment_file import (
    IN_CHINESE,
    AppointmentFile,
    Mistake,
    NotReadable,
    Row,
    read_appointments,
)
from queue_server.admin.device_command import surroundings
from queue_server.admin.make_secrets import BOOKING
from queue_server.contract.appointments import Appointment, AppointmentsKept, ImportAppointments
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.domain.business_day import BusinessDay

DONE, NOT_ALL = 0, 1
BATCH = 200  # the most that the server takes at once
TRIES = 3
TRY_AGAIN_S = 1.0
READ_TIMEOUT_S = 30.0


def appointments(argv: Sequence[str], env: Mapping[str, str] = os.environ) -> int:
    """Exit 0 when everything was kept, 1 when something was refused or nobody answers."""
    arguments = _parser().parse_args(argv)
    hall = load(env=surroundings(env))
    url = arguments.url or f"http://{hall.server.host}:{hall.server.port}"
    if arguments.verb == "list":
        return _list(hall, url, arguments.date)
    try:
        file = read_appointments(arguments.file.read_bytes(), hall)
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}")
        return NOT_ALL
    except NotReadable as error:
        print(f"{arguments.file}: {error}")
        return NOT_ALL
    if file.unused:
        print(f"not used · 未使用的列: {', '.join(file.unused)}")
    return _check(file) if arguments.dry_run else _send(file, hall, url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hallctl appointments",
        description="Take in the appointments of a spreadsheet; list those of a day.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    take_in = verbs.add_parser("import", help="a CSV file; docs/appointments.md has its columns")
    take_in.add_argument("file", type=Path, metavar="FILE.csv")
    take_in.add_argument("--dry-run", action="store_true", help="check the file, send nothing")
    listed = verbs.add_parser("list", help="reference, time, service and state; no names")
    listed.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="else today")
    for verb in (take_in, listed):
        verb.add_argument("--url", help="the server, if it is not this machine's hall")
    return parser


def _check(file: AppointmentFile) -> int:
    for mistake in file.mistakes:
        print(_line(mistake))
    good, bad = len(file.rows), len(file.mistakes)
    print(f"would send {good}, refused {bad}; nothing was sent · 可导入 {good}，有误 {bad}，未提交")
    return NOT_ALL if bad else DONE


def _send(file: AppointmentFile, hall: Hall, url: str) -> int:
    client = QueueClient(url, read_token(hall, BOOKING), read_timeout_s=READ_TIMEOUT_S)
    mistakes = list(file.mistakes)
    added = changed = unchanged = 0
    away = ""
    for batch in _batches(file.rows):
        try:
            kept = _tell(client, batch)
        except (ServerAway, Refused) as error:
            away = f"stopped before line {batch[0].line} · 从该行起未导入: {error}"
            break
        added, changed = added + kept.added, changed + kept.changed
        unchanged += kept.unchanged
        mistakes += _refused(batch, kept)
    client.close()
    for mistake in sorted(mistakes, key=lambda one: one.line):
        print(_line(mistake))
    print(
        f"added {added}, changed {changed}, unchanged {unchanged}, refused {len(mistakes)}"
        f" · 新增 {added}，变更 {changed}，未变 {unchanged}，拒绝 {len(mistakes)}"
    )
    if away:
        print(away)
    return NOT_ALL if mistakes or away else DONE


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _tell(client: QueueClient, batch: Sequence[Row]) -> AppointmentsKept:
    """A try after silence is the same command again; raises what the last try did."""
    command = ImportAppointments(request_id=uuid4(), appointments=[row.given for row in batch])
    for _ in range(TRIES - 1):
        try:
            return client.import_appointments(command)
        except ServerAway:
            time.sleep(TRY_AGAIN_S)
    return client.import_appointments(command)


def _refused(batch: Sequence[Row], kept: AppointmentsKept) -> Iterator[Mistake]:
    lines = {row.given.reference: row.line for row in batch}
    for no in kept.refused:
        chinese = IN_CHINESE.get(no.code, "")
        message = f"{no.code}: {no.detail}" + (f" · {chinese}" if chinese else "")
        yield Mistake(line=lines[no.reference], reference=no.reference, message=message)


def _line(mistake: Mistake) -> str:
    return f"line {mistake.line} · 第 {mistake.line} 行: {mistake.reference}: {mistake.message}"


def _list(hall: Hall, url: str, wish: date | None) -> int:
    zone = ZoneInfo(hall.hall.time_zone)
    clock = BusinessDay(hall.hall.time_zone, hall.hall.day_starts)
    day = wish or clock.date_of(datetime.now(zone))
    client = QueueClient(url, read_token(hall, BOOKING), read_timeout_s=READ_TIMEOUT_S)
    try:
        found = client.appointments(day).appointments
    except (ServerAway, Refused) as error:
        print(error)
        return NOT_ALL
    finally:
        client.close()
    for one in found:
        print(_told(one, hall.hall.id, zone))
    print(f"{day}: {len(found)} appointments · 预约 {len(found)} 个")
    return DONE


def _told(one: Appointment, here: str, zone: ZoneInfo) -> str:
    times = f"{one.starts_at.astimezone(zone):%H:%M}-{one.ends_at.astimezone(zone):%H:%M}"
    where = "" if one.hall == here else f"  @{one.hall}"
    return f"{times}  {one.state:10}  {one.service:20}  {one.reference}{where}"
