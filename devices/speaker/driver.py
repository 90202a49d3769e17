"""Says a sentence, or sounds a tone, on one outlet: an ALSA device, or a folder of WAV files.

Two programs do the work, each started for one sentence and ended with it: `espeak-ng` makes the
sound and `aplay` plays it. A text goes to standard input only, so that no list of processes shows
it, and no log has it.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.speaker.tones import LOUDEST, SILENCE, wav

SYNTHESIS, PLAYER = "espeak-ng", "aplay"
AMPLITUDE_PER_STEP = 20  # espeak-ng: 0 to 200
SENTENCE_S = 60.0  # the longest that a sentence may take
CHECK_S = 5.0
KEPT = 200  # files in a folder
HUSHED = -signal.SIGKILL
TOLD = 200  # characters of what a program says of its failure

Process = subprocess.Popen[bytes]
ALWAYS: Callable[[], bool] = lambda: True  # noqa: E731 # a default, named


class Speaker:
    """`outlet`: an ALSA device (`default`, `plughw:1,0`) or the path of a folder.

    `say` and `play` wait until all is said; `hush` ends that at once, from any thread. All raise
    `LinkLost` (no such device or folder), `NoAnswer` (it hangs) and `DeviceRefused`: "no_program"
    where a program is not installed, "no_voice" where the language has none.
    """

    def __init__(self, outlet: str, words_per_min: int = 160) -> None:
        self._outlet = outlet
        self._folder = Path(outlet) if "/" in outlet else None
        self._words_per_min = words_per_min
        self._running: list[Process] = []
        self._lock = threading.Lock()

    def say(self, text: str, voice: str, volume: int, wanted: Callable[[], bool] = ALWAYS) -> None:
        """`voice` is espeak-ng's name for it, `volume` 0 to 10. `wanted()` is asked once more when
        all is ready: what was hushed in the meantime is not begun."""
        synthesis = [
            SYNTHESIS,
            *("-v", voice),
            *("-s", str(self._words_per_min)),
            *("-a", str(min(max(volume, 0), LOUDEST) * AMPLITUDE_PER_STEP)),
            *("-b", "1", "--stdin"),
        ]
        if self._folder is not None:
            with self._new_file(self._folder) as path:
                self._run([[*synthesis, "-w", str(path)]], text.encode(), wanted)
        else:
            self._run([[*synthesis, "--stdout"], self._player()], text.encode(), wanted)

    def play(self, sound: bytes, wanted: Callable[[], bool] = ALWAYS) -> None:
        """`sound` is a WAV file."""
        if self._folder is None:
            self._run([self._player()], sound, wanted)
        elif wanted():
            with self._new_file(self._folder) as path:
                path.write_bytes(sound)

    def click(self, sound: bytes) -> None:
        """At once and beside whatever is heard; nothing is waited for, and no failure told."""
        with contextlib.suppress(OSError):
            if self._folder is not None:
                (self._folder / "click.wav").write_bytes(sound)
                return
            quiet = subprocess.DEVNULL
            player = subprocess.Popen(  # noqa: S603 # a command line of our own
                self._player(), stdin=subprocess.PIPE, stdout=quiet, stderr=quiet
            )
            _feed(player, sound)
            threading.Thread(target=player.wait, daemon=True).start()

    def hush(self) -> None:
        with self._lock:
            for process in self._running:
                process.kill()

    def check(self) -> None:
        """Raise what would hinder a sentence now."""
        if shutil.which(SYNTHESIS) is None:
            raise DeviceRefused("no_program", SYNTHESIS)
        if self._folder is not None:
            with _writing(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
        else:
            self._run([self._player()], wav(SILENCE), ALWAYS, within_s=CHECK_S)

    def _player(self) -> list[str]:
        return [PLAYER, "-q", "-D", self._outlet, "-"]

    def _run(
        self,
        commands: list[list[str]],
        fed: bytes,
        wanted: Callable[[], bool],
        within_s: float = SENTENCE_S,
    ) -> None:
        """The first program is fed, each one feeds the next."""
        with self._lock:
            if not wanted():
                return
            started = self._running = _pipe(commands)
        try:
            _feed(started[0], fed)
            for process in started:
                process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise NoAnswer(f"{commands[-1][0]} hangs") from None
        finally:
            with self._lock:
                self._running = []
            told = [_end(process) for process in started]
        codes = [process.returncode for process in started]
        if any(codes) and HUSHED not in codes:
            self._blame(commands, codes, told)

    def _blame(self, commands: list[list[str]], codes: list[int], told: list[str]) -> None:
        last = len(codes) - 1
        at = last if codes[last] else 0
        if commands[at][0] == SYNTHESIS:
            raise DeviceRefused("no_voice", told[at])
        raise LinkLost(f"{commands[at][0]}: {told[at]}")

    @contextlib.contextmanager
    def _new_file(self, folder: Path) -> Iterator[Path]:
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            files = sorted(folder.glob("[0-9]*.wav"))
            for old in files[: max(len(files) + 1 - KEPT, 0)]:
                old.unlink(missing_ok=True)
            number = int(files[-1].stem) + 1 if files else 1
            yield folder / f"{number:06d}.wav"


def _pipe(commands: list[list[str]]) -> list[Process]:
    started: list[Process] = []
    try:
        for at, command in enumerate(commands):
            last = at == len(commands) - 1
            started.append(
                subprocess.Popen(  # noqa: S603 # a command line of our own
                    command,
                    stdin=started[-1].stdout if started else subprocess.PIPE,
                    stdout=subprocess.DEVNULL if last else subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            if at and (pipe := started[-2].stdout):
                pipe.close()  # only the next program holds it: it ends when the first one does
    except OSError as error:
        for process in started:
            process.kill()
            _end(process)
        raise DeviceRefused("no_program", str(error)) from None
    return started


def _feed(process: Process, data: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 # opened as a pipe
    with contextlib.suppress(BrokenPipeError):  # it was hushed, or has failed: its code tells
        process.stdin.write(data)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()


def _end(process: Process) -> str:
    """Leave nothing of it behind; what it said of its failure."""
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stderr is None:
        return ""
    with process.stderr as stderr:
        return stderr.read().decode(errors="replace").strip()[:TOLD]


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LinkLost(f"{folder}: {error.strerror or error}") from error
