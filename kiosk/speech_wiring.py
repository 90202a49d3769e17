"""Puts the voice of a kiosk together."""

from __future__ import annotations

from collections.abc import Callable

from config.machines import Kiosk, Speech
from devices.speaker.driver import Speaker
from devices.speaker.jack import Jack, jack_link
from kiosk import events as e
from kiosk.guide_text import by_group
from kiosk.headphones import Headphones
from kiosk.lane import Lane
from kiosk.ledger import Ledger
from kiosk.means import reads_codes, ways_in
from kiosk.opening import beside
from kiosk.screens.frame import World
from kiosk.speaking import Outlets, Speaking
from kiosk.staff_desk import VOLUME
from kiosk.texts import in_language, languages
from kiosk.utterance import Told
from queue_server.contract.health import HealthBook


def told_of(world: World, language: str) -> Told:
    """What the voice knows of the hall as the screens show it now."""
    return Told(
        hall=world.hall,
        texts=world.texts[language],
        language=language,
        now=world.live.now,
        waiting=dict(world.live.waiting),
        taking=world.taking,
        opening=world.opening(),
        beside=beside(
            world.kiosk,
            guides=bool(by_group(world.hall, world.guides)),
            phone=bool(world.hall.complaint_phone),
        ),
        message=in_language(dict(world.live.message), language),
        guides=tuple(world.guides),
        elder_age=world.elder_age,
        ways=ways_in(world.kiosk),
        reads_codes=reads_codes(world.kiosk),
    )


class Voiced:
    """The voice and, where there is a jack, what watches the plug; started and stopped together."""

    def __init__(self, voice: Speaking, headphones: Headphones | None) -> None:
        self.voice = voice
        self._plug: Lane | None = headphones.lane if headphones else None

    def start(self) -> None:
        self.voice.start()
        if self._plug:
            self._plug.start()

    def stop(self) -> None:
        if self._plug:
            self._plug.stop()
        self.voice.stop()


def voiced(
    kiosk: Kiosk,
    world: World,
    health: HealthBook,
    post: Callable[[e.Event], None],
    ledger: Ledger,
) -> Voiced | None:
    """None where no speaker is fitted."""
    if kiosk.speech is None:
        return None
    voice = _voice(kiosk.speech, world, health, ledger)
    world.voice = voice
    if not kiosk.speech.jack:
        return Voiced(voice, None)
    jack = Jack(jack_link(f"jack-{kiosk.id}", kiosk.speech.jack))
    return Voiced(voice, Headphones(jack, voice.plugged, post))


def _volume(speech: Speech, ledger: Ledger) -> int:
    """What staff have set at the kiosk, else what its file says."""
    kept = ledger.kept(VOLUME)
    return int(kept) if kept and kept.isdecimal() else speech.volume


def _voice(speech: Speech, world: World, health: HealthBook, ledger: Ledger) -> Speaking:
    speaker = Speaker(speech.speaker, speech.words_per_min)
    headphones = Speaker(speech.headphones, speech.words_per_min) if speech.headphones else None
    known = languages()
    return Speaking(
        Outlets(speaker, headphones, jack=bool(speech.jack)),
        {code: known[code].voice for code in world.texts if known[code].voice},
        lambda language: told_of(world, language),
        health,
        volume=lambda: _volume(speech, ledger),
        clicks=speech.click,
    )
