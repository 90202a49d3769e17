"""The real kiosk program in a process of its own, off screen; pressed and read through its eye."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from config.secrets import write_secret

READY_WITHIN_S = 30.0
ANSWER_WITHIN_S = 10.0
STOP_WITHIN_S = 10.0
CALM_S = 0.5  # a screen takes no touches in its first moments: a double tap must not go through

HALL_TOML = """
[hall]
id = "test"
name = {{ zh = "测试政务服务大厅", en = "Test Hall" }}
complaint_phone = "12345"
[server]
port = {server}
[mqtt]
port = {mqtt}
[[zones]]
id = "f1"
name = {{ zh = "一楼等候区", en = "Floor 1" }}
[[groups]]
id = "social"
name = {{ zh = "社会事务", en = "Social affairs" }}
[[groups]]
id = "fund"
name = {{ zh = "住房公积金", en = "Housing provident fund" }}
[[services]]
id = "real-estate"
name = {{ zh = "不动产登记", en = "Real estate registration" }}
prefix = "E"
group = "social"
zone = "f1"
[[services]]
id = "civil-affairs"
name = {{ zh = "民政与社会救助", en = "Civil affairs and relief" }}
prefix = "D"
group = "social"
zone = "f1"
[[services]]
id = "fund-loan"
name = {{ zh = "公积金贷款", en = "Fund loans" }}
prefix = "N"
group = "fund"
zone = "f1"
[[windows]]
ids = "1-4"
zone = "f1"
services = ["real-estate", "civil-affairs", "fund-loan"]
[[kiosks]]
id = "k1"
zone = "f1"
languages = ["zh", "en"]
screen = {{ width_px = 540, height_px = 960, width_mm = 336, height_mm = 597 }}
{devices}
"""


def write_hall(folder: Path, *, server: int, mqtt: int, devices: str = "") -> Path:
    path = folder / "hall.toml"
    path.write_text(HALL_TOML.format(server=server, mqtt=mqtt, devices=devices), "utf-8")
    secrets = folder / "secrets"
    write_secret(secrets / "person.key", b"5e" * 32)
    write_secret(secrets / "tokens" / "kiosk-k1", b"token-of-k1")
    write_secret(secrets / "mqtt.json", b'{"kiosk-k1": "secret"}')
    return path


class KioskAtHand:
    """`with KioskAtHand(folder, hall_file) as kiosk:`; `folder` outlives a restart."""

    def __init__(
        self,
        folder: Path,
        hall_file: Path,
        *,
        env: dict[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.options = options
        self.log = folder / "kiosk.log"
        self._socket = folder / "run" / "kiosk-k1.sock"
        self._env = {
            **{
                k: v for k, v in os.environ.items() if not k.startswith(("HALL_", "DISPLAY", "WAY"))
            },
            "HALL_CONFIG": str(hall_file),
            "HALL_DATA": str(folder),
            "HALL_RUN": str(folder / "run"),
            **(env or {}),
        }

    def __enter__(self) -> KioskAtHand:
        self._socket.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "--kiosk", "k1", *self.options],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_for(self._shows_anything, "the first screen", READY_WITHIN_S)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("the kiosk did not stop: " + self.tail()) from None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    # --- looking and pressing -------------------------------------------------------------

    def texts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._ask(b"TEXTS\n"))
        return found

    def sees(self, text: str) -> bool:
        return any(text in shown["text"] for shown in self.texts())

    def frame(self) -> Image.Image:
        return Image.open(io.BytesIO(self._ask(b"FRAME\n"))).convert("RGB")

    def wait_to_see(self, text: str, within_s: float = ANSWER_WITHIN_S) -> None:
        self.wait_for(lambda: self.sees(text), f"{text!r} on the screen", within_s)

    def press(self, text: str, *, times: int = 1) -> None:
        """As a finger does: find what says `text`, and touch the middle of it."""
        self.wait_for(lambda: self._button(text), f"a button {text!r}", ANSWER_WITHIN_S)
        time.sleep(CALM_S)
        left, top, width, height = self.wait_for(lambda: self._button(text), f"{text!r} still")
        self.touch(left + width / 2, top + height / 2, times=times)

    def touch(self, x: float, y: float, *, times: int = 1) -> None:
        with self._connection() as eye:
            for _ in range(times):
                eye.sendall(f"TOUCH {x} {y}\n".encode())
            for _ in range(times):
                assert eye.recv(3) == b"OK\n"

    def wait_for(self, condition: Any, what: str, within_s: float = ANSWER_WITHIN_S) -> Any:
        deadline = time.monotonic() + within_s
        while not (answer := condition()):
            if self.process.poll() is not None:
                raise AssertionError(f"the kiosk ended ({self.process.returncode}): {self.tail()}")
            if time.monotonic() > deadline:
                seen = []
                with contextlib.suppress(OSError):
                    seen = [shown["text"] for shown in self.texts()]
                raise AssertionError(f"not within {within_s:g} s: {what}; {seen}; {self.tail()}")
            time.sleep(0.03)
        return answer

    def _shows_anything(self) -> bool:
        try:
            return bool(self.texts())
        except OSError:
            return False

    def _button(self, text: str) -> tuple[int, int, int, int] | None:
        boxes = [t["touch"] for t in self.texts() if text in t["text"] and t["touch"]]
        return tuple(boxes[0]) if boxes else None

    def _connection(self) -> socket.socket:
        eye = socket.socket(socket.AF_UNIX)
        eye.settimeout(ANSWER_WITHIN_S)
        eye.connect(str(self._socket))
        return eye

    def _ask(self, request: bytes) -> bytes:
        with self._connection() as eye, eye.makefile("rb") as answers:
            eye.sendall(request)
            (length,) = struct.unpack(">I", _exactly(answers, 4))
            return _exactly(answers, length)


def _exactly(stream: Any, count: int) -> bytes:
    data: bytes = stream.read(count)
    if len(data) != count:
        raise ConnectionError("the eye closed")
    return data
