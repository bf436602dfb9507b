"""JDBC, as DBeaver and many BI tools use it: tables, keys and comments through PostgreSQL's own driver.

apt-get install libpostgresql-jdbc-java default-jdk-headless
uv run python -m tests.clients.jdbc "$(uv run healthgen db url --reader)"
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.clients.star import given, read_star

DRIVER = "/usr/share/java/postgresql.jar"


def main() -> None:
    """Compare what DatabaseMetaData says with the catalog."""
    url, schema = given(__doc__)
    star = read_star(url, schema)
    parts = urlsplit(url)
    address = f"jdbc:postgresql://{parts.hostname}:{parts.port}{parts.path}"
    command = ["java", "-cp", DRIVER, str(Path(__file__).with_name("Introspection.java"))]
    login = [address, str(parts.username), unquote(parts.password or ""), schema]
    output = subprocess.run([*command, *login], check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in output.splitlines():
        kind, *values = line.split("\t")
        found[kind].append(tuple(values))

    expected = {(name, "TABLE", text) for name, text in star.tables.items()}
    expected |= {(name, "VIEW", text) for name, text in star.views.items()}
    assert set(found["table"]) == expected, set(found["table"]) ^ expected
    print(f"getTables: {len(star.tables)} tables and {len(star.views)} views, each with its comment")
    columns = {(table, column, text) for (table, column), text in star.columns.items()}
    assert set(found["column"]) == columns, set(found["column"]) ^ columns
    print(f"getColumns: {len(columns)} columns, each with its comment")
    assert set(found["primary"]) == set(star.primary_keys.items()), found["primary"]
    print(f"getPrimaryKeys: {len(found['primary'])} keys of one column")
    assert set(found["foreign"]) == star.foreign_keys, set(found["foreign"]) ^ star.foreign_keys
    print(f"getImportedKeys: {len(found['foreign'])} foreign keys")


if __name__ == "__main__":
    main()
