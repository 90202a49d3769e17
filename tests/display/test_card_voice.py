"""A card with a voice says a new call once, and nothing that is old."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta, timezone

from calls_of_a_hall import called, idle
from devices_that_remember import FakeCard, Hall, wait_until

from config.kinds import Name
from config.machines import CardVoice
from devices.errors import DeviceRefused, LinkLost, NoAnswer
from display.board_painter import BoardPainter, Clocks
from display.board_upkeep import BoardUpkeep
from display.card_voice import CallVoice
from display.layout import Frame, plan
from display.painter import Painter
from queue_server.contract.messages import DeviceState, TicketState

Start = Callable[[Painter], Painter]
LOUD = CardVoice(volume=9, speed=4, voice=1, times=2)


def a_board(
    hall: Hall,
    card: FakeCard,
    upkeep: BoardUpkeep | None = None,
    voice: CallVoice | None = None,
) -> BoardPainter:
    return BoardPainter(
        "hall",
        card,
        plan((256, 128), Name(zh="请到窗口办理", en="Now serving"), ("1", "3", "5")),
        frozenset({"1", "3", "5"}),
        acknowledgement=hall.acknowledgement,
        health=hall.health,
        clocks=Clocks(now=lambda: hall.now, zone=timezone(timedelta(hours=8))),
        upkeep=upkeep,
        voice=voice or CallVoice(LOUD),
    )


def said(card: FakeCard) -> list[str]:
    return [area.say.words for frame in card.frames for area in frame if area.say]


def words_at(voice: CallVoice, now_s: float) -> str:
    speech = voice.due(now_s)
    if speech is None:
        return ""
    voice.said(speech, now_s)
    return speech.words


def test_a_call_is_said_once_as_the_hall_wants_it() -> None:
    voice = CallVoice(LOUD)
    voice.call(called("3", "A012"), 100.0)
    speech = voice.due(100.0)
    assert speech is not None
    assert (speech.words, speech.volume, speech.speed) == ("请A012号到3号窗口", 9, 4)
    assert (speech.voice, speech.times) == (1, 2)
    voice.said(speech, 100.0)
    assert voice.due(200.0) is None


def test_one_call_is_not_said_into_another() -> None:
    voice = CallVoice(LOUD)
    voice.call(called("3", "A012"), 100.0)
    voice.call(called("5", "B007"), 100.0)
    assert words_at(voice, 100.0) == "请A012号到3号窗口"
    assert words_at(voice, 103.0) == ""  # eleven signs, twice, take some seven seconds
    assert words_at(voice, 108.0) == "请B007号到5号窗口"


def test_a_call_that_is_over_or_a_minute_old_is_not_said() -> None:
    voice = CallVoice(LOUD)
    voice.call(called("3", "A012"), 100.0)
    voice.forget("3")
    assert voice.due(100.0) is None
    voice.call(called("3", "A013"), 100.0)
    assert voice.due(160.0) is None


def test_the_next_call_of_a_window_takes_the_place_of_the_unsaid_one() -> None:
    voice = CallVoice(LOUD)
    voice.call(called("3", "A012"), 100.0)
    voice.call(called("3", "A013"), 101.0)
    assert words_at(voice, 101.0) == "请A013号到3号窗口"
    assert words_at(voice, 150.0) == ""


def test_what_no_font_has_is_left_out_of_the_words() -> None:
    voice = CallVoice(LOUD)
    fact = called("3", "A012")
    voice.call(type(fact)(**{**_fields(fact), "number": "𠮷A012"}), 100.0)
    assert words_at(voice, 100.0) == "请A012号到3号窗口"


def _fields(fact: object) -> dict[str, object]:
    return {name: getattr(fact, name) for name in type(fact).__struct_fields__}  # type: ignore[attr-defined]


def test_a_board_says_news_and_never_what_was_retained(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("1", "A001"), False)
    wait_until(lambda: hall.shown("hall") == {"1": 1})
    board.take(called("3", "A012"), True)
    wait_until(lambda: "3" in hall.shown("hall"))
    board.take(called("3", "A012", version=2), False)
    wait_until(lambda: hall.shown("hall") == {"1": 1, "3": 2})
    assert said(card) == ["请A012号到3号窗口"]


def test_a_board_that_was_away_says_a_call_when_it_is_back(hall: Hall, started: Start) -> None:
    card = FakeCard(fault=LinkLost("gone"))
    board = started(a_board(hall, card))
    board.take(called("3", "A012"), True)
    wait_until(lambda: card.calls > 0)
    card.fault = None
    wait_until(lambda: said(card) == ["请A012号到3号窗口"])


class MuteCard(FakeCard):
    """Hears and obeys, but its answer to a frame with words never arrives."""

    heard = 0

    def show(self, areas: Frame) -> None:
        if any(area.say for area in areas):
            self.heard += 1
            raise NoAnswer("silence")
        super().show(areas)


def test_a_card_that_may_have_heard_is_not_made_to_say_it_again_and_again(
    hall: Hall, started: Start
) -> None:
    card = MuteCard()
    board = started(a_board(hall, card))
    board.take(called("3", "A012"), True)
    wait_until(lambda: hall.shown("hall") == {"3": 1})
    assert card.heard == 1
    assert said(card) == []
    assert hall.spoken == {}  # nobody knows whether it was said


def test_a_call_that_ended_before_its_turn_stays_unsaid(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("1", "A001"), True)
    board.take(called("3", "A012"), True)
    board.take(idle("3", version=2), False)
    wait_until(lambda: "1" in hall.shown("hall"))
    assert said(card) == ["请A001号到1号窗口"]


def test_a_visitor_who_has_come_already_is_not_called_aloud(hall: Hall) -> None:
    voice = CallVoice(LOUD)
    board = a_board(hall, FakeCard(), voice=voice)
    board.take(called("1", "A001"), True)
    board.take(called("3", "A012"), True)
    board.take(called("1", "A001", version=2), False)  # the server says it again
    board.take(called("3", "A012", version=2, state=TicketState.SERVING), False)
    now_s = time.monotonic()
    assert words_at(voice, now_s) == "请A001号到1号窗口"
    assert words_at(voice, now_s + 30) == ""


class VoicelessCard(FakeCard):
    """Refuses a frame with words, as a card without a voice or with a small buffer does."""

    def show(self, areas: Frame) -> None:
        if any(area.say for area in areas):
            raise DeviceRefused("does_not_fit")
        super().show(areas)


def test_a_card_that_refuses_the_words_still_shows_the_call(hall: Hall, started: Start) -> None:
    card = VoicelessCard()
    board = started(a_board(hall, card))
    board.take(called("3", "A012"), True)
    wait_until(lambda: hall.shown("hall") == {"3": 1})
    assert "A012" in card.texts
    assert hall.said["hall"][0] is DeviceState.OK
    assert hall.spoken == {}


def test_the_hall_is_told_which_call_was_spoken_once_the_card_took_it(
    hall: Hall, started: Start
) -> None:
    card = FakeCard(fault=LinkLost("pulled"))
    board = started(a_board(hall, card))
    board.take(called("3", "A012", version=7), True)
    wait_until(lambda: card.calls > 0)
    assert hall.spoken == {}
    card.fault = None
    wait_until(lambda: hall.spoken == {"3": 7})


def test_a_card_that_refuses_everything_says_the_call_when_it_is_ready(
    hall: Hall, started: Start
) -> None:
    card = FakeCard(fault=DeviceRefused("busy"))
    board = started(a_board(hall, card))
    board.take(called("3", "A012"), True)
    wait_until(lambda: card.calls > 1)
    card.fault = None
    wait_until(lambda: said(card) == ["请A012号到3号窗口"])


def test_a_board_that_came_back_is_told_the_time_and_its_brightness(
    hall: Hall, started: Start
) -> None:
    card = FakeCard()
    told: list[str] = []
    upkeep = BoardUpkeep(
        lambda wall: told.append(f"{wall:%H:%M}"), lambda level: told.append(str(level)), 9
    )
    started(a_board(hall, card, upkeep))
    wait_until(lambda: told == ["10:00", "9"])
    card.fault = LinkLost("pulled")  # the next ping finds it out
    wait_until(lambda: "hall" in hall.said and hall.said["hall"][1] == "link_lost")
    card.fault = None
    wait_until(lambda: told == ["10:00", "9"] * 2)
