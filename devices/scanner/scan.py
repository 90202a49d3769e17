"""What a scanner read, whichever way its bytes came. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_BYTES = 512  # of one code; a visitor's code has some 60, a full QR code up to 2953
ENCODINGS = ("utf-8", "gb18030")  # tried in this order: GB text is almost never good UTF-8

_AIM = re.compile(r"^\](?P<symbology>[A-Za-z][0-9A-Za-z])")


@dataclass(frozen=True)
class Scan:
    """`symbology` is the AIM identifier without its bracket (`Q1` a QR code, `C0` Code 128), ""
    when the scanner does not send it. The representation shows no text, which may name someone."""

    text: str = field(repr=False)
    symbology: str = ""


def decoded(data: bytes) -> tuple[str, str] | None:
    """The text and its encoding; None when it is neither UTF-8 nor GB 18030."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None


def scan_of(text: str, prefix: str = "") -> Scan:
    """Without `prefix`, which a hall's scanner may be set to send, and without an AIM identifier,
    whichever of the two comes first."""
    text = text.removeprefix(prefix)
    aim = _AIM.match(text)
    if aim is None:
        return Scan(text)
    return Scan(text[aim.end() :].removeprefix(prefix), aim["symbology"])
