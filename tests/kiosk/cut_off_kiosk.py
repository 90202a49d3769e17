"""A kiosk without screens; its clocks are in the test's hand."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from config.hall import OfflineSettings
from kiosk.clocks import Clocks
from kiosk.ledger import Ledger
from kiosk.offline_numbers import Day, OfflineNumbers
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract import offline as o

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
TODAY = date(2026, 11, 23)
BOOT, NEXT_BOOT = UUID(int=1), UUID(int=2)


class CutOff:
    def __init__(self, folder: Path, hall: m.HallInfo) -> None:
        self.now, self.mono_s, self.boot_id = NINE, 100.0, BOOT
        self.folder = folder
        self.hall = hall
        self.wire(folder / "kiosk.db")

    def wire(self, path: Path) -> None:
        clocks = Clocks(now=lambda: self.now, mono_s=lambda: self.mono_s, boot_id=self.boot_id)
        self.ledger = Ledger(path, clocks)
        self.numbers = OfflineNumbers(
            self.ledger,
            OfflineSettings(numbers_per_service=4, days=2),
            Day(time_zone="Asia/Shanghai", day_starts="04:00"),
            lambda: self.hall,
            uuid4,
        )

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.mono_s += span.total_seconds()

    def power_cut(self) -> None:
        """What was on disk is there; nothing else is."""
        left = self.folder / str(uuid4())
        left.mkdir()
        for file in self.folder.glob("kiosk.db*"):
            shutil.copy(file, left)
        self.folder, self.boot_id, self.mono_s = left, uuid4(), 3.0
        self.wire(left / "kiosk.db")

    def lease(self, first: int = 1, *, day: date = TODAY, epoch: int = 1, size: int = 4) -> o.Band:
        band = o.Band(
            band_id=uuid4(),
            business_date=day,
            service="real-estate",
            prefix="EX",
            first=first,
            last=first + size - 1,
        )
        self.numbers.keep(o.Bands(epoch=epoch, bands=[band]))
        return band

    def give(self, **told: object) -> m.Ticket:
        told.setdefault("request_id", uuid4())
        return self.numbers.give(Order(service="real-estate", **told))  # type: ignore[arg-type]


def a_hall() -> m.HallInfo:
    def service(service: str, prefix: str) -> m.ServiceInfo:
        return m.ServiceInfo(
            service=service,
            name={"zh": service},
            prefix=prefix,
            zone="f1",
            group="g",
            waiting=7,
            windows=["1", "2"],
            open_windows=["1"],
        )

    return m.HallInfo(
        hall="h",
        name={"zh": "厅"},
        business_date=TODAY,
        time_zone="Asia/Shanghai",
        missed_policy="void",
        missed_notice={},
        complaint_phone="",
        groups=[],
        zones=[],
        services=[service("real-estate", "E"), service("fund", "N")],
        public_url="https://hall.example",
    )
