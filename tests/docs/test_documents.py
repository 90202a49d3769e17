"""What the documents say is there and works: links, commands, make targets, environment names."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from queue_server.admin.hallctl import main as hallctl

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"build", "data", "node_modules"}
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in NOT_OURS for part in path.relative_to(ROOT).parts)
)
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
HALLCTL = re.compile(r"`(hallctl [a-z][^`]*)`")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text())
    lost = [link for link in links if not (document.parent / link).exists()]
    assert not lost


COMMANDS = sorted({c for d in DOCUMENTS for c in HALLCTL.findall(d.read_text())})
RUN_AT_ONCE = ("wire kinds", "wire decode ", "wire encode ", "version")  # no port, no file, no hall
AT_ONCE = [c for c in COMMANDS if c.split(" ", 1)[-1].startswith(RUN_AT_ONCE) and "…" not in c]


@pytest.mark.parametrize("command", AT_ONCE)
def test_the_commands_that_need_no_hall_run(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hallctl(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - set(AT_ONCE)))
def test_the_other_commands_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command)[1:]
    named = words[: 2 if words[0] in ("appointments", "wire", "devices") else 1]
    with pytest.raises(SystemExit) as ended:
        hallctl([*(word for word in named if not word.startswith("-")), "--help"])
    assert ended.value.code == 0
    assert f"usage: hallctl {words[0]}" in capsys.readouterr().out


def test_the_readme_names_only_make_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert {"run", "test", "screenshots"} <= named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


def test_both_languages_stand_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 200
    assert len(re.findall(r"[A-Za-z]{2,}", text)) > 400
