"""The place for a decoder of the card's photo.

No open decoder of WLT is known; the makers' closed libraries make a 102 x 126 picture of its 1024
bytes. A hall that has licensed one plugs it in here; the product itself ships none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

PhotoDecoder = Callable[[bytes], object]


def decoded_photo(decoder: PhotoDecoder | None, wlt: bytes) -> object:
    """What `decoder` makes of the photo; None without one, or when it fails: a card is worth more
    than its photo."""
    if decoder is None:
        return None
    try:
        return decoder(wlt)
    except Exception as error:  # foreign code, and its words may hold what it was given
        log.warning("the photo decoder failed: %s", type(error).__name__)
        return None
