"""What the hall needs of a broker, of mosquitto and of the embedded one alike."""

from __future__ import annotations

import queue
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mqtt_peer import Peer, RunningBroker

from queue_server.contract import topics

MakePeer = Callable[..., Peer]
WINDOW_1 = topics.window("demo", "1")
WINDOW_2 = topics.window("demo", "2")
ALL_WINDOWS = topics.window("demo", "+")
REFUSED = 135  # paho: Not authorized


@pytest.fixture
def server(peer: MakePeer) -> Iterator[Peer]:
    made = peer("server")
    assert made.connect() == 0
    yield made
    for topic in (WINDOW_1, WINDOW_2, topics.queue("demo")):
        made.publish(topic, b"", retain=True)


@pytest.fixture
def display(peer: MakePeer) -> Peer:
    made = peer("display")
    assert made.connect() == 0
    return made


def fence(server: Peer, listener: Peer) -> list[tuple[str, bytes, bool]]:
    """Everything that `listener` has heard up to now: a last message marks the end."""
    server.publish(topics.queue("demo"), b"fence")
    heard = []
    while (message := listener.hear())[1] != b"fence":
        heard.append(message)
    return heard


def test_a_display_that_comes_late_hears_the_retained_call(server: Peer, display: Peer) -> None:
    server.publish(WINDOW_1, b"A001", retain=True)
    display.subscribe(WINDOW_1)
    assert display.hear() == (WINDOW_1, b"A001", True)


def test_a_live_call_is_not_marked_as_retained(server: Peer, display: Peer) -> None:
    display.subscribe(WINDOW_1)
    server.publish(WINDOW_1, b"A001", retain=True)
    assert display.hear() == (WINDOW_1, b"A001", False)


def test_only_the_newest_retained_call_is_kept(server: Peer, display: Peer) -> None:
    server.publish(WINDOW_1, b"A001", retain=True)
    server.publish(WINDOW_1, b"A002", retain=True)
    display.subscribe(ALL_WINDOWS)
    assert display.hear() == (WINDOW_1, b"A002", True)


def test_an_empty_retained_message_clears_the_old_one(server: Peer, display: Peer) -> None:
    server.publish(WINDOW_1, b"A001", retain=True)
    server.publish(WINDOW_1, b"", retain=True)
    display.subscribe(ALL_WINDOWS)
    display.subscribe(topics.queue("demo"))
    assert fence(server, display) == []


def test_retained_calls_reach_only_who_asked_for_them(
    server: Peer, display: Peer, peer: MakePeer
) -> None:
    server.publish(WINDOW_1, b"A001", retain=True)
    server.publish(WINDOW_2, b"B001", retain=True)
    display.subscribe(topics.queue("demo"))
    newcomer = peer("display")
    assert newcomer.connect() == 0
    newcomer.subscribe(WINDOW_2)
    newcomer.subscribe(topics.queue("demo"))
    assert fence(server, newcomer) == [(WINDOW_2, b"B001", True)]
    assert display.hear()[1] == b"fence"


def test_a_subscription_in_chinese_letters_is_heard(running: RunningBroker, peer: MakePeer) -> None:
    server, watcher = peer("server"), peer("hallctl")
    assert server.connect() == 0
    assert watcher.connect() == 0
    topic = topics.window("demo", "三号窗口")
    watcher.subscribe(topic)
    server.publish(topic, "请A001号".encode())
    assert watcher.hear() == (topic, "请A001号".encode(), False)


KIOSK_HEALTH = topics.health("demo", "kiosk-k1")


@pytest.fixture
def kiosk(peer: MakePeer) -> Iterator[Peer]:
    """A kiosk whose will is set; what it left behind is cleared at the end."""
    made = peer("kiosk-k1")
    made.client.will_set(KIOSK_HEALTH, b"gone", qos=1, retain=True)
    yield made
    broom = peer("kiosk-k1")
    assert broom.connect() == 0
    broom.publish(KIOSK_HEALTH, b"", retain=True)


def test_a_cut_cable_sends_the_will_and_keeps_it(
    server: Peer, display: Peer, kiosk: Peer, peer: MakePeer
) -> None:
    assert kiosk.connect() == 0
    display.subscribe(KIOSK_HEALTH)
    kiosk.drop()
    assert display.hear() == (KIOSK_HEALTH, b"gone", False)
    late = peer("display")
    assert late.connect() == 0
    late.subscribe(topics.health("demo", "+"))
    assert late.hear() == (KIOSK_HEALTH, b"gone", True)


def test_a_silent_peer_expires_and_its_will_is_sent(
    running: RunningBroker, display: Peer, kiosk: Peer
) -> None:
    display.subscribe(KIOSK_HEALTH)
    with socket.create_connection(("127.0.0.1", running.port)) as silent:
        silent.sendall(connect_packet("kiosk-k1", running.passwords["kiosk-k1"], keep_alive_s=1))
        assert silent.recv(4) == bytes((0x20, 2, 0, 0))
        assert display.hear() == (KIOSK_HEALTH, b"gone", False)


def connect_packet(user: str, password: str, keep_alive_s: int) -> bytes:
    """A CONNECT written by hand (MQTT 3.1.1, 3.1), with a retained will of QoS 1."""

    def text(value: str) -> bytes:
        return len(value.encode()).to_bytes(2, "big") + value.encode()

    will = text(topics.health("demo", user)) + text("gone")
    flags = bytes((0b1110_1110,))
    body = text("MQTT") + b"\x04" + flags + keep_alive_s.to_bytes(2, "big")
    body += text("silent") + will + text(user) + text(password)
    assert len(body) < 128
    return bytes((0x10, len(body))) + body


def test_a_polite_leave_sends_no_will(server: Peer, display: Peer, kiosk: Peer) -> None:
    assert kiosk.connect() == 0
    display.subscribe(topics.health("demo", "+"))
    display.subscribe(topics.queue("demo"))
    kiosk.leave()
    assert fence(server, display) == []


def test_what_was_published_before_a_polite_leave_arrives(display: Peer, peer: MakePeer) -> None:
    display.subscribe(WINDOW_1)
    for n in range(20):
        hasty = peer("server")
        assert hasty.connect() == 0
        hasty.client.publish(WINDOW_1, f"{n}".encode(), qos=0)
        hasty.leave()
        assert display.hear()[1] == f"{n}".encode()


def test_a_second_program_with_the_same_name_takes_over(server: Peer, peer: MakePeer) -> None:
    first, second = peer("display", "board-1"), peer("display", "board-1")
    assert first.connect() == 0
    first.subscribe(WINDOW_1)
    assert second.connect() == 0
    first.lost.get(timeout=10)
    second.subscribe(WINDOW_1)
    server.publish(WINDOW_1, b"A001")
    assert second.hear() == (WINDOW_1, b"A001", False)
    assert first.heard.empty()


@pytest.mark.parametrize("amount", [5, 200])
def test_what_a_display_missed_comes_in_order(server: Peer, peer: MakePeer, amount: int) -> None:
    name = f"board-{amount}"
    before = peer("display", name, persistent=True)
    assert before.connect() == 0
    before.subscribe(WINDOW_1)
    before.leave()
    for n in range(amount):
        server.publish(WINDOW_1, f"A{n:03}".encode())
    after = peer("display", name, persistent=True)
    assert after.connect() == 0
    assert [after.hear()[1] for _ in range(amount)] == [f"A{n:03}".encode() for n in range(amount)]


def test_a_clean_session_ends_what_was_kept(server: Peer, peer: MakePeer) -> None:
    kept = peer("display", "board-2", persistent=True)
    assert kept.connect() == 0
    kept.subscribe(WINDOW_1)
    kept.leave()
    clean = peer("display", "board-2")
    assert clean.connect() == 0
    clean.subscribe(topics.queue("demo"))
    server.publish(WINDOW_1, b"A001")
    assert fence(server, clean) == []


def test_a_nameless_client_is_refused(peer: MakePeer) -> None:
    assert peer("").connect() == REFUSED


def test_a_wrong_password_is_refused_and_disturbs_nobody(
    running: RunningBroker, server: Peer, peer: MakePeer
) -> None:
    display = peer("display", "board-3")
    assert display.connect() == 0
    display.subscribe(WINDOW_1)
    thief = peer("display", "board-3")
    thief.client.username_pw_set("display", "guessed")
    assert thief.connect() == REFUSED
    server.publish(WINDOW_1, b"A001")
    assert display.hear() == (WINDOW_1, b"A001", False)


def test_a_display_cannot_publish_a_call(server: Peer, display: Peer, peer: MakePeer) -> None:
    watcher = peer("hallctl")
    assert watcher.connect() == 0
    watcher.subscribe(ALL_WINDOWS)
    watcher.subscribe(topics.queue("demo"))
    display.publish(WINDOW_1, b"A666", retain=True)
    assert fence(server, watcher) == []


def test_a_kiosk_hears_nothing_that_it_may_not(server: Peer, display: Peer, peer: MakePeer) -> None:
    kiosk = peer("kiosk-k1")
    assert kiosk.connect() == 0
    display.publish(topics.shown("demo", "hall", "1"), b"old", retain=True)
    kiosk.subscribe("#")
    display.publish(topics.shown("demo", "hall", "1"), b"new")
    assert fence(server, kiosk) == []
    display.publish(topics.shown("demo", "hall", "1"), b"", retain=True)


def test_a_kiosk_speaks_only_of_its_own_health(server: Peer, peer: MakePeer) -> None:
    liar, kiosk, watcher = peer("kiosk-k1"), peer("kiosk-k1"), peer("hallctl")
    assert [each.connect() for each in (liar, kiosk, watcher)] == [0, 0, 0]
    watcher.subscribe("#")
    liar.publish(topics.health("demo", "server"), b"lie")  # mosquitto also ends the connection
    kiosk.publish(KIOSK_HEALTH, b"truth")
    assert watcher.hear()[1] == b"truth"
    assert fence(server, watcher) == []


def test_a_kiosk_hears_its_own_orders_from_the_server_alone(
    server: Peer, display: Peer, peer: MakePeer
) -> None:
    own, other = topics.kiosk_order("demo", "k1"), topics.kiosk_order("demo", "k2")
    server.publish(own, b"closed", retain=True)
    kiosk, liar = peer("kiosk-k1"), peer("kiosk-k1")
    assert (kiosk.connect(), liar.connect()) == (0, 0)
    kiosk.subscribe(topics.kiosk_order("demo", "+"))
    kiosk.subscribe(own)
    kiosk.subscribe(topics.queue("demo"))
    assert (own, b"closed", True) in [kiosk.hear(), *fence(server, kiosk)]
    server.publish(other, b"not yours")
    display.publish(own, b"lie")
    liar.publish(own, b"lie")
    assert fence(server, kiosk) == []
    server.publish(own, b"", retain=True)


def test_a_kiosk_says_how_it_is_to_the_server_and_speaks_for_no_other(
    server: Peer, peer: MakePeer
) -> None:
    kiosk, liar = peer("kiosk-k1"), peer("kiosk-k1")
    assert (kiosk.connect(), liar.connect()) == (0, 0)
    server.subscribe(topics.kiosk("demo", "k1"))
    server.subscribe(topics.kiosk("demo", "k2"))
    server.subscribe(topics.queue("demo"))
    liar.publish(topics.kiosk("demo", "k2"), b"lie")
    kiosk.publish(topics.kiosk("demo", "k1"), b"truth")
    assert server.hear() == (topics.kiosk("demo", "k1"), b"truth", False)
    assert fence(server, server) == []


def test_a_quarter_of_a_megabyte_passes(server: Peer, display: Peer) -> None:
    payload = bytes(range(256)) * 1024
    display.subscribe(WINDOW_1)
    server.publish(WINDOW_1, payload)
    assert display.hear() == (WINDOW_1, payload, False)


def test_two_overlapping_wishes_bring_one_message(server: Peer, display: Peer) -> None:
    display.subscribe(WINDOW_1)
    display.subscribe(ALL_WINDOWS)
    display.subscribe(topics.queue("demo"))
    server.publish(WINDOW_1, b"A001")
    assert fence(server, display) == [(WINDOW_1, b"A001", False)]


def test_after_unsubscribing_nothing_more_is_heard(server: Peer, display: Peer) -> None:
    display.subscribe(WINDOW_1)
    display.subscribe(topics.queue("demo"))
    done: queue.Queue[object] = queue.Queue()
    display.client.on_unsubscribe = lambda *_: done.put(None)
    display.client.unsubscribe(WINDOW_1)
    done.get(timeout=10)
    server.publish(WINDOW_1, b"A001")
    assert fence(server, display) == []


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n",
        b"\x10\xff\xff\xff\x7f",
        b"\x10\xff\xff\xff\xff\xff",
        b"\x30\x05\x00\x03abc",
        b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00",
        bytes(64),
        b"\x82\x01",
    ],
)
def test_noise_on_the_port_disturbs_nobody(
    running: RunningBroker, server: Peer, display: Peer, noise: bytes
) -> None:
    display.subscribe(WINDOW_1)
    with socket.create_connection(("127.0.0.1", running.port)) as stranger:
        stranger.sendall(noise)
    server.publish(WINDOW_1, b"A001")
    assert display.hear() == (WINDOW_1, b"A001", False)


def test_a_display_that_comes_back_after_a_restart_of_the_broker_hears_calls(
    running: RunningBroker, peer: MakePeer
) -> None:
    display = peer("display", "board-4")
    assert display.connect() == 0
    running.stop()
    display.lost.get(timeout=10)
    running.start()
    display.leave()
    assert display.connect() == 0
    server = peer("server")
    assert server.connect() == 0
    display.subscribe(WINDOW_1)
    server.publish(WINDOW_1, b"A001")
    assert display.hear()[1] == b"A001"


def test_abrupt_drops_leave_no_traceback_behind(running: RunningBroker, peer: MakePeer) -> None:
    for _ in range(10):
        kiosk = peer("kiosk-k1")
        assert kiosk.connect() == 0
        kiosk.client.publish(KIOSK_HEALTH, b"x" * 10_000, qos=1)
        kiosk.drop()
    after = peer("kiosk-k1")
    assert after.connect() == 0
    assert "Traceback" not in running.log.read_text()


def test_the_broker_listens_on_loopback_only(running: RunningBroker) -> None:
    listening = [
        line.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{running.port:04X}")
    ]
    assert listening == [f"0100007F:{running.port:04X}"]


def test_a_reader_that_stalls_does_not_hold_up_the_others(
    running: RunningBroker, server: Peer, display: Peer, peer: MakePeer
) -> None:
    stalled = peer("display")
    assert stalled.connect() == 0
    stalled.subscribe(WINDOW_1)
    stalled.client.loop_stop()
    display.subscribe(WINDOW_1)
    started = time.monotonic()
    for _ in range(40):
        server.publish(WINDOW_1, bytes(256 * 1024))
        display.hear()
    assert time.monotonic() - started < 10
