"""PURE: a spreadsheet's list of appointments, as booking platforms and people in China make them.

UTF-8 with or without a mark, or GB18030 (what Excel writes there); commas, semicolons or tabs; the
columns in any order, with Chinese or English headings. No message repeats what stands in a column
that says who somebody is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from config.hall import Hall
from queue_server.arrival import wrong_in
from queue_server.contract.appointments import GivenAppointment

HEADINGS = {
    "reference": ("reference", "预约号", "预约编号", "预约码"),
    "service": ("service", "业务", "业务名称", "事项", "预约事项"),
    "date": ("date", "日期", "预约日期"),
    "time": ("time", "时段", "预约时段"),
    "start": ("start", "开始", "开始时间"),
    "end": ("end", "结束", "结束时间"),
    "hall": ("hall", "大厅", "办事大厅"),
    "id_number": ("id_number", "身份证号", "身份证号码", "证件号码"),
    "phone": ("phone", "手机号", "手机号码", "电话", "联系电话"),
    "name": ("name", "姓名"),
    "state": ("state", "状态"),
}
CANCELLED = frozenset({"cancelled", "canceled", "取消", "已取消"})
BOOKED = frozenset({"", "booked", "已预约", "预约成功", "有效", "正常"})
ENCODINGS = ("utf-8-sig", "gb18030")

_COLUMN_OF = {heading: column for column, named in HEADINGS.items() for heading in named}
_DATE = re.compile(r"(20\d\d)(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_FROM_TO = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")
_AS_TEXT = re.compile(r'^(?:="(?P<quoted>.*)"|[\'\t](?P<marked>.*))$', re.DOTALL)


class NotReadable(Exception):
    """The file as a whole makes no sense; the text says why, in both languages."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """`line`: where it begins in the file, from 1."""

    line: int
    given: GivenAppointment


@dataclass(frozen=True, kw_only=True)
class Mistake:
    line: int
    reference: str
    message: str


@dataclass(frozen=True, kw_only=True)
class AppointmentFile:
    rows: list[Row]
    mistakes: list[Mistake]
    unused: list[str]  # headings that nobody knows


def read_appointments(data: bytes, hall: Hall) -> AppointmentFile:
    """Raises `NotReadable`."""
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        columns, unused = _columns(next(reader, []))
        rows, mistakes = _rows(_records(reader, columns), _Reading(hall))
    except csv.Error as error:
        raise NotReadable(f"not a CSV file: {error} · 不是有效的 CSV 文件") from error
    return AppointmentFile(rows=rows, mistakes=mistakes, unused=unused)


def _decode(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotReadable("neither UTF-8 nor GB18030 · 编码既不是 UTF-8 也不是 GB18030")


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _columns(headings: list[str]) -> tuple[list[str], list[str]]:
    """What each column is ("" for one that nobody knows), and the headings that nobody knows."""
    known = [_COLUMN_OF.get(heading.strip().lower(), "") for heading in headings]
    has = set(known)
    missing = [column for column in ("reference", "service", "date") if column not in has]
    if "time" not in has and not {"start", "end"} <= has:
        missing.append("time")
    if missing:
        names = ", ".join(f"{column} ({HEADINGS[column][1]})" for column in missing)
        raise NotReadable(f"the first line has no column {names} · 首行缺少上述列")
    named = [column for column in known if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise NotReadable(f"two columns are {', '.join(twice)} · 上述列重复")
    unused = [h for h, column in zip(headings, known, strict=True) if h.strip() and not column]
    return known, unused


def _records(
    reader: Iterable[list[str]], columns: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    line = reader.line_num  # type: ignore[attr-defined]  # a csv reader tells it
    for cells in reader:
        begins, line = line + 1, reader.line_num  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells):
            yield begins, {c: _plain(cell) for c, cell in zip(columns, cells, strict=False) if c}


def _plain(cell: str) -> str:
    """Without the signs by which a spreadsheet is told that a number is text."""
    marked = _AS_TEXT.match(cell.rstrip())
    if marked:
        cell = marked["quoted"] if marked["quoted"] is not None else marked["marked"]
    return cell.strip()


def _rows(
    records: Iterable[tuple[int, dict[str, str]]], reading: _Reading
) -> tuple[list[Row], list[Mistake]]:
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    first: dict[str, int] = {}
    for line, record in records:
        reference = record.get("reference", "")
        try:
            given = reading.appointment(record)
            if reference in first:
                raise _Wrong(f"stands already in line {first[reference]} · 与前面的行重复")
        except _Wrong as wrong:
            mistakes.append(Mistake(line=line, reference=reference[:64], message=str(wrong)))
        else:
            first[reference] = line
            rows.append(Row(line=line, given=given))
    return rows, mistakes


class _Wrong(Exception):
    """What is wrong with one line, in both languages."""


class _Reading:
    """What a line says in this hall."""

    def __init__(self, hall: Hall) -> None:
        self._zone = ZoneInfo(hall.hall.time_zone)
        self._services = _by_any_name((s.id, s.name.as_dict()) for s in hall.services)
        others = [(other.id, other.name.as_dict()) for other in hall.other_halls]
        self._halls = _by_any_name([(hall.hall.id, hall.hall.name.as_dict()), *others])
        self._here = hall.hall.id

    def appointment(self, record: Mapping[str, str]) -> GivenAppointment:
        """Raises `_Wrong`."""
        starts_at, ends_at = self._times(record)
        hall = self._hall(record.get("hall", ""))
        told = {
            "reference": record.get("reference", ""),
            "service": self._service(record.get("service", ""), hall),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "hall": hall,
            **{name: record.get(name, "") for name in ("id_number", "phone", "name")},
            "cancelled": _is_cancelled(record.get("state", "")),
        }
        try:
            given = msgspec.convert(told, GivenAppointment)
        except msgspec.ValidationError as error:
            column = str(error).rpartition("$.")[2].rstrip("`") or "line"
            raise _Wrong(
                f"{column} has a wrong length or a wrong sign · 长度不对或含有无效字符"
            ) from None
        code, sentence = wrong_in(given)
        if code and not given.cancelled:  # to cancel it, its reference is enough
            raise _Wrong(f"{code}: {sentence} · {IN_CHINESE[code]}")
        return given

    def _times(self, record: Mapping[str, str]) -> tuple[datetime, datetime]:
        day = _date(record.get("date", ""))
        start, end = record.get("start", ""), record.get("end", "")
        if not start and not end:
            start, _, end = _FROM_TO.sub("-", record.get("time", "")).partition("-")
        starts_at = datetime.combine(day, _time(start), self._zone)
        ends_at = datetime.combine(day, _time(end), self._zone)
        if ends_at <= starts_at:
            raise _Wrong(f"wrong_times: it ends before it begins · {IN_CHINESE['wrong_times']}")
        return starts_at, ends_at

    def _hall(self, name: str) -> str | None:
        if not name:
            return None
        if name not in self._halls:
            raise _Wrong(f"unknown_hall: {name[:40]} · {IN_CHINESE['unknown_hall']}")
        return self._halls[name]

    def _service(self, name: str, hall: str | None) -> str:
        if hall not in (None, self._here):
            return self._services.get(name, name)  # what services another hall has is its affair
        if name not in self._services:
            raise _Wrong(f"unknown_service: {name[:40]} · {IN_CHINESE['unknown_service']}")
        return self._services[name]


# What the server refuses, as people of the platform read it.
IN_CHINESE = {
    "unknown_service": "本大厅没有该业务",
    "unknown_hall": "没有该大厅",
    "wrong_times": "时间有误（已过期、先后颠倒或太远）",
    "no_slot": "该时间不接受预约",
    "slot_full": "该时段已约满",
    "wrong_id_number": "证件号码有误（请将该列设为文本格式）",
    "wrong_phone": "电话号码有误（请将该列设为文本格式）",
    "already_checked_in": "已取号，不能变更或取消",
    "appointment_late": "已失约，不能取消",
}


def _by_any_name(things: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """An id by itself and by its name in every language."""
    return {name: key for key, names in things for name in (key, *names.values())}


def _is_cancelled(state: str) -> bool:
    if state.lower() in CANCELLED:
        return True
    if state.lower() in BOOKED:
        return False
    raise _Wrong(f"what is the state {state[:20]!r}? · 无法识别的状态")


def _date(text: str) -> date:
    found = _DATE.match(text)  # a time may follow: 2026/11/23 0:00:00
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise _Wrong("the date is like 2026-11-23 · 日期应如 2026-11-23")


def _time(text: str) -> time:
    found = _TIME.search(text)  # a date may stand before it
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise _Wrong("the times are like 09:00-09:30 · 时段应如 09:00-09:30")
