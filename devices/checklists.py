"""What is done for each device and what is not: the `checklist.toml` of every folder, as a table.

`python -m devices.checklists` writes it into devices/README.md, between the two marks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
NAME = "checklist.toml"
START, END = "<!-- devices table -->", "<!-- /devices table -->"

# Key of the file -> what it asks.
CHECKS = {
    "protocol": "PROTOCOL.md tells every byte with its source",
    "codec": "pure codec, both directions, any bytes in any cut",
    "wire_kind": "`hallctl wire` decodes and encodes it, held against literal frames",
    "driver": "driver that waits, retries and names its errors",
    "bad_wires": "the same test over good, one-byte, lossy, slow and unplugged wires",
    "simulator": "simulator on the bench, with faults",
    "habits": "the simulator has the real devices' habits",
    "fuzz": "ten thousand frames at each test, a million at night",
    "probe": "`hallctl devices probe` finds it",
    "health": "state, last contact and counters in the health tree",
    "reconnect": "comes back after unplugging, under another name too",
    "recording": "a recording of it is a test",
    "hardware": "tried on a real device",
}
DONE, TODO, EXEMPT = "done", "todo", "exempt"
SIGNS = {DONE: "✓", TODO: "todo", EXEMPT: "–"}


class ChecklistMistake(ValueError):
    """A checklist leaves something out or says something unknown."""


@dataclass(frozen=True)
class Answer:
    """`why` is empty for what is done."""

    state: str
    why: str = ""


@dataclass(frozen=True)
class Checklist:
    """`source`: where the bytes are from, with the mark of PROTOCOL.md."""

    folder: str
    source: str
    answers: dict[str, Answer]


def read_all(folder: Path = FOLDER) -> list[Checklist]:
    """Raises `ChecklistMistake`."""
    return [_read(file) for file in sorted(folder.glob(f"*/{NAME}"))]


def table(checklists: list[Checklist]) -> str:
    """Markdown: a row for each folder, then what the columns ask and why something is not done."""
    return "\n".join([*_rows(checklists), "", *_legend(), "", *_reasons(checklists)])


def with_table(readme: str, checklists: list[Checklist]) -> str:
    """The README with its table renewed. Raises `ValueError` when a mark is missing."""
    start = readme.index(START) + len(START)
    return readme[:start] + "\n" + table(checklists) + "\n" + readme[readme.index(END) :]


def _read(file: Path) -> Checklist:
    told = tomllib.loads(file.read_text("utf-8"))
    source = told.pop("source", "")
    missing, unknown = CHECKS.keys() - told.keys(), told.keys() - CHECKS.keys()
    if missing or unknown or not source:
        lacks = sorted(missing) if source else [*sorted(missing), "source"]
        raise ChecklistMistake(f"{file}: lacks {lacks}, unknown {sorted(unknown)}")
    return Checklist(
        file.parent.name, source, {key: _answer(file, key, told[key]) for key in CHECKS}
    )


def _answer(file: Path, key: str, told: object) -> Answer:
    if told == DONE:
        return Answer(DONE)
    if isinstance(told, dict) and len(told) == 1:
        ((state, why),) = told.items()
        if state in (TODO, EXEMPT) and isinstance(why, str) and why:
            return Answer(state, why)
    raise ChecklistMistake(f'{file}: {key} is neither "done" nor {{todo = "why"}}')


def _rows(checklists: list[Checklist]) -> Iterator[str]:
    yield "| Device | Source | " + " | ".join(name.replace("_", " ") for name in CHECKS) + " |"
    yield "|---|---|" + ":-:|" * len(CHECKS)
    for one in checklists:
        signs = " | ".join(SIGNS[one.answers[key].state] for key in CHECKS)
        yield f"| [{one.folder}]({one.folder}/PROTOCOL.md) | {one.source} | {signs} |"


def _legend() -> Iterator[str]:
    for key, asks in CHECKS.items():
        yield f"- **{key.replace('_', ' ')}**: {asks}"


def _reasons(checklists: list[Checklist]) -> Iterator[str]:
    yield "Not done, and why:"
    yield ""
    for one in checklists:
        for key, answer in one.answers.items():
            if answer.state != DONE:
                name = key.replace("_", " ")
                yield f"- {one.folder}, {name} ({answer.state}): {answer.why}"


def main() -> None:
    README.write_text(with_table(README.read_text("utf-8"), read_all()), "utf-8")


if __name__ == "__main__":
    main()
