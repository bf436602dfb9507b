"""The service healthgen of docker-compose.yml: load a dataset if the database has none, and let the BI tools read it.

With arguments it is the command healthgen: docker compose run --rm healthgen load --preset clinic --mart
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys

# Grafana connects as login 01, Metabase as login 02: sessions of one login can read and end each other.
# --own-server: the server of the service postgres is for healthgen only, so PUBLIC loses its rights.
READERS = ["healthgen", "db", "reader", "--count", "2", "--own-server"]


def first_load(options: list[str]) -> int:
    """Load if there is no dataset, make the logins of the readers, and return the exit code."""
    # The readers, the dashboards and Metabase know one schema.
    if any(option.partition("=")[0] in {"--schema", "--dsn"} for option in options):
        print("error: HEALTHGEN_LOAD_OPTIONS in .env cannot have --schema or --dsn", file=sys.stderr)
        return 2
    status = subprocess.run(["healthgen", "status", "--json"], stdout=subprocess.PIPE, check=False)
    if status.returncode:
        return status.returncode
    if dataset := json.loads(status.stdout)["dataset"]:
        print(f"The database has dataset {dataset['dataset_id']} already; nothing is loaded. To replace it:")
        print(f"  docker compose run --rm healthgen {shlex.join(['load', *options])}")
    elif code := subprocess.run(["healthgen", "load", *options], check=False).returncode:
        return code
    return make_readers()


def make_readers() -> int:
    """Make the logins of the readers, or give them the password of .env, and return the exit code."""
    # The plain output has the password, and docker compose logs would show it.
    made = subprocess.run([*READERS, "--json"], stdout=subprocess.PIPE, check=False)
    if made.returncode == 0:
        readers = json.loads(made.stdout)
        names = ", ".join(login["name"] for login in readers["logins"])
        print(f"Readers: {names}, with HEALTHGEN_READER_PASSWORD of .env")
        print("".join(f"Note: {note}\n" for note in readers["notes"]), end="")
    return made.returncode


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        os.execvp("healthgen", ["healthgen", *arguments])  # noqa: S606 - healthgen replaces this process
    sys.exit(first_load(shlex.split(os.environ["HEALTHGEN_LOAD_OPTIONS"])))
