"""A hall's file: what is right is understood, what is wrong is told at once and with its line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from config.hall import Hall
from config.lines import Lines
from config.loader import DEMO, ConfigMistakes, load
from config.variables import Report

GOLDEN = Path(__file__).parent / "golden"
ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}


def mistakes(text: str, tmp_path: Path, env: dict[str, str] | None = None) -> list[str]:
    """The mistakes of a file without its folder's name."""
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigMistakes) as raised:
        load(file, ENV if env is None else env)
    return [str(m).replace(f"{tmp_path}/", "") for m in raised.value.mistakes]


def changed(old: str, new: str) -> str:
    """The demonstration hall's file with one change."""
    text = DEMO.read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1)


def test_the_demonstration_hall_is_understood() -> None:
    hall = load(env=ENV)
    assert [service.prefix for service in hall.services] == list("ABCDEFGHJKLMNPQR")
    assert sum(len(alike.numbers()) for alike in hall.windows) == 84
    assert len({service.group for service in hall.services}) == 6


def test_every_mistake_of_a_bad_file_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(ConfigMistakes) as raised:
        load(Path("many_mistakes.toml"), {"HALL_RUN": "/run/hall"})
    assert f"{raised.value}\n" == (GOLDEN / "many_mistakes.txt").read_text("utf-8")


def test_variables_stand_for_folders() -> None:
    hall = load(env=ENV | {"HALL_LED_PORT": "7001"})
    assert hall.server.database_url == "sqlite:////var/lib/hall/hall.db"
    assert hall.secrets.token_dir == "/var/lib/hall/secrets/tokens"
    assert hall.boards[0].port == "socket://127.0.0.1:7001"


def test_ports_of_the_environment_overrule_the_file() -> None:
    hall = load(env=ENV | {"HALL_PORT": "8081", "HALL_MQTT_PORT": "1884"})
    assert (hall.server.port, hall.mqtt.port) == (8081, 1884)


@pytest.mark.parametrize("port", ["0", "65536", "http", "80 80", "-1", "８０"])
def test_a_port_that_is_none_is_a_mistake_of_the_environment(port: str) -> None:
    with pytest.raises(ConfigMistakes, match=r"environment: HALL_PORT: expected a port"):
        load(env=ENV | {"HALL_PORT": port})


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "town.toml"
    file.write_text(changed('id = "demo"', 'id = "town"'), "utf-8")
    assert load(env=ENV | {"HALL_CONFIG": str(file)}).hall.id == "town"


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match="cannot be read: No such file"):
        load(tmp_path / "nowhere.toml", ENV)


def test_a_file_in_another_encoding_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_bytes('name = "大厅"'.encode("gb18030"))
    with pytest.raises(ConfigMistakes, match="is not UTF-8 at byte 8"):
        load(file, ENV)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hall\n", "hall.toml:1: not TOML, column 6: Expected ']' at the end of a table"),
        ("a = 1\na = 2\n", "hall.toml:2: not TOML, column 6: Cannot overwrite a value"),
        ('a = """\n\n', "hall.toml:3: not TOML: Unterminated string"),
    ],
)
def test_what_is_no_toml_is_told_with_line_and_column(text: str, told: str, tmp_path: Path) -> None:
    (only,) = mistakes(text, tmp_path)
    assert only.startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('ids = "1-13"', 'ids = "1-0"', "runs backwards"),
        ('time_zone = "Asia/Shanghai"', 'time_zone = "Asia/Chungking2"', "no time zone"),
        ('prefix = "B"', 'prefix = "A"', '"A" stands already at services[0].prefix'),
        ('prefix = "B"', 'prefix = "AX"', "that ends with X"),
        ("call_debounce_s = 1.5", "call_debounce_s = 0", "expected a number > 0"),
        ("call_debounce_s = 1.5", "call_debounce_s = true", "expected a number, found true"),
        ("window_s = 30.0", "window_s = 1979-05-27", "expected a number"),
        ('id = "k1"', 'id = ""', "expected letters, digits"),
        ("paper_mm = 80", 'paper_mm = "80"', "is not one of the choices"),
        ('model = "bx-6k"', 'model = "bx-6m"', 'did you mean "bx-6k"'),
        ('profile = "ff68-21key"', "grades = []", "expected a table, found a list"),
        ('[[kiosks]]\nid = "k1"', '[kiosks]\nid = "k1"', "expected a list [ … ], found a table"),
    ],
)
def test_one_mistake_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    found = mistakes(changed(old, new), tmp_path)
    text = DEMO.read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    assert any(told in text and f"hall.toml:{line}:" in text for text in found), found


def test_a_hall_without_anything_is_told_what_is_missing(tmp_path: Path) -> None:
    found = mistakes("", tmp_path)
    assert [text.split(": ", 1)[1] for text in found] == [
        f'"{key}" is missing' for key in ("groups", "hall", "services", "windows", "zones")
    ]


def test_two_devices_on_one_port_are_a_mistake(tmp_path: Path) -> None:
    found = mistakes(changed("dev/strips0", "dev/desk0"), tmp_path)
    assert len(found) == 1
    assert found[0].endswith('"/run/hall/dev/desk0" stands already at strip_buses[0].port')


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for at, item in enumerate(value) for leaf in leaves(item, (*path, at))]
    return [path]


def test_every_key_of_a_real_file_is_found_on_its_line() -> None:
    text = DEMO.read_text("utf-8")
    source = text.splitlines()
    lines = Lines(text)
    for path in leaves(tomllib.loads(text)):
        named = [step for step in path if isinstance(step, str)][-1]
        assert named in source[lines.of(path) - 1], path


def test_a_key_that_is_not_there_is_found_at_its_table() -> None:
    text = 'a = 1\n[[t]]\nx = 1\n[[t]]\n"y z".w = [\n 1,\n 2,\n]\n[t.u]\nv = {p = 1}\n'
    lines = Lines(text)
    assert lines.of(("t", 0, "nothing")) == 2
    assert lines.of(("t", 1, "y z", "w", 1)) == 7
    assert lines.of(("t", 1, "u", "v", "p")) == 10
    assert lines.of(("nowhere",)) == 0


def test_a_loaded_hall_cannot_be_changed() -> None:
    hall: Hall = load(env=ENV)
    with pytest.raises(AttributeError):
        hall.hall.id = "other"  # type: ignore[misc]


def test_what_another_part_knows_is_told_beside_our_own_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text('[hall]\nid = 1\n\n[server]\nhost = "${HALL_RUN}"\n', "utf-8")

    def check(raw: dict[str, Any], report: Report) -> None:
        report(("server", "host"), f"{raw['server']['host']} is none of ours")

    with pytest.raises(ConfigMistakes) as told:
        load(file, ENV, further=[check])
    told_at = [(mistake.line, mistake.key) for mistake in told.value.mistakes]
    assert {(2, "hall.id"), (5, "server.host")} <= set(told_at)
    assert "/run/hall is none of ours" in str(told.value)


def test_a_name_may_be_said_in_further_languages(tmp_path: Path) -> None:
    plain = 'en = "Floor 1, Investment projects" }'
    (tmp_path / "h.toml").write_text(changed(plain, plain[:-2] + ', kk = "Бірінші қабат" }'))
    names = {zone.id: zone.name.as_dict() for zone in load(tmp_path / "h.toml", ENV).zones}
    assert names["f1-invest"] == {
        "zh": "一楼投资项目区",
        "en": "Floor 1, Investment projects",
        "kk": "Бірінші қабат",
    }


@pytest.mark.parametrize(
    ("word", "told"),
    [('kazakh = "Бірінші қабат"', "unknown key"), ("kk = 1", "expected a text in quotes")],
)
def test_a_mistake_in_a_further_language_is_told(word: str, told: str, tmp_path: Path) -> None:
    plain = 'en = "Floor 1, Investment projects" }'
    (mistake,) = mistakes(changed(plain, f"{plain[:-2]}, {word} }}"), tmp_path)
    assert told in mistake
