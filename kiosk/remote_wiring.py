"""Puts the remote hands and the service menu of one kiosk together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from config.digest import digest
from config.fitted import fitted
from config.hall import Hall
from config.machines import Kiosk
from config.staff_pins import staff_pins
from kiosk.app import KioskApp
from kiosk.lane import stop_all
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.news import WantNews
from kiosk.remote import Remote, RemoteWorld
from kiosk.screens.redacted import redacted_png
from kiosk.staff_desk import VOLUME, Printing, StaffDesk, StaffWorld
from kiosk.staff_slip import paper_line, specimen
from kiosk.staff_states import DeviceSeen, Facts, SlipSeen
from kiosk.window import on_screen_thread
from queue_server.contract import topics
from queue_server.contract.causes import sentence
from queue_server.contract.client import QueueClient
from queue_server.contract.facts import FactLink
from queue_server.contract.health import HealthBook
from queue_server.contract.kiosks import KioskFact, KioskOrder

STOP_WITHIN_S = 0.4
MM_PER_M = 1000


@dataclass
class RemoteHands:
    remote: Remote
    staff: StaffDesk

    def start(self) -> None:
        self.staff.lane.start()
        self.remote.start()

    def stop(self) -> None:
        stop_all((self.staff.lane, self.remote.lane), STOP_WITHIN_S)


class Told:
    """What this kiosk tells of itself, to the hall and to its staff. `numbers_left` as in
    `KioskFact`."""

    def __init__(
        self,
        hall: Hall,
        kiosk: Kiosk,
        app: KioskApp,
        *,
        ledger: Ledger,
        health: HealthBook,
        numbers_left: Callable[[], int],
    ) -> None:
        self._kiosk = kiosk
        self._app = app
        self._ledger = ledger
        self._health = health
        self._numbers_left = numbers_left
        self._devices = fitted(hall)[f"kiosk-{kiosk.id}"]
        self._config = digest()
        self._started_at = datetime.now(UTC)

    def fact(self) -> KioskFact:
        return KioskFact(
            kiosk=self._kiosk.id,
            screen=type(self._app.screen).__name__,
            closed=False,
            offline=not self._app.world.live.server,
            unsent=self._unsent(),
            numbers_left=self._numbers_left(),
            version=_release(),
            config=self._config,
            started_at=self._started_at,
            paper_left=self._paper_left(),
        )

    def facts(self) -> Facts:
        fact = self.fact()
        said = self._health.devices()
        return Facts(
            slips=tuple(
                SlipSeen(
                    ticket=slip.ticket,
                    language=slip.language,
                    state=slip.state.value,
                    cause=slip.cause,
                    at=slip.at,
                    reprint=slip.reprint,
                )
                for slip in self._ledger.recent()
            ),
            devices=tuple(
                DeviceSeen(
                    device=device,
                    state=known.state.value if (known := said.get(device)) else "",
                    since=known.since if known else None,
                    todo=sentence(known.cause) if known else {},
                )
                for device in self._devices
            ),
            volume=self._volume(),
            version=fact.version,
            config=fact.config,
            unsent=fact.unsent,
            numbers_left=fact.numbers_left,
            paper_left=fact.paper_left,
            started_at=fact.started_at,
        )

    def _unsent(self) -> int:
        try:
            return self._ledger.unsent_count()
        except LedgerRefused:
            return 0

    def _paper_left(self) -> float | None:
        """In hundredths: every slip is no news."""
        printer = self._kiosk.printer
        if printer is None or printer.roll_m <= 0:
            return None
        used = self._ledger.printed_mm() / (printer.roll_m * MM_PER_M)
        return round(max(1 - used, 0.0), 2)

    def _volume(self) -> int:
        kept = self._ledger.kept(VOLUME)
        if kept and kept.isdecimal():
            return int(kept)
        return self._kiosk.speech.volume if self._kiosk.speech else 0


def remote_hands(
    hall: Hall,
    kiosk: Kiosk,
    app: KioskApp,
    *,
    ledger: Ledger,
    printing: Printing,
    told: Told,
    server: QueueClient,
    link: FactLink,
    restart: Callable[[], None],
) -> RemoteHands:
    """Before the link starts: it follows the kiosk's order."""

    def local_now() -> datetime:
        return datetime.now(ZoneInfo(hall.hall.time_zone))

    remote = Remote(
        ledger,
        RemoteWorld(
            screen=lambda: app.screen,
            fact=told.fact,
            publish=partial(link.publish, topics.kiosk(hall.hall.id, kiosk.id)),
            picture=lambda: on_screen_thread(lambda: redacted_png(app.standing())),
            send_picture=partial(server.send_picture, kiosk.id),
            want=lambda want: app.tell_soon(WantNews(want)),
            restart=restart,
        ),
    )
    link.follow(topics.kiosk_order(hall.hall.id, kiosk.id), KioskOrder, remote.hear)
    texts = app.world.texts
    staff = StaffDesk(
        ledger,
        printing,
        StaffWorld(
            pins=lambda: staff_pins(hall),
            facts=told.facts,
            test=lambda language: specimen(texts[language], kiosk.id, local_now()),
            paper_line=lambda language: paper_line(texts[language], kiosk.id, local_now()),
            switch=remote.switch,
            restart=restart,
            now=lambda: datetime.now(UTC),
        ),
        app.post_soon,
    )
    return RemoteHands(remote, staff)


def _release() -> str:
    try:
        return version("hallqueue")
    except PackageNotFoundError:
        return "unreleased"
