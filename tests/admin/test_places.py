"""Ports and folders are settled before anything starts."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from config.loader import ConfigMistakes, load
from queue_server.admin.places import (
    Places,
    PortsBusy,
    bench_port,
    check_ports,
    check_socket_paths,
    free_port,
    make_run_folder,
    remove_run_folder,
)

FOLDER = Path("/nowhere")


def test_every_busy_port_is_named_with_its_variable() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        ports = [s.getsockname()[1] for s in (one, two)]
        hall = load(env={"HALL_PORT": str(ports[0]), "HALL_MQTT_PORT": str(free_port())})
        with pytest.raises(PortsBusy) as busy:
            check_ports(hall, Places(FOLDER, FOLDER, ports[1]))
    assert f"port {ports[0]} is in use" in str(busy.value)
    assert "set HALL_PORT to another" in str(busy.value)
    assert f"port {ports[1]} is in use" in str(busy.value)
    assert "HALL_MQTT_PORT to another" not in str(busy.value)


def test_free_ports_are_good() -> None:
    hall = load(env={"HALL_PORT": str(free_port()), "HALL_MQTT_PORT": str(free_port())})
    check_ports(hall, Places(FOLDER, FOLDER, free_port()))


def test_one_port_for_two_programs_is_told() -> None:
    port = free_port()
    hall = load(env={"HALL_PORT": str(port), "HALL_MQTT_PORT": str(port)})
    with pytest.raises(PortsBusy, match="must differ"):
        check_ports(hall, Places(FOLDER, FOLDER, free_port()))


def test_the_run_folder_is_short_private_and_goes_away() -> None:
    folder = make_run_folder({})
    try:
        assert len(str(folder / "kiosk-k1.sock")) < 60
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        remove_run_folder(folder, {})
    assert not folder.exists()


def test_a_run_folder_of_the_callers_stays(tmp_path: Path) -> None:
    env = {"HALL_RUN": str(tmp_path / "hall-run")}
    folder = make_run_folder(env)
    remove_run_folder(folder, env)
    assert folder.is_dir()


def test_a_socket_path_that_is_too_long_is_a_mistake() -> None:
    places = replace(Places(FOLDER, FOLDER, 8090), run=FOLDER / ("长" * 40))
    with pytest.raises(ConfigMistakes, match="longer than 107 bytes"):
        check_socket_paths([places.eye("k1")])


@pytest.mark.parametrize("text", ["", "8090"])
def test_the_bench_has_a_port_of_its_own(text: str) -> None:
    assert bench_port({"HALL_BENCH_PORT": text}) == 8090
