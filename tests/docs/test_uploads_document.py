"""What is told of uploads is what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from config.loader import DEMO, load
from config.rating import UploadTarget
from config.upload_checks import upload_mistakes
from queue_server.admin.upload_tables import DOCUMENT, written
from queue_server.web.texts import texts

TEXT = DOCUMENT.read_text("utf-8")
SERVICES = [service.id for service in load(env={}).services]


def test_its_tables_are_those_of_the_code() -> None:
    assert written(TEXT) == TEXT


def test_its_settings_are_good_ones() -> None:
    told = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    targets = [target for each in told for target in tomllib.loads(each)["uploads"]]
    assert len(targets) == 3
    for target in targets:
        assert list(upload_mistakes(target, SERVICES)) == []
        assert msgspec.convert(target, UploadTarget)
    assert (targets[0]["every_s"], targets[0]["give_up_days"]) == (
        UploadTarget(id="x").every_s,
        UploadTarget(id="x").give_up_days,
    )


def test_every_reason_why_a_rating_did_not_go_stands_in_it() -> None:
    told = set(re.findall(r"^\| `([a-z_]+)` \| [^|]* \| [^`|]* \|$", TEXT, re.MULTILINE))
    for language in ("zh", "en"):
        said = texts(language)["uploads"]
        assert set(said["refusal"]) == set(said["help"])
        assert set(said["refusal"]) <= told


def test_the_examples_in_the_demonstration_halls_file_are_good_ones(tmp_path: Path) -> None:
    text = DEMO.read_text("utf-8")
    begin = text.index("# [[uploads]]")
    example = text[begin : text.index("\n\n", begin)]
    (target,) = tomllib.loads(re.sub(r"^# ?", "", example, flags=re.MULTILINE))["uploads"]
    assert list(upload_mistakes(target, SERVICES)) == []
    assert load(env={}).uploads[0].folder.endswith("/uploads")
