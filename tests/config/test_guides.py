"""Service guides: what is right is understood, what is wrong is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.guides import GuideFolder, load_guides, read_guides
from config.hall import Hall
from config.loader import DEMO, ConfigMistakes, load

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}

GUIDE = """
id = "passport"
service = "entry-exit"
title = { zh = "普通护照申请", en = "Passport" }
time_limit = { promised_days = 7, statutory_days = 20 }
fee = { zh = "每本 120 元", en = "120 yuan" }
where = { zh = "三楼", en = "Floor 3" }

[[materials]]
name = { zh = "身份证", en = "Identity card" }
originals = 1
copies = 2
"""


@pytest.fixture
def hall_file(tmp_path: Path) -> Path:
    (tmp_path / "guides").mkdir()
    file = tmp_path / "hall.toml"
    file.write_text(DEMO.read_text("utf-8"), "utf-8")
    return file


def hall_of(file: Path) -> Hall:
    return load(file, ENV)


def told(file: Path, **guides: str) -> list[str]:
    for name, text in guides.items():
        (file.parent / "guides" / f"{name}.toml").write_text(text, "utf-8")
    _, mistakes = read_guides(hall_of(file), file)
    return [str(mistake).replace(f"{file.parent}/", "") for mistake in sorted(mistakes)]


def test_every_service_of_the_demonstration_hall_has_a_guide() -> None:
    hall = load(env=ENV)
    guides = load_guides(hall, DEMO)
    assert {guide.service for guide in guides} == {service.id for service in hall.services}
    assert all(guide.conditions and guide.materials and guide.steps for guide in guides)


def test_a_hall_without_a_folder_of_guides_has_none(hall_file: Path) -> None:
    text = hall_file.read_text("utf-8").replace('guides_dir = "guides"', 'guides_dir = ""')
    hall_file.write_text(text, "utf-8")
    assert read_guides(hall_of(hall_file), hall_file) == ([], [])


def test_a_guide_tells_how_many_originals_and_copies_to_bring(hall_file: Path) -> None:
    assert told(hall_file, passport=GUIDE) == []
    (guide,) = load_guides(hall_of(hall_file), hall_file)
    (card,) = guide.materials
    assert (card.name.zh, card.originals, card.copies) == ("身份证", 1, 2)


def test_mistakes_are_told_with_their_file_line_and_what_was_meant(hall_file: Path) -> None:
    wrong = GUIDE.replace("originals", "orignals").replace("entry-exit", "entry-exits")
    meant = '; did you mean "entry-exit"?'
    assert told(hall_file, passport=wrong) == [
        f'guides/passport.toml:3: service: there is no service "entry-exits"{meant}',
        'guides/passport.toml:11: materials[0].orignals: unknown key; did you mean "originals"?',
    ]


def test_one_bad_guide_leaves_the_others_alone(hall_file: Path) -> None:
    lines = told(hall_file, bad="id = ", passport=GUIDE)
    assert len(lines) == 1
    assert lines[0].startswith("guides/bad.toml:1: not TOML")
    guides, _ = read_guides(hall_of(hall_file), hall_file)
    assert [guide.id for guide in guides] == ["passport"]
    with pytest.raises(ConfigMistakes):
        load_guides(hall_of(hall_file), hall_file)


def test_one_id_may_not_stand_in_two_files(hall_file: Path) -> None:
    assert told(hall_file, one=GUIDE, two=GUIDE) == [
        'guides: id: "passport" stands in more than one file'
    ]


def test_a_folder_that_is_not_there_is_told(hall_file: Path) -> None:
    (hall_file.parent / "guides").rmdir()
    (line,) = told(hall_file)
    at = hall_file.read_text("utf-8").split("guides_dir")[0].count("\n") + 1
    assert line.startswith(f'hall.toml:{at}: hall.guides_dir: there is no folder "guides"')


# --- while the hall runs ------------------------------------------------------------------------


@pytest.fixture
def folder(hall_file: Path) -> GuideFolder:
    written(hall_file, passport=GUIDE, visa=GUIDE.replace("passport", "visa"))
    found = GuideFolder(hall_of(hall_file), hall_file)
    assert ids(found) == ["passport", "visa"]
    return found


def written(hall_file: Path, **guides: str) -> None:
    for name, text in guides.items():
        (hall_file.parent / "guides" / f"{name}.toml").write_text(text, "utf-8")


def ids(folder: GuideFolder) -> list[str]:
    return [guide.id for guide in folder.look()[0]]


def test_a_guide_that_is_changed_is_there_at_the_next_look(
    folder: GuideFolder, hall_file: Path
) -> None:
    before, _ = folder.look()
    assert folder.look()[0] is before
    written(hall_file, passport=GUIDE.replace("120 yuan", "80 yuan"))
    (passport, visa), _ = folder.look()
    assert (passport.fee.en, visa.fee.en) == ("80 yuan", "120 yuan")


def test_a_new_guide_comes_and_one_that_is_taken_away_goes(
    folder: GuideFolder, hall_file: Path
) -> None:
    written(hall_file, house=GUIDE.replace("passport", "house"))
    (hall_file.parent / "guides" / "visa.toml").unlink()
    assert ids(folder) == ["house", "passport"]


def test_a_guide_that_goes_wrong_while_it_is_edited_stands_as_it_was_and_is_told_once(
    folder: GuideFolder, hall_file: Path
) -> None:
    written(hall_file, passport=GUIDE.split("fee")[0])
    guides, mistakes = folder.look()
    assert guides[0].fee.en == "120 yuan"
    assert mistakes
    assert folder.look()[1] == []
    written(hall_file, passport=GUIDE.replace("120 yuan", "80 yuan"))
    guides, mistakes = folder.look()
    assert (guides[0].fee.en, mistakes) == ("80 yuan", [])


def test_a_copy_that_has_no_name_of_its_own_yet_takes_the_first_from_nobody(
    folder: GuideFolder, hall_file: Path
) -> None:
    written(hall_file, another=GUIDE.replace("120 yuan", "80 yuan"))
    guides, (mistake,) = folder.look()
    assert [(guide.id, guide.fee.en) for guide in guides] == [
        ("passport", "120 yuan"),
        ("visa", "120 yuan"),
    ]
    assert '"passport" stands in more than one file' in str(mistake)


def test_a_folder_that_is_out_of_reach_for_a_while_takes_no_guide_away(
    folder: GuideFolder, hall_file: Path
) -> None:
    guides = hall_file.parent / "guides"
    guides.rename(hall_file.parent / "away")
    assert ids(folder) == ["passport", "visa"]
    (hall_file.parent / "away").rename(guides)
    assert ids(folder) == ["passport", "visa"]
