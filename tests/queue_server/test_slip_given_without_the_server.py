"""A slip that a cut-off kiosk printed rates like any other, once its ticket has come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from rating_hall import RatingHall
from test_kiosk_entries import TODAY, CutOffKiosk

from queue_server.contract import offline as o
from queue_server.contract.slip_code import code_of, coded
from queue_server.leases import lease


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RatingHall]:
    made = RatingHall(tmp_path)
    yield made
    made.close()


def leased(house: RatingHall, kiosk: CutOffKiosk) -> o.Bands:
    parts = house.hall.parts
    wanted = [o.BandWanted(business_date=TODAY, service="company")]
    command = o.LeaseBands(
        request_id=uuid4(), kiosk=kiosk.kiosk, outbox_id=kiosk.outbox_id, wanted=wanted
    )
    answer = parts.commands.once(
        "lease", command, lambda tx, now: lease(parts.queue, tx, command, "kiosk-k1", now)
    )
    return msgspec.json.decode(answer, type=o.Bands)


def slip(house: RatingHall, key: str, ticket_id: UUID) -> str:
    """The path in the code of a slip that was signed with this key."""
    return coded(f"/t/{ticket_id}", code_of(bytes.fromhex(key), house.hall.hall.hall.id, ticket_id))


def test_whoever_holds_it_rates(house: RatingHall) -> None:
    kiosk = CutOffKiosk(house.hall)
    bands = leased(house, kiosk)
    given = kiosk.give(bands.bands[0])
    path = slip(house, bands.slip_key, given.ticket_id)
    assert house.web.app.test_client().get(path).status_code == 404  # nobody here knows it yet
    kiosk.send()
    assert house.hall.next("1").number == "AX001"
    ask = house.hall.press("finish", "1").rating
    assert ask is not None
    assert "请评价本次服务" in house.page(path)
    assert house.send(path, act=str(ask.act_id), level="5").status_code == 303
    assert house.kept() == [(5, "qr", "", "")]


def test_a_kiosk_s_key_opens_no_ticket_that_was_not_given_out_of_its_bands(
    house: RatingHall,
) -> None:
    here, there = CutOffKiosk(house.hall), CutOffKiosk(house.hall, "k2")
    bands, others = leased(house, here), leased(house, there)
    given = here.give(bands.bands[0])
    here.send()
    _, usual = house.visit("3")
    usual_id = UUID(usual[3:39])
    assert bands.slip_key != others.slip_key
    for key, ticket_id, opens in (
        (bands.slip_key, given.ticket_id, True),
        (others.slip_key, given.ticket_id, False),
        (bands.slip_key, usual_id, False),
    ):
        assert ('id="rating"' in house.page(slip(house, key, ticket_id))) is opens


def test_a_hall_whose_slips_do_not_rate_tells_no_key(tmp_path: Path) -> None:
    house = RatingHall(tmp_path, qr_hours=0)
    assert leased(house, CutOffKiosk(house.hall)).slip_key == ""
    house.close()
