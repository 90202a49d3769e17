"""The voice of a kiosk: each screen as it comes, never two at once, nothing private in the open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from typing import Any

import pytest

from config.loader import load
from devices.errors import DeviceRefused
from devices.speaker.tones import WARNING, wav
from kiosk import events as e
from kiosk import examples
from kiosk import states as s
from kiosk.hall_facts import from_configuration
from kiosk.headphones import Headphones
from kiosk.lane import Lane
from kiosk.mode_rules import in_modes
from kiosk.session import step
from kiosk.speaking import Outlets, Speaking
from kiosk.texts import load_texts
from kiosk.two_touches import Means, TwoTouches
from kiosk.utterance import Told
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, HealthFact, Taking

HALL = from_configuration(load(None, {}), examples.NOW.date())
TEXTS = load_texts(("zh", "en"))
SPOKEN = s.Modes(spoken=True)
HOME = s.Home(visit=s.Visit(modes=SPOKEN))
KNOWN = s.Home(
    serial=3,
    visit=s.Visit(modes=SPOKEN, person=examples.MASKED, old_enough=True, elder=True),
)
NAME = examples.MASKED.masked_name


class Heard:
    """An outlet that writes down what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.volumes: list[int] = []
        self.sounds: list[bytes] = []
        self.hushed = 0
        self.during: Callable[[], None] = lambda: None
        self.broken = ""

    def say(self, text: str, voice: str, volume: int, wanted: Callable[[], bool]) -> None:
        if self.broken:
            raise DeviceRefused(self.broken)
        self.texts.append(text)
        self.volumes.append(volume)
        self.during()

    def play(self, sound: bytes, wanted: Callable[[], bool]) -> None:
        self.sounds.append(sound)

    def click(self, sound: bytes) -> None:
        self.sounds.append(sound)

    def hush(self) -> None:
        self.hushed += 1

    def check(self) -> None:
        if self.broken:
            raise DeviceRefused(self.broken)


class Voice:
    """The voice with its lane worked off by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, jack: bool = True) -> None:
        self.jobs: list[Callable[[], None]] = []
        monkeypatch.setattr(Lane, "do", lambda _lane, job, **_more: self.jobs.append(job))
        self.speaker, self.headphones = Heard(), Heard()
        self.facts: list[HealthFact] = []
        self.now_s = 500.0
        self.speaking = Speaking(
            Outlets(self.speaker, self.headphones, jack=jack),
            {"zh": "cmn-latn-pinyin", "en": "en"},
            told,
            HealthBook("kiosk-k1", self.facts.append, lambda: datetime(2026, 11, 23, tzinfo=UTC)),
            volume=lambda: 6,
            clicks=True,
            clock=lambda: self.now_s,
        )

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    def shows(self, screen: s.Screen) -> None:
        self.speaking.shown(screen)
        self.work()


def told(language: str) -> Told:
    return Told(
        hall=HALL,
        texts=TEXTS[language],
        language=language,
        now=examples.NOW,
        waiting={},
        taking=lambda service: Taking(),
    )


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> Voice:
    return Voice(monkeypatch)


def text(key: str) -> str:
    return TEXTS["zh"][key]


def test_nothing_is_said_to_who_has_not_asked_for_it(voice: Voice) -> None:
    voice.shows(s.Home())
    assert voice.speaker.texts == []


def test_the_voice_begins_by_telling_how_it_is_used(voice: Voice) -> None:
    voice.shows(HOME)
    assert voice.speaker.texts[:2] == [text("speech.intro"), text("home.title")]
    voice.shows(s.Help(visit=HOME.visit, under=HOME))
    assert voice.speaker.texts.count(text("speech.intro")) == 1


def test_a_new_screen_ends_what_was_said_of_the_last(voice: Voice) -> None:
    voice.speaking.shown(HOME)
    voice.jobs.pop(0)()
    voice.speaking.shown(s.Help(visit=HOME.visit, under=HOME))
    voice.work()
    assert voice.speaker.texts[:2] == [text("speech.intro"), text("help.title")]
    assert text("home.title") not in voice.speaker.texts


def test_a_touch_ends_it_even_in_the_middle_of_a_sentence(voice: Voice) -> None:
    voice.speaking.shown(HOME)
    voice.speaker.during = voice.speaking.acknowledge
    voice.work()
    assert voice.speaker.texts == [text("speech.intro")]
    assert voice.speaker.hushed > 0


def test_it_says_again_when_asked(voice: Voice) -> None:
    voice.shows(HOME)
    first = voice.speaker.texts[1:]
    voice.speaker.texts.clear()
    voice.speaking.repeat(HOME)
    voice.work()
    assert voice.speaker.texts == first


def test_the_same_words_are_not_said_twice_by_themselves(voice: Voice) -> None:
    order = s.Order(request_id=examples.SOME_ID, service="fund-loan")
    away = s.ServerAway(visit=HOME.visit, order=order)
    voice.shows(away)
    count = len(voice.speaker.texts)
    voice.shows(s.ServerAway(serial=2, visit=HOME.visit, order=order, asking=True))
    assert len(voice.speaker.texts) == count


def test_an_error_is_said_when_it_comes(voice: Voice) -> None:
    voice.shows(s.CardPrompt(visit=HOME.visit))
    voice.shows(s.CardPrompt(visit=HOME.visit, trouble="unreadable"))
    assert text("card_prompt.unreadable") in voice.speaker.texts


def test_a_name_goes_to_headphones_only(voice: Voice) -> None:
    voice.speaking.plugged(True)
    voice.shows(KNOWN)
    assert any(NAME in x for x in voice.headphones.texts)
    assert voice.speaker.texts == []  # with the plug in, all of it is heard there


def test_without_a_plug_the_voice_says_that_it_keeps_something_to_itself(voice: Voice) -> None:
    voice.shows(KNOWN)
    assert voice.headphones.texts == []
    assert not any(NAME in x for x in voice.speaker.texts)
    assert voice.speaker.texts.count(text("speech.private")) == 1


@pytest.mark.parametrize("name", examples.screens(HALL, "zh"))
def test_nothing_private_is_heard_in_the_open_on_any_screen(voice: Voice, name: str) -> None:
    screen: Any = in_modes(examples.screens(HALL, "zh")[name], SPOKEN)
    if not isinstance(screen, s.Asleep):
        screen = replace(screen, visit=replace(screen.visit, person=examples.MASKED))
    voice.shows(screen)
    voice.speaking.repeat(screen)
    voice.work()
    assert voice.headphones.texts == []
    heard = " ".join(voice.speaker.texts)
    assert NAME not in heard
    assert text("ticket.appointment") not in heard


def test_a_plug_pulled_in_the_middle_sends_nothing_private_to_the_speaker(voice: Voice) -> None:
    voice.speaking.plugged(True)
    voice.speaking.shown(KNOWN)
    voice.headphones.during = lambda: voice.speaking.plugged(False)
    voice.work()
    assert len(voice.headphones.texts) == 1
    assert voice.speaker.texts == []


def test_without_a_jack_only_what_is_private_goes_to_the_headphones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voice = Voice(monkeypatch, jack=False)
    voice.shows(KNOWN)
    priority = {text("elder.on"), text("elder.rule").format(age=60), text("elder.decline")}
    assert priority == {x for x in voice.headphones.texts if NAME not in x}
    assert text("home.hint") in voice.speaker.texts


def test_digits_are_typed_at_once_where_they_cannot_be_said(voice: Voice) -> None:
    pad = s.PhonePad(visit=HOME.visit)
    assert not voice.speaking.name(pad, "7")
    assert voice.speaking.name(pad, text("bar.back"))
    voice.speaking.plugged(True)
    assert voice.speaking.name(pad, "7")
    voice.work()
    assert voice.headphones.texts == ["7"]
    assert "7" not in voice.speaker.texts


def test_louder_is_louder_and_the_next_visitor_hears_the_hall_s_volume(voice: Voice) -> None:
    voice.shows(HOME)
    louder, _ = step(HOME, e.LouderTouched())
    voice.shows(louder)
    assert voice.speaker.volumes[-1] == 8
    voice.shows(s.Home())
    voice.shows(HOME)
    assert voice.speaker.volumes[-1] == 6


def test_the_warning_is_heard_by_everyone(voice: Voice) -> None:
    voice.shows(s.IdleWarning(under=s.Home()))
    assert voice.speaker.sounds == [wav(WARNING, 6)]
    assert voice.speaker.texts == []
    voice.shows(s.IdleWarning(serial=9, visit=HOME.visit, under=HOME))
    assert voice.speaker.sounds == [wav(WARNING, 6)] * 2
    assert text("idle.title") in voice.speaker.texts


def test_every_touch_is_heard(voice: Voice) -> None:
    voice.speaking.acknowledge()
    voice.work()
    assert len(voice.speaker.sounds) == 1


def test_a_broken_speaker_is_told_to_staff_and_stops_nobody(voice: Voice) -> None:
    voice.speaker.broken = "no_program"
    voice.shows(HOME)
    told_of = voice.facts[-1].devices["speech"]
    assert (told_of.state, told_of.cause) == (DeviceState.FAULT, "no_program")


def test_a_language_without_a_voice_is_silent(voice: Voice) -> None:
    assert not voice.speaking.speaks("bo")
    voice.shows(s.Home(visit=s.Visit(language="bo", modes=SPOKEN)))
    assert voice.speaker.texts == []


PAD = s.PhonePad(visit=HOME.visit)


def test_a_finger_that_types_hears_the_digit_and_at_the_end_whether_it_is_a_number(
    voice: Voice,
) -> None:
    voice.speaking.plugged(True)
    voice.shows(replace(PAD, digits="1380013800"))
    voice.headphones.texts.clear()
    voice.shows(replace(PAD, digits="13800138000"))
    assert voice.headphones.texts == ["零", text("phone.ready")]
    voice.headphones.texts.clear()
    voice.shows(replace(PAD, digits="1380013800"))
    assert voice.headphones.texts == [text("phone.rub_out")]
    voice.shows(PAD)
    assert voice.headphones.texts[-1] == text("phone.clear")


def test_a_wrong_number_is_told_in_the_open_and_its_digits_are_not(voice: Voice) -> None:
    voice.shows(replace(PAD, digits="1234567890"))
    voice.speaker.texts.clear()
    voice.shows(replace(PAD, digits="12345678901"))
    assert voice.speaker.texts == [text("phone.wrong")]


@pytest.mark.parametrize("paper", ["printing", "printed", "unknown", "failed"])
def test_what_becomes_of_a_printed_guide_is_said_and_not_the_guide_again(
    voice: Voice, paper: str
) -> None:
    reading = s.GuideShown(visit=HOME.visit, guide="passport", group="police")
    voice.shows(reading)
    voice.speaker.texts.clear()
    voice.shows(replace(reading, paper=paper))
    assert voice.speaker.texts == [text(f"guide.{paper}")]


def test_how_long_the_voice_is_silent_counts_from_its_last_word(voice: Voice) -> None:
    assert voice.speaking.silent_s() == inf
    voice.speaking.shown(HOME)
    voice.now_s += 30
    assert voice.speaking.silent_s() == 0
    voice.jobs.pop(0)()
    assert voice.speaking.silent_s() == 0
    voice.work()
    voice.now_s += 5
    assert voice.speaking.silent_s() == 5


def test_a_broken_speaker_is_silent_too(voice: Voice) -> None:
    voice.speaker.broken = "no_program"
    voice.shows(HOME)
    voice.now_s += 5
    assert voice.speaking.silent_s() == 5


# --- the plug -----------------------------------------------------------------------------------


class Plug:
    def __init__(self, news: Iterator[bool | None]) -> None:
        self._news = news

    def plugged(self, timeout_s: float) -> bool | None:
        return next(self._news)


def test_the_plug_is_told_once_for_each_change_and_first_to_the_voice() -> None:
    heard: list[Any] = []
    plug = Headphones(
        Plug(iter([False, True, True, None, False])), heard.append, lambda x: heard.append(type(x))
    )
    for _ in range(5):
        assert plug._look() == 0.0
    assert heard == [True, e.HeadphonesPlugged, False, e.HeadphonesPulled]


# --- two touches --------------------------------------------------------------------------------


def test_the_first_touch_says_and_the_second_chooses() -> None:
    touches = TwoTouches()
    assert touches.touch("fund", 10.0) is Means.SAY
    assert touches.touch("fund", 12.0) is Means.CHOOSE


def test_a_trembling_hand_chooses_nothing() -> None:
    touches = TwoTouches()
    assert touches.touch("fund", 10.0) is Means.SAY
    assert touches.touch("fund", 10.3) is Means.NOTHING
    assert touches.touch("fund", 10.6) is Means.CHOOSE
    assert touches.touch("fund", 10.8) is Means.NOTHING


def test_another_place_is_said_first_and_so_is_the_same_after_long() -> None:
    touches = TwoTouches()
    touches.touch("fund", 10.0)
    assert touches.touch("police", 11.0) is Means.SAY
    assert touches.touch("police", 21.5) is Means.SAY
    assert touches.touch(None, 22.0) is Means.NOTHING
