"""A field engineer's tool: what do these bytes mean, and which bytes say this?

`hallctl wire kinds`, `hallctl wire decode KIND HEX`, `hallctl wire encode KIND JSON`; `-` in place
of HEX or JSON reads standard input. `hallctl wire profile PROFILE` checks a profile and shows it.
`watch`, `record` and `replay` are in `devices.wire_live`. Exit 0, 1 when a port or file cannot be
used, 2 for wrong words; with one sentence about it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence

from devices.clear import NotClear, hex_of
from devices.errors import DeviceError
from devices.profiles.load import load_profile
from devices.profiles.mistakes import ProfileMistakes
from devices.profiles.sheet import sheet
from devices.recording import NotARecording
from devices.wire import KINDS, decode, encode
from devices.wire_live import add_subcommands

OK, FAILED, USAGE = 0, 1, 2
KIND_HELP = "see: hallctl wire kinds; or the .toml file of a profile"
# Between bytes anything may stand that people and tools write there: spaces, commas, 0x, \x.
_BETWEEN_BYTES = re.compile(r"0x|\\x|[\s,;:·-]", re.IGNORECASE)


class NotHex(ValueError):
    """The text is not a row of bytes."""


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    try:
        say(arguments.run(arguments))
    except (NotHex, NotClear, ProfileMistakes) as error:
        _complain(error)
        return USAGE
    except BrokenPipeError:
        raise  # nobody listens any more: hallctl knows what to do
    except (DeviceError, NotARecording, OSError) as error:
        _complain(error)
        return FAILED
    return OK


def _complain(error: Exception) -> None:
    print(f"wire: {error}", file=sys.stderr)  # noqa: T201 - a command-line tool


def say(text: str) -> None:
    """The answer, as UTF-8 whatever the terminal's locale; nothing for none."""
    sys.stdout.buffer.write((text + "\n" if text else "").encode())
    sys.stdout.flush()


def bytes_in(text: str) -> bytes:
    """Bytes from hexadecimal digits in any usual way of writing. Raises `NotHex`."""
    digits = _BETWEEN_BYTES.sub("", text)
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise NotHex(f"{wrong[0]!r} is no hexadecimal digit")
    if len(digits) % 2:
        raise NotHex(f"{len(digits)} hexadecimal digits are not whole bytes: one is missing")
    return bytes.fromhex(digits)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hallctl wire", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    kinds = commands.add_parser("kinds", help="list the protocols")
    kinds.set_defaults(run=_kinds)
    reading = commands.add_parser("decode", help="bytes to a JSON list of events")
    reading.add_argument("kind", choices=KINDS, metavar="KIND", help=KIND_HELP)
    reading.add_argument("hex", nargs="+", metavar="HEX")
    reading.set_defaults(run=_decode)
    writing = commands.add_parser("encode", help="one event or a list of them to bytes")
    writing.add_argument("kind", choices=KINDS, metavar="KIND", help=KIND_HELP)
    writing.add_argument("json", metavar="JSON")
    writing.set_defaults(run=_encode)
    sheet_of = commands.add_parser(
        "profile", help="a profile on one page: an example of each frame"
    )
    sheet_of.add_argument("profile", metavar="PROFILE", help="its name, or its .toml file")
    sheet_of.set_defaults(run=_profile)
    add_subcommands(commands)
    return parser


def _kinds(_arguments: argparse.Namespace) -> str:
    width = max(map(len, KINDS))
    return "\n".join(f"{kind.name:{width}}  {kind.about}" for kind in KINDS.values())


def _decode(arguments: argparse.Namespace) -> str:
    data = bytes_in(_or_input(" ".join(arguments.hex)))
    return json.dumps(decode(arguments.kind, data), ensure_ascii=False, indent=2)


def _encode(arguments: argparse.Namespace) -> str:
    try:
        events = json.loads(_or_input(arguments.json))
    except (ValueError, RecursionError) as error:
        raise NotClear(f"not JSON: {error}") from error
    return hex_of(encode(arguments.kind, events))


def _profile(arguments: argparse.Namespace) -> str:
    return sheet(load_profile(arguments.profile))


def _or_input(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
