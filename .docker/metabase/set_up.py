"""Set up a new Metabase over its API: its first user, the warehouse as a database, and the dashboard questions.

The service metabase-setup of docker-compose.yml runs it. What is there already is left as it is, so it can run again.
The calls are those of https://www.metabase.com/docs/latest/api: session, setup, database, collection and card.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "healthgen"
# Metabase answers in milliseconds, but tests a new database first.
TIMEOUT = 60
UNAUTHORIZED = 401


class SetUpError(Exception):
    """What went wrong, and what to do."""


class RefusedError(SetUpError):
    """Metabase answered that it does not do something."""

    def __init__(self, what: str, code: int, answer: str) -> None:
        super().__init__(
            f"Metabase refused {what}: {code} {answer[:500]}; see docker compose logs metabase. If it cannot connect to"
            " the database, docker compose run --rm healthgen sets the password of the readers to that of .env"
        )
        self.code = code


@dataclass
class Metabase:
    """A Metabase server, and the session of its user once there is one."""

    url: str
    session: str | None = None

    def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what a path answers."""
        return self._call("GET", path)

    def post(self, path: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Send values and return the answer."""
        return self._call("POST", path, json.dumps(values).encode())

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Return a list, which Metabase sends as it is or in the field data."""
        found = self.get(path)
        rows: list[dict[str, Any]] = found["data"] if isinstance(found, dict) else found
        return rows

    def _call(self, method: str, path: str, body: bytes | None = None) -> Any:  # noqa: ANN401 - any JSON
        headers = {"Content-Type": "application/json"}
        if self.session:
            headers["X-Metabase-Session"] = self.session
        # docker-compose.yml has the URL: nobody else can choose its scheme.
        request = urllib.request.Request(self.url + path, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
                return json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            with error:  # it has the connection
                answer = error.read().decode(errors="replace")
            raise RefusedError(f"{method} {path}", error.code, answer) from error
        except OSError as error:
            raise SetUpError(
                f"Metabase does not answer at {self.url}: {error}; start it with docker compose --profile bi up,"
                " and see docker compose logs metabase"
            ) from error
        except ValueError as error:
            raise SetUpError(f"{method} {path} did not answer with JSON; is {self.url} Metabase?") from error


@dataclass(frozen=True)
class Question:
    """A question of the dashboards: a query with the header lines question, who and chart."""

    name: str
    description: str
    query: str


def read_questions(folder: Path) -> list[Question]:
    """Return the questions of a folder of SQL files."""
    questions = []
    for path in sorted(folder.glob("*.sql")):
        query = path.read_text(encoding="utf-8")
        header = dict(re.findall(r"^-- (\w+): (.+)$", query, re.MULTILINE))
        description = f"{header['who']}. {header['chart']}"
        questions.append(Question(header["question"], description, query))
    return questions


def log_in(metabase: Metabase, email: str, password: str) -> str:
    """Make the first user if there is none, and return the session of the user."""
    properties = metabase.get("/api/session/properties")
    if properties["has-user-setup"]:
        try:
            answer = metabase.post("/api/session", {"username": email, "password": password})
        except RefusedError as error:
            if error.code != UNAUTHORIZED:
                raise
            raise SetUpError(
                f"Metabase has users, and {email} with the password in .env is none of them: put the email and the"
                " password of an admin of it into .env, or begin anew: docker compose rm --stop metabase, then"
                " docker volume rm healthgen_metabase"
            ) from error
    else:
        user = {"first_name": NAME, "last_name": "admin", "email": email, "password": password}
        answer = metabase.post(
            "/api/setup",
            {
                "token": properties["setup-token"],
                "user": user,
                "prefs": {"site_name": NAME, "site_locale": "en"},
            },
        )
        print(f"Made the first user, {email}")
    return str(answer["id"])


def add_database(metabase: Metabase, details: Mapping[str, Any]) -> int:
    """Add the warehouse if it is missing, let Metabase read its tables, and return its number."""
    for database in metabase.rows("/api/database"):
        if database["name"] == NAME:
            # A load may have replaced the tables since.
            metabase.post(f"/api/database/{database['id']}/sync_schema", {})
            return int(database["id"])
    made = metabase.post("/api/database", {"name": NAME, "engine": "postgres", "details": details})
    print(f"Added the database {NAME}")
    return int(made["id"])


def add_collection(metabase: Metabase) -> int:
    """Add the collection if it is missing, and return its number."""
    for collection in metabase.rows("/api/collection"):
        if collection["name"] == NAME and not collection.get("archived"):
            return int(collection["id"])
    values = {"name": NAME, "description": "Questions about the hospitals, answered by the star schema."}
    collection = metabase.post("/api/collection", values)
    print(f"Added the collection {NAME}")
    return int(collection["id"])


def add_questions(metabase: Metabase, questions: list[Question], database: int, collection: int) -> None:
    """Add the questions that the collection does not have yet, by their names."""
    present = {card["name"] for card in metabase.rows(f"/api/collection/{collection}/items?models=card")}
    for question in questions:
        if question.name not in present:
            values = {
                "name": question.name,
                "description": question.description,
                "type": "question",
                "display": "table",
                "visualization_settings": {},
                "collection_id": collection,
                "dataset_query": {
                    "database": database,
                    "type": "native",
                    "native": {"query": question.query},
                },
            }
            metabase.post("/api/card", values)
            print(f"Added the question {question.name}")


def set_up(environment: Mapping[str, str], folder: Path) -> None:
    """Set up the Metabase of an environment with the questions of a folder. Raises SetUpError."""
    questions = read_questions(folder)
    metabase = Metabase(environment["METABASE_URL"])
    email, password = environment["METABASE_EMAIL"], environment["METABASE_PASSWORD"]
    details = {
        "host": environment["PGHOST"],
        "port": int(environment["PGPORT"]),
        "dbname": environment["PGDATABASE"],
        "user": environment["PGUSER"],
        "password": environment["PGPASSWORD"],
        "ssl": False,
    }
    try:
        metabase.session = log_in(metabase, email, password)
        database = add_database(metabase, details)
        add_questions(metabase, questions, database, add_collection(metabase))
    except KeyError as error:
        raise SetUpError(
            f"an answer of Metabase has no field {error}: this script was written for Metabase 0.58, and"
            f" {metabase.url}/api/docs describes the API of this one"
        ) from error
    print(f"Metabase is set up: log in as {email} with HEALTHGEN_METABASE_PASSWORD of .env")


if __name__ == "__main__":
    from healthgen_db.config.resources import resource

    try:
        set_up(os.environ, resource("sql", "mart", "questions"))
    except SetUpError as failed:
        sys.exit(f"error: {failed}")
