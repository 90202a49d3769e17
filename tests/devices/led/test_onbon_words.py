"""What a board shows and says, to the letter: nothing is sent in the place of what no font has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wires import FakeClock, Wire, talking

from devices.errors import DeviceRefused
from devices.led.area import Speech, has_glyph
from devices.led.areas import Voice
from devices.led.codec import Decoder, encode
from devices.led.driver import Area, OnbonBoard
from devices.led.markup import BACKSLASH, runs_of
from devices.led.messages import Ack, Command, Message, SendAreas
from devices.profiles.load import load_profile
from devices.sim.led_onbon import LedOnbonSim
from devices.strip.codec import Decoder as StripDecoder
from devices.strip.codec import Message as StripMessage
from devices.strip.codec import Shown, ShowText
from devices.strip.codec import encode as encode_strip
from devices.strip.driver import StripBus

RARE = "𠮷龘€請Ω?\\\n"
TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("请A001号窗口？?" + RARE)))


class Cabinet:
    """Boards that remember what they heard."""

    def __init__(self) -> None:
        self.heard: list[SendAreas] = []

    def answer(self, message: Message) -> list[Message]:
        if isinstance(message, SendAreas):
            self.heard.append(message)
        return [Ack()] if isinstance(message, Command) else []

    def board(self, **settings: int) -> OnbonBoard:
        clock = FakeClock()
        wire = Wire(talking(Decoder(), self.answer, encode), clock)
        return OnbonBoard(wire, "bx-6k", 256, 128, clock=clock, **settings)


def area(text: str, **settings: object) -> Area:
    return Area(x=0, y=0, width=256, height=128, text=text, **settings)  # type: ignore[arg-type]


def refusal(show: Callable[[], None]) -> str:
    """The cause; "" when it was shown."""
    try:
        show()
    except DeviceRefused as refused:
        return refused.cause
    return ""


@given(text=TEXTS)
@example(text="𠮷")
@example(text="何?")
def test_a_board_is_sent_exactly_its_text_or_nothing(text: str) -> None:
    cabinet = Cabinet()
    cause = refusal(lambda: cabinet.board().show([area(text)]))
    assert cause == ("" if all(map(has_glyph, text)) else "text_not_displayable")
    if cause:
        assert cabinet.heard == []
        return
    (command,) = cabinet.heard
    shown = "".join(run.text for run in runs_of(command.areas[0].markup))
    assert shown == text.replace("\\", BACKSLASH)


@given(text=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("请A?𠮷")), max_size=60))
@example(text="𠮷?")
def test_a_strip_is_sent_exactly_its_text_or_nothing(text: str) -> None:
    heard: list[StripMessage] = []

    def answer(message: StripMessage) -> list[StripMessage]:
        heard.append(message)
        return [Shown(1)]

    clock = FakeClock()
    wire = Wire(talking(StripDecoder(), answer, encode_strip), clock)
    strips = StripBus(wire, load_profile("strip-a090"), clock=clock)
    if refusal(lambda: strips.show(1, text)):
        assert heard == []
        return
    (message,) = heard
    assert isinstance(message, ShowText)
    assert message.text == text


def test_the_characters_that_no_font_has_are_named_once_each() -> None:
    with pytest.raises(DeviceRefused) as refused:
        Cabinet().board().show([area("請𠮷到請𠮷窗口")])
    assert str(refused.value) == "text_not_displayable: 請 (U+8ACB), 𠮷 (U+20BB7)"


@pytest.mark.parametrize("text", ["A\x00", "A\x1b", "A\x7f", "A\r"])
def test_control_characters_are_no_text(text: str) -> None:
    with pytest.raises(DeviceRefused, match="text_not_displayable"):
        Cabinet().board().show([area(text)])


def test_the_dash_and_the_middle_dot_of_gb2312_are_in_every_font() -> None:
    cabinet = Cabinet()
    cabinet.board().show([area("张·三——3号")])
    assert cabinet.heard[0].areas[0].markup.endswith("张·三——3号")


def test_a_call_is_said_in_its_own_words_and_how_it_was_asked() -> None:
    cabinet = Cabinet()
    say = Speech(words="请A001号到3号窗口", volume=9, speed=4, voice=1, times=2)
    cabinet.board().show([area("A001", say=say), area("3")])
    first, second = cabinet.heard[0].areas
    voice = Voice(person_and_repeat=0x11, volume=9, speed=4, text="请A001号到3号窗口")
    assert (first.sound_mode, first.voice) == (2, voice)
    assert (second.sound_mode, second.voice) == (0, None)


def test_without_words_of_its_own_the_shown_text_is_said() -> None:
    cabinet = Cabinet()
    cabinet.board().show([area("请A001号", say=Speech())])
    shown = cabinet.heard[0].areas[0]
    assert (shown.sound_mode, shown.voice) == (1, Voice())


def test_words_that_no_font_has_are_not_said_wrongly() -> None:
    cabinet = Cabinet()
    with pytest.raises(DeviceRefused, match="text_not_displayable"):
        cabinet.board().show([area("A001", say=Speech(words="请𠮷先生"))])
    assert cabinet.heard == []


@pytest.mark.parametrize(
    "say",
    [Speech(volume=11), Speech(speed=-1), Speech(voice=6), Speech(times=0), Speech(times=17)],
)
def test_a_voice_is_asked_for_nothing_that_it_cannot_do(say: Speech) -> None:
    with pytest.raises(DeviceRefused, match="does_not_fit"):
        Cabinet().board().show([area("A001", say=say)])


def test_pages_run_and_stay_as_asked() -> None:
    cabinet = Cabinet()
    asked = area("A\nB", run="loop-until-timeout", timeout=30, stay_s=2.5, speed=3, wrap=True)
    cabinet.board().show([asked])
    (sent,) = cabinet.heard[0].areas
    assert (sent.run_mode, sent.timeout, sent.stay, sent.speed, sent.new_line) == (2, 30, 5, 3, 2)


def test_a_board_that_does_not_fit_the_cards_buffer_is_sent_in_parts() -> None:
    cabinet = Cabinet()
    rows = [area(f"A{number:03}") for number in range(30)]
    cabinet.board(longest_frame=300).show(rows)
    assert len(cabinet.heard) > 3
    assert all(len(encode(command)) <= 300 for command in cabinet.heard)
    assert [command.delete for command in cabinet.heard] == [(255,)] + [()] * (
        len(cabinet.heard) - 1
    )
    assert [a.area for command in cabinet.heard for a in command.areas] == list(range(30))


def test_an_area_that_fits_no_buffer_is_refused() -> None:
    cabinet = Cabinet()
    with pytest.raises(DeviceRefused, match="does_not_fit"):
        cabinet.board(longest_frame=60).show([area("请到窗口办理")])
    assert cabinet.heard == []


ROWS = [
    Area(x=0, y=16, width=64, height=16, text="请到窗口", colour="green"),
    Area(x=216, y=16, width=40, height=16, text="10:00", colour="green"),
    Area(x=16, y=48, width=40, height=16, text="A012", colour="yellow", say=Speech(words="请A012")),
    Area(x=64, y=48, width=64, height=16, text="→ 3号", colour="red"),
]


def test_a_card_that_holds_few_areas_gets_its_rows_as_one() -> None:
    cabinet = Cabinet()
    cabinet.board(most_areas=3).show(ROWS)
    (sent,) = cabinet.heard[0].areas
    assert (sent.x, sent.y, sent.width, sent.height, sent.lines) == (0, 16, 256, 48, 2)
    assert sent.markup == (r"\C2请到窗口" + " " * 19 + r"10:00\n\n\C3  A012\C1  → 3号")
    assert sent.voice is not None
    assert sent.voice.text == "请A012"
    cabinet.board(most_areas=4).show(ROWS)
    assert len(cabinet.heard[1].areas) == 4


def test_a_board_of_one_area_looks_as_one_of_many() -> None:
    pictures = []
    for most in (254, 1):
        card = LedOnbonSim("bx-6k", 256, 128, lambda: 0.0)
        clock = FakeClock()
        wire = Wire(card.feed, clock)
        OnbonBoard(wire, "bx-6k", 256, 128, most_areas=most, clock=clock).show(ROWS)
        pictures.append(card.pixels().tobytes())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    "odd",
    [
        Area(x=0, y=24, width=64, height=16, text="A"),
        Area(x=4, y=96, width=64, height=16, text="A"),
        Area(x=0, y=96, width=64, height=32, text="A"),
        Area(x=0, y=96, width=64, height=16, text="A\nB"),
        Area(x=0, y=96, width=64, height=16, text="A", effect="left"),
        Area(x=24, y=48, width=64, height=16, text="A"),
    ],
)
def test_what_does_not_stand_in_rows_cannot_be_one_area(odd: Area) -> None:
    cabinet = Cabinet()
    with pytest.raises(DeviceRefused, match="too_many_areas"):
        cabinet.board(most_areas=3).show([*ROWS, odd])
    assert cabinet.heard == []


def test_rows_with_a_character_that_no_font_has_are_refused_as_areas_are() -> None:
    rare = Area(x=0, y=96, width=64, height=16, text="𠮷")
    with pytest.raises(DeviceRefused, match="text_not_displayable"):
        Cabinet().board(most_areas=1).show([*ROWS, rare])
