"""Times the floor of a load with one server setting changed at a time; prints seconds as JSON.

    uv run python -m tests.benchmarks.settings --patients 200000

What is timed is what Postgres does in a load: binary COPY by two backends, VACUUM, keys and indexes restored in
parallel. Each setting is tried on the same server, restarted, and compared with the settings that every user gets,
which are timed before and after all others: how far those two lie apart tells how much the machine was disturbed.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from psycopg import sql

from healthgen_db.config.options import Config
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.world.world import World, build_world
from tests.benchmarks.load import SEED, TODAY, ZIP_TARGET, best, load
from tests.benchmarks.ways import FinishedFiles, copy_on_the_server

SETTINGS = (
    ("shared_buffers", "128MB"),
    ("wal_buffers", "16MB"),
    ("wal_level", "replica"),
    ("wal_compression", "pglz"),
    ("wal_skip_threshold", "1GB"),
    ("max_wal_size", "1GB"),
    ("maintenance_work_mem", "64MB"),
    ("max_parallel_maintenance_workers", "0"),
    ("full_page_writes", "off"),
    ("jit", "on"),
    ("io_method", "sync"),
)


def with_setting(
    server: Server, world: World, files: FinishedFiles, repeat: int, setting: tuple[str, str] | None
) -> float:
    """Return the best of several times with one setting changed, or with none. The setting is restored at the end."""
    with connect(server.dsn(), autocommit=True) as connection:
        if setting is not None:
            name, value = setting
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
    server.stop()
    server.start()
    seconds = best(repeat, lambda: copy_on_the_server(server.dsn(), world, files, vacuum=True))
    with connect(server.dsn(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET ALL")
    return round(seconds, 3)


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="healthgen-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ["HEALTHGEN_HOME"] = str(folder / "home")
        os.environ.pop("HEALTHGEN_DSN", None)
        # Python compiles imported modules only once, as on a user's machine.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        server = Server()
        try:
            load(options.patients, "--no-validate")
            place = server.status().data.parent / "files"
            place.mkdir()
            place.chmod(0o777)
            files = FinishedFiles(server.dsn(), "healthcare", place, options.patients)
            world = build_world(
                Config(patients=options.patients, seed=SEED, today=TODAY, zip_target=ZIP_TARGET)
            )
            seconds = {
                "as shipped": with_setting(server, world, files, options.repeat, None),
                **{
                    f"{name} = {value}": with_setting(server, world, files, options.repeat, (name, value))
                    for name, value in SETTINGS
                },
                "as shipped, again": with_setting(server, world, files, options.repeat, None),
            }
        finally:
            server.destroy()
    print(json.dumps(seconds, indent=2))


if __name__ == "__main__":
    main()
