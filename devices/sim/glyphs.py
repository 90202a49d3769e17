"""The characters of a font card: 16 px high, 16 wide for Chinese, 8 for Latin.

They are those that `devices.pixel_font` draws for boards without a font: in a hall they look alike.
"""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn

from devices.pixel_font import GLYPH_HEIGHT_PX, NARROW_PX, WIDE_PX, glyph, glyph_width

__all__ = ["FONT_FILE", "GLYPH_HEIGHT_PX", "NARROW_PX", "WIDE_PX", "glyph", "glyph_width"]

FONT_FILE = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")
