"""Short sounds as WAV files, reckoned. Pure."""

from __future__ import annotations

import io
import math
import struct
import wave

RATE_HZ = 22050  # espeak-ng's too
FULL = 32767
FADE_S = 0.008  # at both ends of a note, so that it does not crackle
LOUDEST = 10

Note = tuple[float, float]  # hertz (0: silence), seconds

WARNING: tuple[Note, ...] = ((880, 0.16), (0, 0.06), (660, 0.24))
CLICK: tuple[Note, ...] = ((1200, 0.02),)
SILENCE: tuple[Note, ...] = ((0, 0.05),)


def wav(notes: tuple[Note, ...], volume: int = LOUDEST) -> bytes:
    """16 bit, mono; `volume` 0 to 10."""
    samples = [sample for hertz, seconds in notes for sample in _note(hertz, seconds)]
    loud = FULL * min(max(volume, 0), LOUDEST) / LOUDEST * 0.7
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(x * loud) for x in samples)))
    return out.getvalue()


def _note(hertz: float, seconds: float) -> list[float]:
    count, fade = round(seconds * RATE_HZ), FADE_S * RATE_HZ
    return [
        math.sin(2 * math.pi * hertz * at / RATE_HZ) * min(1.0, at / fade, (count - at) / fade)
        for at in range(count)
    ]
