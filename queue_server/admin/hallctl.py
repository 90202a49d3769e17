"""`hallctl`: what people do with a hall from a shell."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from config.loader import EXIT_CONFIG, ConfigMistakes, Mistake, load

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130  # as shells tell of Ctrl-C
CHECK_PLACEHOLDERS = {"HALL_DATA": "data", "HALL_RUN": "/run/hall"}


def _setup(arguments: argparse.Namespace) -> int:
    from queue_server.admin.places import Places, bench_port, data_folder
    from queue_server.admin.setup import set_up

    data = data_folder(os.environ)
    hall = load(env={**os.environ, "HALL_DATA": str(data)})
    places = Places(data, Path(os.environ.get("HALL_RUN") or "/run/hall"), bench_port(os.environ))
    accounts = set_up(hall, places)
    print(f"{data}: {len(accounts.accounts)} accounts, see {places.demo_accounts}")
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from queue_server.admin.run import run

    return run(os.environ, arguments.speed if arguments.demo else None)


def _check_config(arguments: argparse.Namespace) -> int:
    from config.guides import load_guides
    from devices.hall_profiles import check_profiles
    from display.board_check import check_boards
    from display.wiring import NotDisplayable, layouts
    from queue_server.admin.config_notes import notes

    env = {**CHECK_PLACEHOLDERS, **os.environ}
    hall = load(arguments.file, env, further=[check_profiles, check_boards])
    guides = load_guides(hall, arguments.file)
    try:
        layouts(hall)
    except NotDisplayable as boards:
        raise ConfigMistakes(
            Mistake(arguments.file, 0, "", line) for line in str(boards).splitlines()
        ) from boards
    windows = sum(len(alike.numbers()) for alike in hall.windows)
    for note in notes(hall, datetime.now(UTC).date()):
        print(f"{arguments.file}: note: {note}")
    print(
        f"{arguments.file}: good. {len(hall.services)} services, {windows} windows,"
        f" {len(hall.kiosks)} kiosks, {len(hall.boards)} boards, {len(hall.desks)} desk units,"
        f" {len(guides)} service guides"
    )
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from queue_server.admin.places import data_folder
    from queue_server.admin.status import status

    code, lines = status(data_folder(os.environ))
    print("\n".join(lines))
    return code


def _broker(arguments: argparse.Namespace) -> int:
    from queue_server.admin.broker import prepare
    from queue_server.admin.places import data_folder

    data = data_folder(os.environ)
    env = {**os.environ, "HALL_DATA": str(data)}
    broker = prepare(load(env=env), data / "broker", env)
    print(f"broker: {broker.name}", flush=True)
    os.execve(broker.command[0], broker.command, env)  # noqa: S606  # no shell is wanted


def _demo_traffic(arguments: argparse.Namespace) -> int:
    from queue_server.admin.demo_traffic import run_demo_traffic

    return run_demo_traffic(os.environ, arguments.speed)


def _version(arguments: argparse.Namespace) -> int:
    print(f"hallqueue {version('hallqueue')}")
    return 0


def _wire(arguments: argparse.Namespace) -> int:
    tool = importlib.import_module("devices.wire_tool")
    code: int = tool.main(arguments.rest)
    return code


def _devices(arguments: argparse.Namespace) -> int:
    from queue_server.admin.device_command import devices

    return devices(arguments.rest)


def _appointments(arguments: argparse.Namespace) -> int:
    from queue_server.admin.appointments_command import appointments

    return appointments(arguments.rest)


def _add_speed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--speed",
        type=_speed,
        default=60.0,
        metavar="N",
        help="seconds of the hall's day per real second (default 60)",
    )


def _speed(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 10_000:
        raise argparse.ArgumentTypeError("0.1 to 10000")
    return value


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="also send simulated people")
    _add_speed(parser)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def _staff_pin(arguments: argparse.Namespace) -> int:
    from queue_server.admin.staff_pins import staff_pin

    return staff_pin(arguments)


def _tablets(arguments: argparse.Namespace) -> int:
    from queue_server.admin.tablets import tablets

    return tablets(arguments)


def _uploads(arguments: argparse.Namespace) -> int:
    from queue_server.admin.uploads_command import uploads

    return uploads(arguments)


def _add_uploads(parser: argparse.ArgumentParser) -> None:
    from queue_server.admin.uploads_command import add_arguments

    add_arguments(parser)


def _case_systems(arguments: argparse.Namespace) -> int:
    from queue_server.admin.case_systems import case_systems

    return case_systems(arguments)


def _add_case_systems(parser: argparse.ArgumentParser) -> None:
    from queue_server.admin.case_systems import add_arguments

    add_arguments(parser)


def _add_tablet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("window", nargs="?", metavar="WINDOW", help="list them, if left out")
    parser.add_argument("--remove", action="store_true", help="shut its tablet out")


def _add_staff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="the staff number")
    parser.add_argument("--remove", action="store_true", help="take the PIN away")


def _add_rest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="see --help")


def _nothing(parser: argparse.ArgumentParser) -> None:
    return None


@dataclass(frozen=True)
class Subcommand:
    summary: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = _nothing


OWN_HELP = ("appointments", "devices", "wire")  # these have words of their own, and tell them
SUBCOMMANDS = {
    "setup": Subcommand("make secrets, data and accounts where they are missing", _setup),
    "run": Subcommand("start a whole hall on this machine; Ctrl-C stops it", _run, _add_run),
    "status": Subcommand("what runs on this data folder", _status),
    "broker": Subcommand("run the MQTT broker alone, in the foreground", _broker),
    "check-config": Subcommand("tell every mistake in a hall's file", _check_config, _add_file),
    "appointments": Subcommand(
        "take in the appointments of a spreadsheet, list a day's", _appointments, _add_rest
    ),
    "devices": Subcommand(
        "how every device is; find out what hangs on a port", _devices, _add_rest
    ),
    "wire": Subcommand("decode and encode the bytes of a device's wire", _wire, _add_rest),
    "staff-pin": Subcommand(
        "give a member of staff a PIN for the kiosks' service menu", _staff_pin, _add_staff
    ),
    "tablets": Subcommand(
        "make the link by which a window's tablet asks for ratings", _tablets, _add_tablet
    ),
    "case-systems": Subcommand(
        "let other systems have their cases rated at the windows", _case_systems, _add_case_systems
    ),
    "uploads": Subcommand(
        "ratings on their way to platforms: how it stands, try again", _uploads, _add_uploads
    ),
    "demo-traffic": Subcommand(
        "send simulated visitors and clerks to a running hall", _demo_traffic, _add_speed
    ),
    "version": Subcommand("print the version", _version),
}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="hallctl", description="Hallqueue's commands.")
    subparsers = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, subcommand in SUBCOMMANDS.items():
        added = subparsers.add_parser(
            name,
            help=subcommand.summary,
            description=subcommand.summary,
            add_help=name not in OWN_HELP,
        )
        subcommand.add_arguments(added)
    return made


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    if argv and argv[0] in OWN_HELP:  # argparse hands on no options that stand first
        return argparse.Namespace(command=argv[0], rest=list(argv[1:]))
    return parser().parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 it could not be done, 2 wrong usage, 78 mistaken configuration, 130
    ended by Ctrl-C."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without Chinese gets escapes
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = _parse(sys.argv[1:] if argv is None else argv)
    try:
        code = SUBCOMMANDS[arguments.command].run(arguments)
        sys.stdout.flush()  # a closed pipe is noticed here, not by the interpreter at its end
        return code
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return EXIT_CONFIG
    except BrokenPipeError:  # `hallctl status | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is left to say
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as failure:
        if not isinstance(failure, _expected_failures()):
            raise
        print(failure, file=sys.stderr)
        return EXIT_FAILED


def _expected_failures() -> tuple[type[Exception], ...]:
    """What a person can do something about: told in a sentence. Imported only when needed."""
    from queue_server.admin.broker import NoSuchBroker
    from queue_server.admin.case_systems import NoCaseSystem
    from queue_server.admin.places import PortsBusy
    from queue_server.admin.running import AlreadyRunning
    from queue_server.admin.staff_pins import PinRefused
    from queue_server.admin.tablets import NoSuchWindow
    from queue_server.storage.errors import DataInUse, StorageFailed
    from queue_server.storage.schema import SchemaTooNew

    return (
        NoSuchBroker,
        PortsBusy,
        AlreadyRunning,
        DataInUse,
        StorageFailed,
        SchemaTooNew,
        PinRefused,
        NoSuchWindow,
        NoCaseSystem,
    )


if __name__ == "__main__":
    sys.exit(main())
