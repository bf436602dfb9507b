"""Write all diagrams anew: uv run python -m tests.diagrams.renew."""

from __future__ import annotations

from healthgen_db.local_server.server import Server
from healthgen_db.schema import migrate as schema
from tests.diagrams.guides import diagrams, fresh, in_guide, write
from tests.diagrams.migrated import WAREHOUSE, tables_with_star
from tests.server_folders import server_folder


def main() -> None:
    """Write the diagrams that have changed, and print their names."""
    with server_folder() as folder:
        server = Server(folder / "server")
        server.start()
        schema.upgrade(server.dsn(), WAREHOUSE)
        metadata = tables_with_star(server.dsn())
    for name, diagram in diagrams().items():
        text = fresh(diagram, metadata)
        if text != in_guide(name, diagram):
            write(name, diagram, text)
            print(f"{diagram.file}: {name}")


if __name__ == "__main__":
    main()
