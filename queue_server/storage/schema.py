"""The tables' version, and bringing a database to it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0003"  # the newest file in migrations/versions; a test says when it is not


class SchemaTooNew(Exception):
    """The data was made by a newer release: this one must not touch it."""


def version(connection: Connection) -> str | None:
    """The version that the database has; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_to_head(connection: Connection) -> None:
    """Migrate if needed, in the caller's transaction; raises `SchemaTooNew`."""
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise SchemaTooNew(f"the data has version {found}, this release knows up to {HEAD}")
    # Alembic takes 0.2 s to import: not at every start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
