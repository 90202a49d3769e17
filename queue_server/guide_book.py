"""The hall's service guides as a window needs them: what a matter takes, and where it is done."""

from __future__ import annotations

import logging
import threading

from config.guides import Guide, GuideFolder, Material
from config.hall import Hall
from config.kinds import Name
from queue_server.contract.matters import GuideMaterial, GuideOffer
from queue_server.domain.errors import RuleBroken

_log = logging.getLogger(__name__)


class GuideBook:
    """Thread-safe; as the files stand when it is asked. A guide with mistakes is left out, or stays
    as it was before them: `hallctl check-config` tells them, and a clerk can always type what is
    missing."""

    def __init__(self, hall: Hall) -> None:
        self._folder = GuideFolder(hall)
        self._lock = threading.Lock()

    def of(self, service: str) -> list[Guide]:
        """Those that name materials: nothing can be missing from the others."""
        return [
            guide for guide in self._read().values() if guide.service == service and guide.materials
        ]

    def one(self, guide: str) -> Guide:
        """Raises `unknown_guide`."""
        try:
            return self._read()[guide]
        except KeyError:
            raise RuleBroken("unknown_guide", f"there is no guide {guide!r}", "guide") from None

    def _read(self) -> dict[str, Guide]:
        with self._lock:
            guides, mistakes = self._folder.look()
        for mistake in mistakes:
            _log.error("a guide is not as it is written: %s", mistake)
        return {guide.id: guide for guide in guides}


def offer(guide: Guide) -> GuideOffer:
    return GuideOffer(
        guide=guide.id,
        service=guide.service,
        title=guide.title.as_dict(),
        materials=[_material(material) for material in guide.materials],
    )


def _material(material: Material) -> GuideMaterial:
    return GuideMaterial(
        name=material.name.as_dict(),
        originals=material.originals,
        copies=material.copies,
        note=_text(material.note),
    )


def _text(name: Name | None) -> dict[str, str]:
    return name.as_dict() if name else {}
