"""`hallctl tablets`: which window's tablet may ask for ratings, and the link that lets one in."""

from __future__ import annotations

import argparse
import io
import os
import secrets

from config.hall import Hall
from config.loader import load
from config.tablets import digest, keep_tablets
from config.tablets import tablets as known_tablets
from queue_server.admin.places import data_folder
from queue_server.layout import Layout
from queue_server.views import public_url

TOKEN_BYTES = 32


class NoSuchWindow(Exception):
    """Told in a sentence; nothing was changed."""


def tablets(arguments: argparse.Namespace) -> int:
    """`hallctl tablets [WINDOW [--remove]]`."""
    hall = load(env={**os.environ, "HALL_DATA": str(data_folder(os.environ))})
    if arguments.window is None:
        print("\n".join(listed(hall)))
    elif arguments.remove:
        shut_out(hall, arguments.window)
        print(f"window {arguments.window}: its tablet is shut out within 5 s")
    else:
        link = let_in(hall, arguments.window)
        print(f"Open this on the tablet of window {arguments.window}, within its own network:\n")
        print(in_terminal(link))
        print(f"{link}\n\nIt is told once. A tablet that was let in before is shut out.")
    return 0


def listed(hall: Hall) -> list[str]:
    known = known_tablets(hall)
    return [
        f"window {window}: {'a tablet' if window in known else 'no tablet'}"
        for window in Layout(hall).windows
    ]


def let_in(hall: Hall, window: str) -> str:
    """The link for a window's tablet; one that was made before opens nothing any more.

    The token stands in the fragment, which a browser sends to nobody. Raises `NoSuchWindow`.
    """
    layout = Layout(hall)
    _require(layout, window)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    keep_tablets(hall, {**known_tablets(hall), window: digest(token)})
    return f"{public_url(layout)}/evaluator/{window}#{token}"


def shut_out(hall: Hall, window: str) -> None:
    """Raises `NoSuchWindow`, also for one that has no tablet."""
    known = known_tablets(hall)
    if window not in known:
        raise NoSuchWindow(f"window {window} has no tablet; known: {', '.join(known) or 'none'}")
    keep_tablets(hall, {other: kept for other, kept in known.items() if other != window})


def in_terminal(link: str) -> str:
    """The link as a QR code of half blocks."""
    import segno

    drawn = io.StringIO()
    segno.make(link, error="m").terminal(out=drawn, compact=True)
    return drawn.getvalue()


def _require(layout: Layout, window: str) -> None:
    if window not in layout.windows:
        raise NoSuchWindow(f"there is no window {window} in this hall")
