"""The hall's service guides as a window needs them: what a matter takes, and where it is done."""

from __future__ import annotations

import logging
import threading

from config.guides import Guide, Material, read_guides
from config.hall import Hall
from config.kinds import Name
from queue_server.contract.matters import GuideMaterial, GuideOffer
from queue_server.domain.errors import RuleBroken

_log = logging.getLogger(__name__)


class GuideBook:
    """Thread-safe; read at the first question, then kept. A guide with mistakes is left out:
    `hallctl check` tells them, and a clerk can always type what is missing."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._lock = threading.Lock()
        self._guides: dict[str, Guide] | None = None

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
            if self._guides is None:
                guides, mistakes = read_guides(self._hall)
                for mistake in mistakes:
                    _log.error("a guide is left out: %s", mistake)
                self._guides = {guide.id: guide for guide in guides}
            return self._guides


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
