"""A camera's picture: grey, a byte per pixel. It lives as long as one look at it, no longer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]  # (height, width)
