"""The rules of the house that no linter of ours knows: who may import what of the world."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("kiosk", "queue_server", "display", "devices", "config")
WORLDLY = {"serial", "socket", "threading", "time", "asyncio", "logging", "subprocess", "random"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
LONGEST_MODULE = 400

MODULES = sorted(path for program in PROGRAMS for path in (ROOT / program).rglob("*.py"))
DOMAIN = [path for path in MODULES if path.is_relative_to(ROOT / "queue_server" / "domain")]
PURE = [
    *DOMAIN,
    *(p for p in MODULES if p.name == "codec.py"),
    *(ROOT / "kiosk" / name for name in ("session.py", "slip.py")),
    *(ROOT / "display" / name for name in ("board.py", "layout.py", "strip.py")),
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Whole module names that this file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_import_contracts_are_kept() -> None:
    # In a process of its own: the linter's logging silences the loggers of all other tests.
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", DOMAIN, ids=name)
def test_the_domain_stands_on_the_standard_library_alone(path: Path) -> None:
    strangers = {
        module
        for module in imported(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not module.startswith("queue_server.domain")
    }
    assert strangers == set()


@pytest.mark.parametrize("path", PURE, ids=name)
def test_pure_modules_touch_nothing_of_the_world(path: Path) -> None:
    assert {module.split(".")[0] for module in imported(path)} & WORLDLY == set()


@pytest.mark.parametrize("path", PURE, ids=name)
def test_pure_modules_read_no_clock(path: Path) -> None:
    read = {
        (node.value.id, node.attr)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert read & CLOCKS == set()


def test_no_module_is_named_after_nothing() -> None:
    assert [name(p) for p in MODULES if p.stem in SAYS_NOTHING] == []


def test_no_module_is_too_long_to_read() -> None:
    long = {name(p): n for p in MODULES if (n := len(p.read_text().splitlines())) > LONGEST_MODULE}
    assert long == {}
