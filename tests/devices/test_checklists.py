"""What is done for each device stands in its folder, and devices/README.md says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.catalog import DRIVERS
from devices.checklists import (
    CHECKS,
    README,
    ChecklistMistake,
    read_all,
    table,
    with_table,
)

WHOLE = 'source = "V1: somebody"\n' + "\n".join(f'{key} = "done"' for key in CHECKS)


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "gong").mkdir()
    (tmp_path / "gong" / "checklist.toml").write_text(text)
    return tmp_path


def test_every_driver_has_a_checklist_and_a_protocol() -> None:
    listed = {one.folder for one in read_all()}
    assert {entry.folder for entry in DRIVERS.values()} <= listed
    for folder in listed:
        assert (README.parent / folder / "PROTOCOL.md").is_file(), folder


def test_the_table_in_the_readme_is_the_present_one() -> None:
    text = README.read_text("utf-8")
    assert text == with_table(text, read_all()), "run: python -m devices.checklists"


def test_nothing_claims_to_have_met_a_real_device() -> None:
    assert {one.answers["hardware"].state for one in read_all()} == {"todo"}


def test_what_is_not_done_is_told_with_its_reason(tmp_path: Path) -> None:
    text = WHOLE.replace('probe = "done"', 'probe = { exempt = "it makes noise" }')
    told = table(read_all(folder_with(tmp_path, text)))
    assert "- gong, probe (exempt): it makes noise" in told
    assert "gong, driver" not in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('driver = "done"', ""),
        ('driver = "done"', 'driver = "half"'),
        ('driver = "done"', 'driver = { todo = "" }'),
        ('driver = "done"', 'driver = { maybe = "soon" }'),
        ('driver = "done"', 'driver = "done"\ncolour = "done"'),
        ('source = "V1: somebody"', ""),
    ],
)
def test_a_checklist_that_leaves_something_out_is_a_mistake(
    old: str, new: str, tmp_path: Path
) -> None:
    with pytest.raises(ChecklistMistake, match=r"checklist\.toml"):
        read_all(folder_with(tmp_path, WHOLE.replace(old, new)))
