"""The hall's file was changed in the middle of a day: who was sent to a window that is no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from small_hall import SmallHall, small_hall

from queue_server.contract.waits import Wait


def test_a_ticket_sent_to_a_window_that_is_gone_says_that_nobody_knows(tmp_path: Path) -> None:
    file = small_hall(tmp_path)
    hall = SmallHall(file)
    hall.sit("1")
    sent = hall.issue("company").ticket_id
    hall.next("1")
    hall.press("start")
    hall.press("transfer", "1", None, "3")
    hall.hall = replace(file, windows=[each for each in file.windows if each.ids != "3"])
    hall.reopen()
    with hall.parts.store.read() as reader:
        ticket = reader.ticket(sent)
        assert ticket is not None
        assert ticket.target_window == "3"
        assert hall.parts.views.wait(reader, ticket, hall.now) == Wait(ahead=0)
    hall.close()
