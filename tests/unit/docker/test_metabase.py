""".docker/metabase/set_up.py against a small server that answers as the API of Metabase is documented to.

The server checks what Metabase checks: the token, the session, the fields of each call. A real Metabase was not run.
"""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

MODULE = runpy.run_path(str(Path(__file__).parents[3] / ".docker" / "metabase" / "set_up.py"))
SetUpError: type[Exception] = MODULE["SetUpError"]
set_up: Callable[[dict[str, str], Path], None] = MODULE["set_up"]

READER = "healthgen_reader_healthgen_healthcare_02"
EMAIL, PASSWORD, READER_PASSWORD = "admin@example.com", "a1b2c3d4", "d4c3b2a1"
QUESTION = "-- question: How full is each unit now?\n-- who: chief nurse\n-- chart: bars\nSELECT 1\n"
DETAILS = {
    "host": "postgres",
    "port": 5432,
    "dbname": "healthgen",
    "user": READER,
    "password": READER_PASSWORD,
    "ssl": False,
}


class Refuse(Exception):  # noqa: N818 - it is an answer
    """An answer other than 200."""

    def __init__(self, code: int, answer: Any) -> None:
        super().__init__(code)
        self.code, self.answer = code, answer


@dataclass
class FakeMetabase:
    """What a new Metabase has, and what it was asked to change."""

    token: str | None = "setup-token-1"
    user: dict[str, str] | None = None
    databases: list[dict[str, Any]] = field(default_factory=list)
    collections: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": "root", "name": "Our analytics"}]
    )
    cards: list[dict[str, Any]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    version_without: str | None = None
    """A field that the answers of this version do not have."""

    def answer(self, method: str, path: str, session: str | None, body: Any) -> Any:
        if (method, path) == ("GET", "/api/session/properties"):
            return {"setup-token": self.token, "has-user-setup": self.user is not None}
        if (method, path) == ("POST", "/api/setup"):
            return self._setup(body)
        if (method, path) == ("POST", "/api/session"):
            if self.user is None or (body["username"], body["password"]) != (
                self.user["email"],
                self.user["password"],
            ):
                raise Refuse(401, {"errors": {"password": "did not match stored password"}})
            return {"id": "session-1"}
        if session != "session-1":
            raise Refuse(401, "Unauthenticated")
        return self._with_session(method, path, body)

    def _setup(self, body: Any) -> Any:
        if self.user is not None:
            raise Refuse(403, "The /api/setup route can only be used to create the first user")
        if body["token"] != self.token:
            raise Refuse(400, {"errors": {"token": "Token does not match the setup token."}})
        if not any(character.isdigit() for character in body["user"]["password"]):
            raise Refuse(400, {"errors": {"password": "password is too common."}})
        assert body["prefs"]["site_name"]
        self.user = body["user"]
        self.changes.append("user")
        return {"id": "session-1"}

    def _with_session(self, method: str, path: str, body: Any) -> Any:
        match method, path.partition("?")[0].split("/")[2:]:
            case "GET", ["database"]:
                return {"data": self.databases, "total": len(self.databases)}
            case "POST", ["database"]:
                if body["details"] != DETAILS:
                    raise Refuse(400, {"message": "FATAL: password authentication failed for user"})
                return self._add(self.databases, "database", body, {"name", "engine", "details"})
            case "POST", ["database", number, "sync_schema"]:
                assert int(number) in {database["id"] for database in self.databases}
                return {"status": "ok"}
            case "GET", ["collection"]:
                return self.collections
            case "POST", ["collection"]:
                return self._add(self.collections, "collection", body, {"name"})
            case "GET", ["collection", number, "items"]:
                found = [card for card in self.cards if card["collection_id"] == int(number)]
                return {"data": [{"id": card["id"], "name": card["name"], "model": "card"} for card in found]}
            case "POST", ["card"]:
                required = {"name", "display", "visualization_settings", "dataset_query"}
                assert body["dataset_query"]["database"] in {database["id"] for database in self.databases}
                return self._add(self.cards, "card", body, required)
        raise Refuse(404, "API endpoint does not exist.")

    def _add(self, rows: list[dict[str, Any]], kind: str, body: dict[str, Any], required: set[str]) -> Any:
        if missing := required - body.keys():
            raise Refuse(400, {"errors": dict.fromkeys(missing, "missing required key")})
        rows.append(body | {"id": len(rows) + 1})
        self.changes.append(kind)
        return {name: value for name, value in rows[-1].items() if name != self.version_without}


@contextmanager
def served(metabase: FakeMetabase) -> Iterator[str]:
    """Serve it for the block, and give its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/json"
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            try:
                code, answer = (
                    200,
                    metabase.answer(self.command, self.path, self.headers["X-Metabase-Session"], body),
                )
            except Refuse as refused:
                code, answer = refused.code, refused.answer
            content = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Do not print requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    (tmp_path / "01_occupancy.sql").write_text(QUESTION, encoding="utf-8")
    return tmp_path


def environment(url: str, **changed: str) -> dict[str, str]:
    return {
        "METABASE_URL": url,
        "METABASE_EMAIL": EMAIL,
        "METABASE_PASSWORD": PASSWORD,
        "PGHOST": "postgres",
        "PGPORT": "5432",
        "PGDATABASE": "healthgen",
        "PGUSER": READER,
        "PGPASSWORD": READER_PASSWORD,
    } | changed


def test_it_makes_user_database_collection_and_questions(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    metabase = FakeMetabase()
    with served(metabase) as url:
        set_up(environment(url), questions)
    assert metabase.changes == ["user", "database", "collection", "card"]
    (card,) = metabase.cards
    assert card["name"] == "How full is each unit now?"
    assert card["collection_id"] == metabase.collections[-1]["id"]
    assert card["dataset_query"]["native"] == {"query": QUESTION}
    assert PASSWORD not in capsys.readouterr().out


def test_the_second_time_nothing_changes_and_a_new_question_is_added(questions: Path) -> None:
    metabase = FakeMetabase()
    with served(metabase) as url:
        set_up(environment(url), questions)
        # The user may have improved it.
        metabase.cards[0]["display"] = "bar"
        metabase.changes.clear()
        set_up(environment(url), questions)
        assert metabase.changes == []
        (questions / "02_census.sql").write_text(QUESTION.replace("full", "empty"), encoding="utf-8")
        set_up(environment(url), questions)
    assert metabase.changes == ["card"]
    assert [card["display"] for card in metabase.cards] == ["bar", "table"]


def test_a_set_up_that_was_stopped_goes_on(questions: Path) -> None:
    metabase = FakeMetabase()
    with served(metabase) as url:
        with pytest.raises(SetUpError, match=r"password authentication failed.* run --rm healthgen"):
            set_up(environment(url, PGPASSWORD="old"), questions)
        assert metabase.changes == ["user"]
        set_up(environment(url), questions)
    assert metabase.changes == ["user", "database", "collection", "card"]


@pytest.mark.parametrize(
    ("metabase", "changed", "message"),
    [
        (FakeMetabase(user={"email": EMAIL, "password": "9"}), {}, "the password in .env is none of them"),
        (FakeMetabase(), {"METABASE_PASSWORD": "letters"}, "POST /api/setup: 400 .*too common"),
        (FakeMetabase(version_without="id"), {}, "has no field 'id': this script was written for"),
        (FakeMetabase(), {"METABASE_URL": "http://127.0.0.1:1"}, "does not answer .* docker compose --profile bi up"),
    ],
    ids=["other password", "refused", "other version", "not there"],
)  # fmt: skip
def test_errors_say_what_to_do(
    metabase: FakeMetabase, changed: dict[str, str], message: str, questions: Path
) -> None:
    with served(metabase) as url, pytest.raises(SetUpError, match=message):
        set_up(environment(url) | changed, questions)
