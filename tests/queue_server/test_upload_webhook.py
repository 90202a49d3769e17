"""What a platform hears and what its answers mean, over real connections on this machine."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rating_platform import RatingHall, by_post, rating_hall
from small_hall import wait_until

from config.rating import AnswerRule
from config.secrets import write_secret
from queue_server.uploads.uploader import Uploader
from queue_server.uploads.webhook import NO_CONNECTION, Said, Webhook, answer_of

PLAIN = AnswerRule()


class City:
    """A platform's address; `status` and `says` are what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], dict[str, str]]] = []
        self.status, self.says = 200, "{}"
        self.hush = threading.Event()
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # its own name
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                city.heard.append((dict(self.headers), body))
                if city.hush.is_set():
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(city.status)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                self.wfile.write(city.says.encode())

            def log_message(self, *_told: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/ratings"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def city() -> Iterator[City]:
    city = City()
    yield city
    city.close()


def test_it_is_asked_with_a_key_and_the_token(city: City) -> None:
    answer = Webhook(city.url).post('{"satisfaction":"5"}', "h/city/1/1/ab", "secret")
    ((headers, body),) = city.heard
    assert answer.said is Said.TAKEN
    assert body == {"satisfaction": "5"}
    assert headers["Idempotency-Key"] == "h/city/1/1/ab"
    assert headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, Said.TAKEN),
        (204, Said.TAKEN),
        (400, Said.REFUSED),
        (409, Said.REFUSED),
        (422, Said.REFUSED),
        (302, Said.NOTHING),  # the address or the token is wrong, and no rating is at fault
        (401, Said.NOTHING),
        (403, Said.NOTHING),
        (404, Said.NOTHING),
        (405, Said.NOTHING),
        (408, Said.NOTHING),
        (425, Said.NOTHING),
        (429, Said.NOTHING),
        (500, Said.NOTHING),
        (503, Said.NOTHING),
    ],
)
def test_what_a_status_means(city: City, status: int, said: Said) -> None:
    city.status = status
    assert Webhook(city.url).post("{}", "k", "").said is said
    assert len(city.heard) == 1


def test_the_platforms_own_words_are_kept_short_and_on_one_line() -> None:
    assert (
        answer_of(422, '{"code":7,"msg":"事项编码\\n不存在"}', PLAIN).detail
        == "HTTP 422 事项编码 不存在"
    )
    coloured = answer_of(400, "<html>\x1b[31m" + "x" * 999, PLAIN)
    assert coloured.detail.startswith("HTTP 400 <html>[31mxx")
    assert len(answer_of(400, "x" * 999, PLAIN).detail) < 320


CODES = AnswerRule(key="data.code", taken=["0", "true"], known=["1001"], again=["9"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"data":{"code":0}}', Said.TAKEN),
        ('{"data":{"code":"0"}}', Said.TAKEN),
        ('{"data":{"code":true}}', Said.TAKEN),
        ('{"data":{"code":1001},"msg":"请勿重复评价"}', Said.KNOWN),
        ('{"data":{"code":9}}', Said.NOTHING),
        ('{"data":{"code":1}}', Said.REFUSED),
        ('{"data":{"code":false}}', Said.REFUSED),
        ('{"code":0}', Said.NOTHING),
        ('{"data":{"code":null}}', Said.NOTHING),
        ('{"data":[0]}', Said.NOTHING),
        ("<html>Please log in</html>", Said.NOTHING),
        ("", Said.NOTHING),
    ],
)
def test_a_platform_that_always_answers_200_is_understood_by_its_code(
    city: City, body: str, said: Said
) -> None:
    city.says = body
    assert Webhook(city.url, CODES).post("{}", "k", "").said is said
    city.status = 500
    assert Webhook(city.url, CODES).post("{}", "k", "").said is Said.NOTHING


def test_a_connection_that_is_not_there_or_breaks_says_nothing(city: City) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert Webhook(closed).post("{}", "k", "").detail == NO_CONNECTION
    city.hush.set()
    assert Webhook(city.url).post("{}", "k", "").said is Said.NOTHING


def test_the_server_sends_by_itself_and_stops_at_once(city: City, tmp_path: Path) -> None:
    write_secret(tmp_path / "token", b"secret\n")
    target = by_post("city", token_file=str(tmp_path / "token"), every_s=3600)
    hall = RatingHall(rating_hall(tmp_path, _at(target, city.url)))
    hall.rated(5)
    uploader = Uploader(hall.hall, hall.parts.layout, hall.parts.store, lambda: hall.now)
    uploader.start()
    wait_until(lambda: city.heard, 30)
    wait_until(lambda: hall.states()["A001", 1][0] == "sent", 30)
    city.hush.set()
    hall.rated(4)
    uploader.wake()
    wait_until(lambda: len(city.heard) == 2, 30)
    began = time.monotonic()
    uploader.stop()
    assert time.monotonic() - began < 2
    assert city.heard[1][0]["Authorization"] == "Bearer secret"
    hall.close()


def test_a_token_that_others_may_read_is_not_shown_to_anybody(city: City, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret")
    (tmp_path / "token").chmod(0o644)
    target = by_post("city", token_file=str(tmp_path / "token"))
    hall = RatingHall(rating_hall(tmp_path, _at(target, city.url)))
    hall.rated(5)
    assert "chmod 600" in hall.round()
    assert hall.states()["A001", 1][0] == "pending"
    hall.close()


def _at(target: Any, url: str) -> Any:
    return replace(target, url=url)
