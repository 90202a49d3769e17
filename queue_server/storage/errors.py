"""What can go wrong with the data, by what has to be done about it."""

from __future__ import annotations


class StorageFailed(Exception):
    """Nothing was kept (disk full, disk error, database away): answer 503, announce nothing."""


class DataInUse(Exception):
    """Another server holds this data: stop that one first."""
