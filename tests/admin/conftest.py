"""A data folder of its own for each test, and hallctl as people start it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hallctl_command import HALLCTL, Hallctl

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


@pytest.fixture(scope="session")
def small_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration hall with nine windows: 85 passwords take seconds to hash."""
    text = DEMO.read_text("utf-8")
    for old, new in (("1-13", "1-2"), ("15-34", "15"), ("35-44", "35"), ("45-64", "45")):
        text = text.replace(f'"{old}"', f'"{new}"')
    text = text.replace('"65-71"', '"65"').replace('"73-84"', '"73"').replace('"15-16"', '"15"')
    file = tmp_path_factory.mktemp("config") / "hall.toml"
    file.write_text(text, "utf-8")
    shutil.copytree(DEMO.parent / "guides", file.parent / "guides")
    return file


@pytest.fixture
def clean_env(tmp_path: Path, small_hall: Path) -> dict[str, str]:
    """No HALL_… of the tester's own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("HALL_")}
    return inherited | {"HALL_DATA": str(tmp_path / "data"), "HALL_CONFIG": str(small_hall)}


@pytest.fixture
def hallctl(clean_env: dict[str, str]) -> Hallctl:
    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*HALLCTL, *arguments],
            env=clean_env | env,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run
