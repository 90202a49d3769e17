"""receiptline, which writes receipts, and receiptio, which talks to printers (both Apache-2.0).

They run on Node.js, unpacked beside their tarballs; see `fetch.py`.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from tests.peers.fetch import (
    CACHE,
    ICONV_LITE,
    PNGJS,
    RECEIPTIO,
    RECEIPTLINE,
    RECEIPTLINE_OF_RECEIPTIO,
    SAFER_BUFFER,
    PeerMissing,
    Tarball,
    fetch,
)

RUN_TIMEOUT_S = 30
LIBRARIES = (ICONV_LITE, SAFER_BUFFER, PNGJS)
# Characters that are its own language and not text
SPECIAL = str.maketrans({ch: f"\\{ch}" for ch in '\\|{}~_"`^-=*#'})
_TRANSFORM = """
const options = {command: 'escpos', encoding: 'gb18030', cpl: 48, spacing: false, cutting: true};
const text = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(Buffer.from(require('receiptline').transform(text, options), 'binary'));
"""


def written(lines: Sequence[str]) -> bytes:
    """The bytes that receiptline makes of `lines`."""
    markdown = "\n".join(line.translate(SPECIAL) for line in lines)
    done = subprocess.run(
        [_node(), "-e", _TRANSFORM],
        input=json.dumps(markdown).encode(),
        cwd=_unpacked(RECEIPTLINE, *LIBRARIES),
        capture_output=True,
        timeout=RUN_TIMEOUT_S,
        check=True,
    )
    return done.stdout


def receiptio(*arguments: str, markdown: str = "") -> subprocess.CompletedProcess[str]:
    """Run its command; what it found is on `stderr` and in the exit code."""
    program = _unpacked(RECEIPTIO, RECEIPTLINE_OF_RECEIPTIO, *LIBRARIES)
    return subprocess.run(
        [_node(), str(program / "node_modules/receiptio/bin/cli.js"), *arguments],
        input=markdown,
        cwd=program,
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_S,
        check=False,
    )


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not on this machine: receiptline and receiptio cannot run")
    return node


@lru_cache(maxsize=2)
def _unpacked(*packages: Tarball) -> Path:
    """A folder where Node.js finds them; skips the test, with the reason, when one is missing."""
    try:
        archives = {package.name: fetch(package) for package in packages}
    except PeerMissing as error:
        pytest.skip(str(error))
    place = CACHE / "node" / f"{packages[0].name}-{packages[0].version}"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=place.parent))
        for name, archive in archives.items():
            with tarfile.open(archive) as tar:
                tar.extractall(fresh / name, filter="data")
            (fresh / "node_modules").mkdir(exist_ok=True)
            (fresh / name / "package").rename(fresh / "node_modules" / name)
        with contextlib.suppress(OSError):  # another worker was faster
            fresh.rename(place)
    return place
