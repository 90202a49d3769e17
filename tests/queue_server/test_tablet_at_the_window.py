"""A window's tablet: who lets it in, what it is told, and what it may send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rating_hall import RatingHall
from web_callers import code_of

from queue_server.admin.hallctl import main
from queue_server.admin.tablets import NoSuchWindow, in_terminal, let_in, listed, shut_out
from queue_server.web import gate

QUESTION = "/api/v1/windows/1/question"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RatingHall]:
    made = RatingHall(tmp_path)
    yield made
    made.close()


def question(house: RatingHall, token: str) -> dict[str, object]:
    answer = house.web.ask(token, "GET", QUESTION)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_a_tablet_asks_its_windows_visitor_and_passes_on_what_they_press(house: RatingHall) -> None:
    tablet = house.tablet()
    assert question(house, tablet)["rating"] is None
    act, _ = house.visit()
    told = question(house, tablet)
    assert told["rating"]["act_id"] == act  # type: ignore[index]
    assert (told["clerk"], told["changing"]) == ("c1", None)
    assert house.rate(tablet, act, 4, channel="tablet").status_code == 201
    told = question(house, tablet)
    assert (told["rating"], told["changing"]) == (None, act)
    house.hall.later(3)
    assert question(house, tablet)["changing"] is None
    assert house.kept() == [(4, "tablet", "", "")]


def test_the_next_call_ends_what_the_tablet_is_doing(house: RatingHall) -> None:
    tablet = house.tablet()
    act, _ = house.visit()
    house.rate(tablet, act, 1, channel="tablet", asking_why=True)
    assert question(house, tablet)["changing"] == act
    house.web.issue()
    house.hall.next()
    assert question(house, tablet)["changing"] is None
    late = house.rate(tablet, act, 1, channel="tablet", reasons=["115"], asking_why=True)
    assert code_of(late) == (409, "already_rated")
    assert house.kept() == [(1, "tablet", "", "")]


def test_a_tablet_has_no_say_at_another_window_and_no_other_way(house: RatingHall) -> None:
    tablet = house.tablet("3")
    act, _ = house.visit("1")
    assert code_of(house.web.ask(tablet, "GET", QUESTION)) == (403, "not_your_window")
    assert code_of(house.rate(tablet, act, 5, channel="tablet")) == (403, "not_your_window")
    assert code_of(house.rate(tablet, act, 5)) == (403, "forbidden")  # as if it were a keypad
    assert code_of(house.rate(tablet, act, 5, channel="qr")) == (403, "forbidden")
    for path in ("/api/v1/windows/3", "/api/v1/windows/3/stream"):
        assert code_of(house.web.ask(tablet, "GET", path)) == (403, "forbidden")


def test_a_keypad_is_no_tablet(house: RatingHall) -> None:
    act, _ = house.visit()
    assert code_of(house.rate("desk-d1", act, 5, channel="tablet")) == (403, "forbidden")
    assert code_of(house.web.ask("desk-d1", "GET", QUESTION)) == (403, "forbidden")


@pytest.mark.parametrize("path", [QUESTION, f"{QUESTION}/stream"])
def test_a_clerk_looks_at_no_tablet_and_presses_none(house: RatingHall, path: str) -> None:
    act, _ = house.visit()
    clerk = house.web.token("c1")
    assert code_of(house.web.ask(clerk, "GET", path)) == (403, "forbidden")
    assert code_of(house.rate(clerk, act, 5, channel="tablet")) == (403, "forbidden")
    assert house.kept() == []


def test_a_tablet_that_is_shut_out_says_nothing_more(
    house: RatingHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "REMEMBERED_S", 0.0)  # at once, not within 5 s
    lost, hall = house.tablet(), house.hall.hall
    found = house.tablet()  # a new link for the same window
    assert house.web.ask(lost, "GET", QUESTION).status_code == 401
    assert house.web.ask(found, "GET", QUESTION).status_code == 200
    shut_out(hall, "1")
    assert house.web.ask(found, "GET", QUESTION).status_code == 401
    with pytest.raises(NoSuchWindow):
        shut_out(hall, "1")


@pytest.mark.parametrize("spoilt", ["others may read it", "no list"])
def test_a_list_of_tablets_that_cannot_be_used_keeps_nobody_else_out(
    house: RatingHall, spoilt: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever has to log in anew is told so; only tablets are shut out, and the log says why."""
    tablet, listed = house.tablet(), Path(house.hall.hall.secrets.tablets_file)
    if spoilt == "no list":
        listed.write_text("{")
    else:
        listed.chmod(0o644)
    assert code_of(house.web.ask(tablet, "GET", QUESTION)) == (401, "unauthenticated")
    assert code_of(house.web.ask("an old session", "GET", "/api/v1/windows/1"))[0] == 401
    assert house.page("/clerk", cookie="an old session") == house.page("/clerk")
    assert "nobody is let in by tablets" in caplog.text


def test_a_link_names_its_window_and_keeps_its_token_out_of_requests(house: RatingHall) -> None:
    hall = house.hall.hall
    link = let_in(hall, "3")
    address, _, token = link.partition("#")
    assert address.endswith("/evaluator/3")
    assert len(token) == 43
    assert token not in Path(hall.secrets.tablets_file).read_text()
    assert listed(hall) == [
        "window 1: no tablet",
        "window 2: no tablet",
        "window 3: a tablet",
        "window 4: no tablet",
    ]
    with pytest.raises(NoSuchWindow):
        let_in(hall, "99")


def test_the_terminal_draws_a_code_as_wide_as_high(house: RatingHall) -> None:
    lines = in_terminal(let_in(house.hall.hall, "1")).rstrip("\n").split("\n")
    assert len({len(line) for line in lines}) == 1
    assert abs(len(lines) * 2 - len(lines[0])) <= 1  # two rows of modules in a line


def test_hallctl_lists_and_refuses_in_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HALL_DATA", str(tmp_path))
    monkeypatch.delenv("HALL_CONFIG", raising=False)
    assert main(["tablets", "2"]) == 0
    assert "/evaluator/2#" in capsys.readouterr().out
    assert main(["tablets"]) == 0
    assert "window 2: a tablet" in capsys.readouterr().out
    assert main(["tablets", "2", "--remove"]) == 0
    assert main(["tablets", "9999"]) == 1
    assert "no window 9999" in capsys.readouterr().err


def test_the_page_is_open_and_knows_nothing(house: RatingHall) -> None:
    act, _ = house.visit()
    page = house.page("/evaluator/1")
    assert "noindex" in page
    assert act not in page
    assert "A001" not in page
    assert house.web.app.test_client().get("/evaluator/99").status_code == 404
