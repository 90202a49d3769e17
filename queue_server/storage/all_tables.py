"""The metadata with every table in it, for migrations and for the test that compares the two."""

from __future__ import annotations

from queue_server.storage import kiosk_tables, rating_tables, tables, window_tables

MODULES = (tables, kiosk_tables, window_tables, rating_tables)
metadata = tables.metadata

__all__ = ["MODULES", "metadata"]
