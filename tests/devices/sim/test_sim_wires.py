from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import serial
from virtual_bench import (
    ACK,
    CALL_KEY,
    CARD_FOUND,
    FIND,
    NO_CARD,
    PING,
    PRINTER_PAPER,
    READ_REPLY_BYTES,
    READ_WITH_FINGERPRINT,
    SELECT,
    SELECTED,
)

from devices.errors import DeviceError
from devices.id_card.driver import Card, IdCardReader
from devices.sim.bench_file import Bench
from devices.sim.device import Refused
from devices.sim.faults import Faults, WireFault
from devices.sim.host import Host
from devices.transport import open_transport

Eventually = Callable[[Callable[[], Any]], Any]
OpenPort = Callable[[str], serial.Serial]


def link(host: Host, name: str) -> Path:
    return Path(host[name].state()["link"])


def test_a_pulled_cable_fails_the_program_and_takes_the_link_away(
    host: Host, port: OpenPort
) -> None:
    line = port("printer")
    place = link(host, "printer")
    assert place.is_symlink()
    host["printer"].act("unplug", {})
    assert not place.is_symlink()
    with pytest.raises(serial.SerialException):
        line.read(1)
    with pytest.raises(OSError, match=r"Input/output error|EIO"):
        os.write(line.fileno(), PRINTER_PAPER)


def test_a_cable_plugged_in_again_is_a_fresh_port_under_the_same_link(
    host: Host, port: OpenPort
) -> None:
    port("printer")
    place = link(host, "printer")
    host["printer"].act("unplug", {})
    host["printer"].act("plug", {})
    line = port("printer")
    assert link(host, "printer") == place
    line.write(PRINTER_PAPER)
    assert line.read(1) == b"\x12"


def test_what_the_device_knew_outlives_its_cable(host: Host, port: OpenPort) -> None:
    host["reader"].act("lay", {"person": "elder"})
    host["reader"].act("unplug", {})
    host["reader"].act("plug", {})
    line = port("reader")
    line.write(FIND)
    assert line.read(len(CARD_FOUND)) == CARD_FOUND


def test_a_tcp_device_unplugged_hangs_up_and_comes_back_on_the_same_port(
    host: Host, port: OpenPort
) -> None:
    line = port("board")
    line.write(PING)
    line.read(len(ACK))
    number = host["board"].state()["tcp_port"]
    host["board"].act("unplug", {})
    with pytest.raises(serial.SerialException):
        line.read(1)
    with pytest.raises(serial.SerialException):
        serial.serial_for_url(f"socket://127.0.0.1:{number}", timeout=1)
    host["board"].act("plug", {})
    assert host["board"].state()["tcp_port"] == number
    again = port("board")
    again.write(PING)
    assert again.read(len(ACK)) == ACK


def test_a_silent_device_neither_hears_nor_speaks_and_a_mute_one_hears(
    host: Host, port: OpenPort, eventually: Eventually
) -> None:
    line = port("strips")
    line.timeout = 0.2
    show = bytes.fromhex("A0 90 01 A5 00 02 41 00 E7")
    for fault, text in (("silent", ""), ("mute", "A")):
        host["strips"].act("fault", {"silent": False, "mute": False, fault: True})
        line.write(show)
        assert line.read(1) == b""
        eventually(lambda text=text: host["strips"].state()["strips"][0]["text"] == text)


def test_a_noisy_line_fails_the_driver_politely_and_a_clean_one_reads_again(
    host: Host, eventually: Eventually
) -> None:
    transport = open_transport(str(link(host, "reader")), 115200)
    reader = IdCardReader(transport)

    def poll() -> Card | None:
        try:
            return reader.poll()
        except DeviceError:
            return None

    try:
        host["reader"].act("fault", {"noise": True})
        host["reader"].act("lay", {"person": "elder"})
        poll()
        host["reader"].act("remove", {})
        host["reader"].act("fault", {"noise": False})
        poll()
        host["reader"].act("lay", {"person": "young"})
        assert eventually(poll).number == "370399200105210011"
    finally:
        transport.close()


def test_noise_between_frames_does_not_need_a_question(host: Host, port: OpenPort) -> None:
    line = port("printer")
    host["printer"].act("fault", {"noise": True})
    assert line.read(1)


def test_a_trickle_is_whole_in_the_end(host: Host, port: OpenPort) -> None:
    line = port("reader")
    host["reader"].act("fault", {"trickle": True})
    host["reader"].act("lay", {"person": "elder"})
    for request, answer in ((FIND, CARD_FOUND), (SELECT, SELECTED)):
        line.write(request)
        assert line.read(len(answer)) == answer
    line.write(READ_WITH_FINGERPRINT)
    line.timeout = 5
    assert len(line.read(READ_REPLY_BYTES + 2)) == READ_REPLY_BYTES + 2


def test_a_wire_that_drops_everything_delivers_nothing(host: Host, port: OpenPort) -> None:
    line = port("reader")
    line.timeout = 0.2
    host["reader"].act("fault", {"drop": 1.0})
    line.write(FIND)
    assert line.read(1) == b""
    host["reader"].act("fault", {"drop": 0.0})
    line.write(FIND)
    assert line.read(len(NO_CARD)) == NO_CARD


def test_the_same_seed_makes_the_same_noise() -> None:
    noisy = [Faults(7), Faults(7), Faults(8)]
    for faults in noisy:
        faults.switch(WireFault(noise=True))
    first, same, other = ([f.outbound(bytes(50)) for _ in range(9)] for f in noisy)
    assert first == same != other


@pytest.mark.parametrize(
    "body", [{"silent": "yes"}, {"upside_down": True}, {"paper": "wet"}, {"drop": "all"}]
)
def test_a_fault_that_does_not_exist_changes_nothing(host: Host, body: dict[str, object]) -> None:
    before = host["printer"].state()
    with pytest.raises(Refused) as refused:
        host["printer"].act("fault", body | {"cover": "open"} if "paper" in body else body)
    assert refused.value.code == "malformed"
    assert host["printer"].state() == before


def test_bytes_said_while_nobody_listens_reach_no_later_listener(
    host: Host, port: OpenPort, eventually: Eventually
) -> None:
    host["desk"].act("press", {"window": "1", "key": "CALL"})
    eventually(lambda: host["desk"].state()["pads"][0]["unheard"] == 1)
    line = port("desk")
    line.timeout = 0.2
    assert line.read(len(CALL_KEY)) == b""


def test_a_stopped_bench_leaves_no_link_and_no_port(bench: Bench) -> None:
    host = Host(bench)
    host.start()
    links = [Path(entry.link) for entry in bench.devices if entry.link]
    number = host["board"].state()["tcp_port"]
    assert all(place.is_symlink() for place in links)
    host.stop()
    assert not any(place.is_symlink() for place in links)
    with pytest.raises(serial.SerialException):
        serial.serial_for_url(f"socket://127.0.0.1:{number}", timeout=1)


def test_a_link_left_by_a_killed_bench_is_taken_over(bench: Bench) -> None:
    place = Path(next(entry.link for entry in bench.devices if entry.link))
    place.parent.mkdir()
    place.symlink_to("/dev/pts/never")
    host = Host(bench)
    host.start()
    try:
        assert place.resolve().exists()
    finally:
        host.stop()
