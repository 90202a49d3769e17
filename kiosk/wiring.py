"""Puts one kiosk together, top to bottom; nothing is opened at import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from kivy.clock import Clock

from config.fitted import telling
from config.guides import GuideFolder
from config.hall import Hall
from config.machines import Kiosk
from config.secrets import read_mqtt_password, read_person_key, read_token
from config.service_manager import notify_ready, notify_stopping, notify_watchdog
from devices.id_card.card import Card
from devices.id_card.driver import IdCardReader
from devices.link import Link
from devices.ticket_printer import codec
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.model import PAPER_DOTS
from devices.ticket_printer.slip import Slip
from devices.transport import open_transport
from kiosk.alone import Alone, alone
from kiosk.app import KioskApp
from kiosk.by_file import ByFile
from kiosk.card_reading import DEVICE as ID_READER
from kiosk.card_reading import CardReading
from kiosk.clocks import machine_clocks
from kiosk.effects import PrintTicket
from kiosk.eye import Eye
from kiosk.guide_watch import GuideWatch
from kiosk.guide_wiring import guide_printing
from kiosk.hall_facts import HallCache, from_configuration
from kiosk.issuing import Issuing, Server
from kiosk.ledger import Ledger
from kiosk.look import palette_of
from kiosk.news import ABSENT, News, ServerNews, WaitingNews
from kiosk.opening import hours_of
from kiosk.patience import waits
from kiosk.pending import PendingOrder
from kiosk.person import Holder, holder_of
from kiosk.printing import DEVICE as PRINTER
from kiosk.printing import PrintDesk
from kiosk.remote_wiring import RemoteHands, Told, remote_hands
from kiosk.runner import Runner
from kiosk.scanner_and_camera import camera_eye, code_reader
from kiosk.screens.frame import World
from kiosk.screens.live import Live
from kiosk.screens.paint import PAINT
from kiosk.slip import compose
from kiosk.slip_pictures import shaped
from kiosk.speech_wiring import Voiced, voiced
from kiosk.texts import load_slip_texts, load_texts
from kiosk.window import Album, WatchedWindow
from kiosk.workdays import calendar_of
from queue_server.contract import topics
from queue_server.contract.client import QueueClient
from queue_server.contract.facts import FactLink
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import QueueFact
from queue_server.contract.person_hash import phone_hash
from queue_server.contract.presence import Presence


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Wired:
    """A kiosk that is ready to run."""

    kiosk: Kiosk
    app: KioskApp
    facts: FactLink
    presence: Presence
    guides: GuideWatch
    voiced: Voiced | None = None
    hands: RemoteHands | None = None
    eye: Eye | None = None

    def open_eye(self, path: Path) -> None:
        self.eye = Eye(path, WatchedWindow())

    def keep_pictures(self, folder: Path) -> None:
        self.app.screen_listeners.append(Album(folder).screen_changed)

    def stop_soon(self) -> None:
        """From a signal handler."""
        Clock.schedule_once(lambda _dt: self.app.stop(), 0)

    def run(self) -> int:
        self.facts.start()
        self.presence.start()
        self.guides.lane.start()
        if self.hands:
            self.hands.start()
        if self.eye:
            self.eye.start()
        if self.voiced:
            self.voiced.start()
        try:
            self.app.run()
        finally:
            notify_stopping()
            if self.eye:
                self.eye.stop()
            if self.voiced:
                self.voiced.stop()
            if self.hands:
                self.hands.stop()
            if self.app.runner:
                self.app.runner.stop()
            self.guides.lane.stop()
            self.presence.stop()
            self.facts.stop()
        return 0


def wire(hall: Hall, kiosk: Kiosk, data: Path, *, fullscreen: bool) -> Wired:
    """Raises `ConfigMistakes` when a secret is missing; waits for everything else."""
    program, broker = f"kiosk-{kiosk.id}", (hall.mqtt.host, hall.mqtt.port)
    password = read_mqtt_password(hall, program)
    facts = FactLink(hall.hall.id, program, password, *broker)
    presence = Presence(
        hall.hall.id, program, password, broker, facts=facts, fitted=telling(hall), clock=now
    )
    token = read_token(hall, program)
    server = QueueClient(
        f"http://{hall.server.host}:{hall.server.port}", token, within_s=hall.offline.after_s
    )
    key = read_person_key(hall)
    cache = HallCache(data / "hall.json")
    ledger = Ledger(data / "kiosk.db", machine_clocks())
    app = application(
        hall,
        kiosk,
        cache,
        fullscreen=fullscreen,
        hash_phone=lambda digits: phone_hash(key, hall.hall.id, digits),
    )
    guides = GuideWatch(GuideFolder(hall), app.tell_soon)
    app.world.guides = guides.read()
    facts.follow(
        topics.queue(hall.hall.id),
        QueueFact,
        lambda fact, _retained: app.tell_soon(WaitingNews(fact.services)),
    )
    apart = alone(hall, kiosk, ledger, token, lambda: app.world.hall, presence.book)
    app.runner = runner(
        kiosk,
        app,
        server=server,
        pending=PendingOrder(data / "order.json", now),
        health=presence.book,
        identify=lambda card: _identify(card, key, hall, app),
        cache=cache,
        apart=apart,
        code_pattern=hall.appointments.code_pattern,
    )
    voice = voiced(kiosk, app.world, presence.book, app.post_soon, ledger)
    wired = Wired(kiosk, app, facts, presence, guides, voice)
    wired.hands = remote_hands(
        hall,
        kiosk,
        app,
        ledger=ledger,
        printing=app.runner.printing,
        told=Told(
            hall,
            kiosk,
            app,
            ledger=ledger,
            health=presence.book,
            numbers_left=lambda: apart.numbers_left(app.world.hall),
        ),
        server=server,
        link=facts,
        restart=wired.stop_soon,
    )
    app.runner.staff = wired.hands.staff
    return wired


def application(
    hall: Hall,
    kiosk: Kiosk,
    cache: HallCache,
    *,
    fullscreen: bool,
    hash_phone: Callable[[str], str],
) -> KioskApp:
    PAINT.use(palette_of(hall.look))
    local = now().astimezone(ZoneInfo(hall.hall.time_zone))
    calendar = calendar_of(hall.hours.calendar)
    world = World(
        hall=cache.load() or from_configuration(hall, local.date()),
        kiosk=kiosk,
        elder_age=hall.hall.elder_age_years,
        texts=load_texts(kiosk.languages),
        live=Live(
            now=local,
            printer="" if kiosk.printer else ABSENT,
            reader="" if kiosk.id_reader else ABSENT,
        ),
        post=lambda event: None,
        service_touched=lambda service: None,
        emblem=hall.look.emblem_file,
        hours=hours_of(hall),
        calendar=calendar,
        planned=ByFile(hall, calendar).taking,
    )
    return KioskApp(
        world,
        new_id=uuid4,
        watchdog=notify_watchdog,
        ready=lambda: notify_ready(f"kiosk {kiosk.id} shows its first screen"),
        hash_phone=hash_phone,
        fullscreen=fullscreen,
    )


def runner(
    kiosk: Kiosk,
    app: KioskApp,
    *,
    server: Server,
    pending: PendingOrder,
    health: HealthBook,
    identify: Callable[[Card], Holder],
    cache: HallCache,
    apart: Alone,
    code_pattern: str,
) -> Runner:
    slip_texts = load_slip_texts()

    def slip(effect: PrintTicket) -> Slip:
        return compose(
            effect.ticket,
            app.world.hall,
            slip_texts[effect.language],
            effect.language,
            reprint=effect.reprint,
        )

    def keep(news: ServerNews) -> None:
        if news.hall is not None:
            cache.save(news.hall)
        apart.heard(news.hall)
        app.tell_soon(news)

    desk = PrintDesk(
        _printer(kiosk, health, pending),
        slip,
        pending,
        health,
        app.post_soon,
        _changes(app.tell_soon),
        apart.slips,
        lambda slip: shaped(slip, PAPER_DOTS[kiosk.printer.paper_mm if kiosk.printer else 80]),
    )
    desk.lane.do(codec.prepare)
    apart.begin()
    return Runner(
        Issuing(server, kiosk.id, pending, app.post_soon, keep, apart.numbers),
        apart.delivery,
        desk,
        guide_printing(desk, app),
        CardReading(
            _reader(kiosk, health), identify, health, app.post_soon, _changes(app.tell_soon)
        ),
        code_reader(kiosk, health, app.post_soon, app.takes_codes, code_pattern),
        camera_eye(
            kiosk,
            health,
            app.post_soon,
            _changes(app.tell_soon),
            app.takes_codes,
            code_pattern,
        ),
        pending,
        waits(kiosk),
        app.timers.start,
    )


def _printer(kiosk: Kiosk, health: HealthBook, pending: PendingOrder) -> TicketPrinter | None:
    if kiosk.printer is None:
        return None
    port = kiosk.printer
    link = Link(lambda: open_transport(port.port, port.baud), f"printer-{kiosk.id}")
    health.follow(PRINTER, link)
    in_hand = pending.recover()
    return TicketPrinter(
        link,
        port.paper_mm,
        font=port.font,
        cutter=port.cutter,
        buzzer=port.buzzer,
        answers=port.answers,
        cut_short=in_hand is not None and in_hand.printing,
    )


def _reader(kiosk: Kiosk, health: HealthBook) -> IdCardReader | None:
    if kiosk.id_reader is None:
        return None
    port = kiosk.id_reader
    link = Link(lambda: open_transport(port.port, port.baud), f"id-card-{kiosk.id}")
    health.follow(ID_READER, link)
    return IdCardReader(link, read_new_address=port.read_new_address)


def _identify(card: Card, key: bytes, hall: Hall, app: KioskApp) -> Holder:
    today = now().astimezone(ZoneInfo(app.world.hall.time_zone)).date()
    return holder_of(
        card, key=key, hall=hall.hall.id, today=today, elder_age=hall.hall.elder_age_years
    )


def _changes(tell: Callable[[News], None]) -> Callable[[News], None]:
    """Tells only what is new: machines are looked at several times a second."""
    last: list[News] = []

    def tell_change(news: News) -> None:
        if last != [news]:
            last[:] = [news]
            tell(news)

    return tell_change
