"""Every "no" says why, until when, and what to do; and a tile says it before anybody asks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.moments import spoken
from kiosk.refusals import KINDS, Told, buttons
from kiosk.states import Refused
from kiosk.taking import shut, taking
from kiosk.texts import load_texts
from queue_server.contract.messages import HallInfo, OtherHall, ServiceInfo, Taking

NOW = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXTS = load_texts()
SECOND = OtherHall(hall="second", name={"zh": "二号厅"}, where={"zh": "出门左转", "en": "Left"})


def told(refused: Refused, hall: HallInfo, language: str = "zh") -> Told:
    return Told(refused, hall, TEXTS[language], language, NOW)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("code", [*KINDS, "something_new"])
def test_every_refusal_has_a_title_and_says_what_to_do(
    code: str, language: str, hall_info: HallInfo
) -> None:
    says = told(Refused(code=code), hall_info, language)
    assert says.title().strip()
    assert says.text().strip()
    assert code not in says.title() + says.text()


def test_too_early_says_from_when(hall_info: HallInfo) -> None:
    early = Refused(code="appointment_early", facts={"from": "2026-11-23T02:45:00Z"})
    assert "10:45" in told(early, hall_info).text()
    assert buttons(early) == ()


@pytest.mark.parametrize("language", TEXTS)
def test_only_whoever_has_an_appointment_today_is_asked_to_wait_in_the_hall(
    language: str, hall_info: HallInfo
) -> None:
    today = Refused(code="appointment_early", facts={"from": "2026-11-23T02:45:00Z"})
    tomorrow = Refused(code="appointment_early", facts={"from": "2026-11-24T02:45:00Z"})
    invites = TEXTS[language]["refused.appointment_early_today"]
    assert invites in told(today, hall_info, language).text()
    assert invites not in told(tomorrow, hall_info, language).text()


def test_too_late_offers_an_ordinary_number_of_the_same_service(hall_info: HallInfo) -> None:
    facts = {"until": "2026-11-23T02:00:00+00:00", "service": "real-estate"}
    late = Refused(code="appointment_late", facts=facts)
    assert "10:00" in told(late, hall_info).text()
    assert buttons(late) == ("ordinary",)
    assert buttons(Refused(code="appointment_late")) == ("without",)


def test_the_wrong_hall_names_the_right_one_and_the_way(hall_info: HallInfo) -> None:
    hall = msgspec.structs.replace(hall_info, other_halls=[SECOND])
    says = told(Refused(code="wrong_hall", facts={"hall": "second"}), hall)
    assert says.title() == "请前往二号厅取号"
    assert "出门左转" in says.text()


def test_the_wrong_zone_names_the_right_one(hall_info: HallInfo) -> None:
    zone = hall_info.zones[0]
    says = told(Refused(code="wrong_hall", facts={"zone": zone.zone}), hall_info)
    assert says.title() == f"请前往{zone.name['zh']}取号"


def test_a_hall_that_nobody_configured_is_still_a_sentence(hall_info: HallInfo) -> None:
    says = told(Refused(code="wrong_hall", facts={"hall": "gone"}), hall_info)
    assert says.title() == TEXTS["zh"]["refused.wrong_hall"]


def test_what_people_wrote_stands_in_the_visitors_language(hall_info: HallInfo) -> None:
    reason = {"zh": "设备检修", "en": "Repairs"}
    closed = Refused(code="service_closed", reason=reason)
    assert "Repairs" in told(closed, hall_info, "en").text()


def test_used_up_sends_to_a_window_that_stands_idle(hall_info: HallInfo) -> None:
    used = Refused(code="quota_used", facts={"window": "7"})
    assert "7 号窗口空闲" in told(used, hall_info).text()


def test_a_time_that_is_none_is_left_out(hall_info: HallInfo) -> None:
    assert told(Refused(code="appointment_early", facts={"from": "soon"}), hall_info).text()


def test_a_lost_ticket_can_be_printed_again_only_when_it_is_known() -> None:
    known = Refused(code="already_waiting", facts={"number": "A1", "ticket_id": "x"})
    assert "reprint" in buttons(known)
    assert "reprint" not in buttons(Refused(code="already_waiting", facts={"number": "A1"}))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), "14:00"),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), "明天 09:00"),
        (datetime(2026, 12, 7, 1, 0, tzinfo=UTC), "12月7日星期一 09:00"),
    ],
)
def test_a_time_is_told_as_people_say_it(at: datetime, words: str) -> None:
    assert spoken(at, NOW, TEXTS["zh"]) == words


# --- tiles ----------------------------------------------------------------------------------


def service(hall_info: HallInfo, **changes: object) -> ServiceInfo:
    return msgspec.structs.replace(hall_info.services[0], **changes)


def test_a_service_says_what_an_issue_would(hall_info: HallInfo) -> None:
    opens = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    now = Taking(code="quota_used", opens_at=opens)
    used = service(hall_info, taking=now, idle_windows=["7"])
    said = shut(used, taking(used, (), server=True))
    assert said is not None
    assert (said.code, said.facts["window"]) == ("quota_used", "7")
    assert datetime.fromisoformat(said.facts["opens_at"]) == opens


def test_what_the_server_said_before_it_fell_silent_closes_nothing(hall_info: HallInfo) -> None:
    closed = service(hall_info, taking=Taking(code="service_closed"))
    assert shut(closed, taking(closed, (), server=False)) is None


def test_another_halls_service_is_known_without_the_server(hall_info: HallInfo) -> None:
    elsewhere = service(hall_info, elsewhere="second")
    said = shut(elsewhere, taking(elsewhere, (), server=False))
    assert said is not None
    assert (said.code, said.facts) == ("wrong_hall", {"hall": "second"})


def test_a_kiosk_gives_numbers_of_its_own_zones_only(hall_info: HallInfo) -> None:
    mine = service(hall_info)
    assert shut(mine, taking(mine, (mine.zone,), server=True)) is None
    said = shut(mine, taking(mine, ("another",), server=True))
    assert said is not None
    assert said.facts == {"zone": mine.zone}
