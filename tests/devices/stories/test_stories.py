"""A device of every kind introduces itself, does its job, and is clear when it is gone."""

from __future__ import annotations

import pytest

from devices.catalog import DRIVERS
from devices.errors import LinkLost
from tests.devices.stories.conftest import simulated
from tests.devices.stories.kinds import STORIES, WITHOUT_STORY, Kind
from tests.devices.stories.stage import Stage
from tests.devices.wires import UnpluggedWire


def test_it_introduces_itself(kind: Kind, stage: Stage) -> None:
    if not kind.hand_free:
        assert not kind.ask(stage), "it spoke and nobody touched it"
        return
    assert stage.until(lambda: (kind.ask(stage),))


def test_it_does_its_main_job(kind: Kind, stage: Stage) -> None:
    kind.job(stage)


def test_it_says_clearly_when_it_is_silent(kind: Kind, stage: Stage) -> None:
    stage.silence()
    assert stage.until(lambda: kind.silent(stage, kind.ask) or None)


def test_it_says_clearly_when_its_cable_is_pulled(kind: Kind, simulated_only: None) -> None:
    stage = simulated(kind, UnpluggedWire)
    with pytest.raises(LinkLost):
        kind.ask(stage)


def test_every_kind_of_the_catalog_has_a_story(simulated_only: None) -> None:
    told = {name.split(":")[0] for name in STORIES}
    assert set(DRIVERS) - told - set(WITHOUT_STORY) == set()
