"""What a visitor's slip says. Pure: a ticket and a hall in, lines out; no printer in sight.

The number is the largest thing on it. All else is twice the printer's font, 6 mm high, for readers
who left their glasses at home.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from devices.ticket_printer.slip import Line, Qr, Rule, Slip
from kiosk.texts import Sentences, in_language
from queue_server.contract.messages import HallInfo, Text, Ticket

NUMBER_SCALE = 7  # 21 mm of paper, digits 14 mm high; a longer number shrinks to the paper's width
TEXT_SCALE = 2
QR_MODULE_DOTS = 5  # 0.6 mm: old telephones still read it


def compose(
    ticket: Ticket,
    hall: HallInfo,
    texts: Sentences,
    language: str,
    *,
    masked_name: str = "",
    reprint: bool = False,
) -> Slip:
    """The slip of `ticket` in one language; `texts` is `load_slip_texts()[language]`.

    People ahead are told as of the issue, so a reprint, whose ticket may know a later count, leaves
    them out. `masked_name` is printed as it is: never hand in a full name.
    """
    says = _Sentences(ticket, hall, texts, language)
    parts: list[Line | Rule | Qr] = [
        *says.head(reprint=reprint),
        Line(text=ticket.number, scale=NUMBER_SCALE, align="center", bold=True),
        *says.place_in_queue(masked_name, reprint=reprint),
        Rule(),
        *says.what_to_do(),
    ]
    if ticket.link:
        parts += [Qr(text=ticket.link, module_dots=QR_MODULE_DOTS), _line(texts["scan"])]
    parts += says.foot()
    return Slip(parts=tuple(parts))


class _Sentences:
    """The lines of one slip, in the order in which they stand on it."""

    def __init__(self, ticket: Ticket, hall: HallInfo, texts: Sentences, language: str) -> None:
        self._ticket = ticket
        self._hall = hall
        self._texts = texts
        self._language = language
        local = ticket.issued_at.astimezone(ZoneInfo(hall.time_zone))
        self._when = {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}

    def head(self, *, reprint: bool) -> Iterator[Line]:
        if reprint:
            yield _line(self._texts["reprint"], bold=True)
        yield _line(in_language(self._hall.name, self._language))
        services = {service.service: service.name for service in self._hall.services}
        yield _line(self._named(services, self._ticket.service), bold=True)

    def place_in_queue(self, masked_name: str, *, reprint: bool) -> Iterator[Line]:
        if self._ticket.priority_reason:
            mark = self._texts[f"priority_{self._ticket.priority_reason.value}"]
            yield _line(mark, bold=True)
        if masked_name:
            yield _line(self._texts["name"].format(name=masked_name))
        count = self._ticket.ahead
        if count is not None and not reprint and not self._ticket.go_straight:
            key = {0: "ahead_none", 1: "ahead_one"}.get(count, "ahead")
            yield _line(self._texts[key].format(count=count, **self._when))

    def what_to_do(self) -> Iterator[Line]:
        zones = {zone.zone: zone.name for zone in self._hall.zones}
        yield _line(self._named(zones, self._ticket.zone), bold=True)
        straight = self._ticket.go_straight
        if straight:
            yield _line(self._texts["go_straight"].format(window=straight), bold=True)
        else:
            yield _line(self._texts["wait"])
        if self._hall.missed_notice:
            yield _line(in_language(self._hall.missed_notice, self._language))

    def foot(self) -> Iterator[Line]:
        yield _line(self._texts["issued"].format(**self._when))
        if self._hall.complaint_phone:
            yield _line(self._texts["complaints"].format(phone=self._hall.complaint_phone))

    def _named(self, names: Mapping[str, Text], key: str) -> str:
        """The name in the visitor's language; the bare id if the hall changed since."""
        return in_language(names.get(key, {}), self._language) or key


def _line(text: str, *, bold: bool = False) -> Line:
    return Line(text=text, scale=TEXT_SCALE, align="center", bold=bold)
