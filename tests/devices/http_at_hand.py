"""`ServerAtHand` behind real HTTP, for a desk unit with one window."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
from server_at_hand import ServerAtHand

from config.hall import Hall, HallSettings, MqttSettings, ServerSettings
from config.kinds import Name
from config.machines import Desk
from queue_server.contract import messages as m
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.problem import Problem

COMMANDS: dict[str, tuple[str, type[m.Command]]] = {
    "call-next": ("call_next", m.WindowCommand),
    "call": ("call", m.NumberCommand),
    "recall": ("recall", m.WindowCommand),
    "finish": ("finish", m.WindowCommand),
    "ratings": ("rate", m.RateService),
}


def hall_of(desk: Desk, http_port: int) -> Hall:
    """A hall without a broker: nobody listens at port 1."""
    return Hall(
        hall=HallSettings(id="demo", name=Name(zh="厅", en="Hall")),
        zones=[],
        groups=[],
        services=[],
        windows=[],
        server=ServerSettings(port=http_port),
        mqtt=MqttSettings(port=1),
        desks=[desk],
    )


def serve(hall: ServerAtHand) -> ThreadingHTTPServer:
    def do(verb: str, command: m.Command) -> object:
        return hall.rate(command) if verb == "rate" else getattr(hall, verb)("1", command)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            verb, kind = COMMANDS[self.path.rsplit("/", 1)[1]]
            assert self.headers["Authorization"] == "Bearer a-token"
            try:
                answer = do(verb, msgspec.json.decode(body, type=kind))
                self._send(200, msgspec.json.encode(answer))
            except ServerAway:
                self._send(503, b"")
            except Refused as refused:
                problem = Problem(
                    type="about:blank", title="", status=409, code=refused.code, detail=""
                )
                self._send(409, msgspec.json.encode(problem))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
