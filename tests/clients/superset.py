"""Apache Superset: a dataset on a wide view, its descriptions of columns, and the numbers of a chart, as the reader.

    uv run python -m tests.clients.superset "$(uv run healthgen db url --reader)"

It starts Superset 6.1 with a database of its own in a temporary folder, and uses it over its API, as its pages do.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import psycopg

from tests.clients.star import given, read_star

# It uses the first two without asking for them, and cannot be started with the newest flask-caching.
PACKAGES = ["rich", "cachetools", "flask-caching<2.4", "psycopg2-binary"]
SUPERSET = [
    *("uv", "tool", "run", "--python", "3.11", *(f"--with={package}" for package in PACKAGES)),
    *("--from", "apache-superset==6.1.0", "superset"),
]
PORT = 18088
URL = f"http://127.0.0.1:{PORT}/api/v1/"
VIEW = "wide_bill"


def main() -> None:
    """Connect, make a dataset, compare its columns with the comments, and compare a chart's numbers with SQL."""
    url, schema = given(__doc__)
    star = read_star(url, schema)
    with TemporaryDirectory() as folder, _server(Path(folder)) as password:
        login = {"username": "admin", "password": password, "provider": "db"}
        token = _call("security/login", login)["access_token"]
        address = url.replace("postgresql", "postgresql+psycopg2", 1)
        database = _call("database/", {"database_name": "healthgen", "sqlalchemy_uri": address}, token)["id"]
        table = {"database": database, "schema": schema, "table_name": VIEW}
        dataset = _call("dataset/", table, token)["id"]
        columns = _call(f"dataset/{dataset}", None, token)["result"]["columns"]
        found = {(VIEW, each["column_name"]): each["description"] for each in columns}
        expected = {name: text for name, text in star.columns.items() if name[0] == VIEW}
        assert found == expected, {
            name for name in found.keys() | expected if found.get(name) != expected.get(name)
        }
        print(f"dataset {VIEW}: {len(found)} columns, each with its comment as description")
        chart = _chart(dataset, token)
    with psycopg.connect(url) as connection:
        query = f"SELECT payer_kind, sum(owed_usd) FROM {schema}.{VIEW} GROUP BY 1"
        by_sql = {kind: round(float(owed), 2) for kind, owed in connection.execute(query.encode()).fetchall()}
    assert chart == by_sql, (chart, by_sql)
    print(f"chart of owed_usd by payer_kind: the {len(chart)} sums are those of SQL")


def _chart(dataset: int, token: str) -> dict[str, float]:
    """Return the numbers of a chart."""
    metric = {
        "expressionType": "SIMPLE",
        "column": {"column_name": "owed_usd"},
        "aggregate": "SUM",
        "label": "owed",
    }
    query = {"columns": ["payer_kind"], "metrics": [metric], "row_limit": 100}
    asked = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "result_type": "full"}
    [result] = _call("chart/data", asked, token)["result"]
    return {row["payer_kind"]: round(float(row["owed"]), 2) for row in result["data"]}


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Start Superset, and give the password of its user admin."""
    password = secrets.token_hex(8)
    config = folder / "superset_config.py"
    config.write_text(
        f"SECRET_KEY = {secrets.token_hex(32)!r}\n"
        f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\n"
        # A script has no form whose token it could send; it shows the token of its login.
        "WTF_CSRF_ENABLED = False\n",
        encoding="utf-8",
    )
    environment = os.environ | {"SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset"}
    user = ["--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "admin@example.com"]
    with (folder / "log").open("w") as log:

        def run(*arguments: str) -> None:
            command = [*SUPERSET, *arguments]
            subprocess.run(command, env=environment, stdout=log, stderr=log, check=True)

        run("db", "upgrade")
        run("fab", "create-admin", *user, "--password", password)
        run("init")
        command = [*SUPERSET, "run", "--port", str(PORT), "--with-threads"]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(server)
            yield password
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "Superset has ended"
        try:
            urlopen(f"http://127.0.0.1:{PORT}/health").close()
        except URLError:
            time.sleep(1)
        else:
            return
    raise TimeoutError("Superset does not answer")


def _call(path: str, body: dict[str, Any] | None, token: str | None = None) -> dict[str, Any]:
    """Send a request, with a body if there is one, and return the answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(URL + path, data, headers)) as answer:
            values: dict[str, Any] = json.load(answer)
            return values
    except URLError as error:
        reason = getattr(error, "read", lambda: b"")().decode()
        raise AssertionError(f"{path}: {error}: {reason}") from error


if __name__ == "__main__":
    main()
