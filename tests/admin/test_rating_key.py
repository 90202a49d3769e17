"""The key of the slips' codes: made once, kept, and none in a hall that was set up before."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import load
from config.mistakes import ConfigMistakes
from config.secrets import rating_key, write_secret
from queue_server.admin.make_secrets import make_secrets


def test_setting_up_again_keeps_the_key_so_that_todays_slips_still_rate(tmp_path: Path) -> None:
    hall = load(None, {"HALL_DATA": str(tmp_path), "HALL_RUN": str(tmp_path)})
    assert rating_key(hall) is None
    make_secrets(hall)
    key = rating_key(hall)
    assert key is not None
    assert len(key) == 32
    assert key != bytes.fromhex(Path(hall.secrets.person_key_file).read_text())
    make_secrets(hall)
    assert rating_key(hall) == key


def test_a_key_that_is_no_key_or_open_to_all_is_told(tmp_path: Path) -> None:
    hall = load(None, {"HALL_DATA": str(tmp_path), "HALL_RUN": str(tmp_path)})
    file = Path(hall.secrets.rating_key_file)
    write_secret(file, b"5a5a")
    with pytest.raises(ConfigMistakes, match="2 bytes"):
        rating_key(hall)
    make_secrets(hall)  # what is there is never changed
    file.chmod(0o644)
    with pytest.raises(ConfigMistakes, match="chmod 600"):
        rating_key(hall)
