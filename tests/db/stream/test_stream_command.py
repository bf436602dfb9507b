"""The command stream: what it prints, how it ends, and what it says about wrong options."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from psycopg.conninfo import make_conninfo

from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from tests.db.conftest import Ended
from tests.posix import DEV_FULL

Query = Callable[..., list[tuple[Any, ...]]]
Healthgen = Callable[..., Ended]
COMMAND = [sys.executable, "-c", "from healthgen_db.cli.main import main; main()", "stream"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def started(dsn: str, *arguments: object, **more: Any) -> subprocess.Popen[bytes]:
    environment = os.environ | {"HEALTHGEN_DSN": dsn}
    return subprocess.Popen([*COMMAND, *map(str, arguments)], env=environment, stderr=subprocess.PIPE, **more)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_line_keeps_the_contract(hospital_dsn: str, healthgen: Healthgen) -> None:
    ended = healthgen("stream", "--to", "-", "--dsn", hospital_dsn)
    assert ended.code == 0
    reference, *events = map(json.loads, ended.out.splitlines())
    for name, messages in (("reference", [reference]), ("adt_event", events)):
        schema = json.loads(resource("data", "stream", f"{name}-1.0.schema.json").read_text())
        validator = Draft202012Validator(schema)
        for message in messages:
            validator.validate(message)
            assert set(message) <= set(schema["properties"])
    assert len(events) > 2_000
    assert "stream: done, " in ended.err
    assert (
        "everything is sent: the log ends with 2026-07-01 00:00; after a load with a later --today"
        in ended.err
    )


def test_the_reference_snapshot_alone(hospital_dsn: str, healthgen: Healthgen, tmp_path: Path) -> None:
    ended = healthgen("stream", "--to", "-", "--reference-only", "--dsn", hospital_dsn)
    assert ended.code == 0
    assert json.loads(ended.out)["beds"]
    assert healthgen("stream", "--to", tmp_path, "--reference-only", "--dsn", hospital_dsn).code == 0
    assert list(files(tmp_path)) == ["adt-00000000T0000Z-reference.ndjson"]


def test_hl7_has_a_message_a_line(hospital_dsn: str, healthgen: Healthgen) -> None:
    ended = healthgen(
        "stream", "--to", "-", "--format", "hl7", "--until", "2026-05-03", "--dsn", hospital_dsn
    )
    reference, *messages = ended.out.split("\n")[:-1]
    assert json.loads(reference)["reference_id"]
    assert len(messages) > 20
    assert all(message.startswith("MSH|^~\\&|") for message in messages)


def test_a_folder_and_its_report(hospital_copy: str, healthgen: Healthgen, tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    first = healthgen(
        "stream", "--to", folder, "--until", "2026-05-20", "--dsn", hospital_copy, "--json", "--quiet"
    )
    assert (first.code, first.err) == (0, "")
    assert first.values["to"] == str(folder)
    assert first.values["complete"] is True
    lines = [line for _, content in sorted(files(folder).items()) for line in content.splitlines()]
    assert len(lines) == first.values["messages"] + 1
    assert json.loads(lines[-1])["recorded_at"] == first.values["sent_until"]
    second = healthgen("stream", "--to", folder, "--until", "2026-05-21", "--dsn", hospital_copy)
    assert second.code == 0
    assert "stream: done, " in second.err
    assert "everything before --until 2026-05-21 is sent" in second.err
    assert "a second" in second.out


def test_ctrl_c_stops_and_the_same_command_goes_on(
    hospital_copy: str, healthgen: Healthgen, tmp_path: Path
) -> None:
    several, one = tmp_path / "several", tmp_path / "one"
    # Three days a second.
    arguments = ("--to", several, "--speed", 3 * 86_400)
    process = started(hospital_copy, *arguments, stdout=subprocess.PIPE)
    wait_for(lambda: several.is_dir() and len(list(several.iterdir())) > 20)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"in the time of the dataset; the same command goes on from there" in errors
    assert b"Traceback" not in errors
    assert not list(several.glob("*.unfinished"))
    assert healthgen("stream", "--to", several, "--dsn", hospital_copy).code == 0
    assert healthgen("stream", "--to", one, "--dsn", hospital_copy).code == 0
    assert files(several) == files(one)


def test_kill_9_loses_nothing(hospital_copy: str, healthgen: Healthgen, query: Query) -> None:
    statement = "SELECT count(*), count(DISTINCT raw) FROM messages"

    def stored() -> int:
        try:
            return int(query(hospital_copy, statement, schema="healthcare_bronze")[0][0])
        except Exception:  # the schema is not there yet
            return 0

    for before in (0, 1):
        process = started(hospital_copy, "--speed", 5 * 86_400, stdout=subprocess.PIPE)
        already = stored()
        wait_for(lambda already=already, before=before: stored() > max(already, before))  # type: ignore[misc]
        process.kill()
        process.communicate(timeout=60)
    # The server may need a moment to notice that the session of the killed stream is gone.
    wait_for(lambda: healthgen("stream", "--dsn", hospital_copy).code == 0)
    [(events,)] = query(hospital_copy, "SELECT count(*) FROM adt_events")
    assert query(hospital_copy, statement, schema="healthcare_bronze") == [(events + 1, events + 1)]


def test_a_reader_that_ends_is_an_error(hospital_dsn: str) -> None:
    process = started(hospital_dsn, "--to", "-", stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 3
    assert b"error: the command that reads the messages has ended before all of them were sent" in errors
    assert b"Exception ignored" not in errors


@DEV_FULL
def test_a_full_disk_is_an_error(hospital_dsn: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = started(hospital_dsn, "--to", "-", stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert b"error: standard output cannot be written: No space left on device" in errors


def test_a_role_that_may_only_read_keeps_no_position(
    hospital_copy: str, healthgen: Healthgen, tmp_path: Path
) -> None:
    with connect(hospital_copy, autocommit=True) as connection:
        role = f"reader_{os.getpid()}"
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'".encode())
        connection.execute(f"GRANT USAGE ON SCHEMA healthcare TO {role}".encode())
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA healthcare TO {role}".encode())
    reader = make_conninfo(hospital_copy, user=role, password="secret")
    try:
        assert healthgen("stream", "--to", "-", "--until", "2026-05-03", "--dsn", reader).code == 0
        for prepare in ((), ("stream", "--to", tmp_path, "--until", "2026-05-03", "--dsn", hospital_copy)):
            assert not prepare or healthgen(*prepare).code == 0
            refused = healthgen("stream", "--to", tmp_path, "--dsn", reader)
            assert refused.code == 2
            assert (
                "the schema healthcare_feed keeps how far the receiver is, and this role may not"
                in refused.err
            )
            assert "use another role, or --to -, which keeps no position" in refused.err
    finally:
        with connect(hospital_copy, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role}".encode())
            connection.execute(f"DROP ROLE {role}".encode())


WRONG = {
    ("--to", "ftp://host"): "--to ftp://host: there is no such target; write -, postgres, kafka://",
    ("--to", "mllp://host"): "--to mllp://host: write mllp://host:port, such as mllp://127.0.0.1:2575",
    ("--to", "mllp://host:99999"): "--to mllp://host:99999: write mllp://host:port",
    ("--to", "mllp://127.0.0.1:1", "--format", "json"): "--format json: MLLP carries HL7 only",
    ("--to", "-", "--json"): "--json: standard output has the messages",
    ("--to", "-", "--from", "tomorrow"): "--from tomorrow: write a date, or a local time such as",
    ("--to", "-", "--until", "2026-06"): "--until 2026-06: write a date, or a local time such as",
    ("--to", "-", "--until", "2026-03-08T02:30"): "--until 2026-03-08T02:30: clocks skip 02:30 on that day",
    (
        "--to",
        "-",
        "--from",
        "2026-06-02",
        "--until",
        "2026-06-01",
    ): "--from 2026-06-02 is not before --until 2026-06-01",
    ("--to", "-", "--hospital", "77"): "--hospital 77: there is no such one",
    ("--to", "-", "--speed", "fast"): "--speed fast: write max, or how many seconds",
    ("--to", "-", "--speed", "0"): "--speed 0: write max, or how many seconds",
    ("--to", "-", "--speed", "nan"): "--speed nan: write max, or how many seconds",
    ("--to", "-", "--format", "xml"): "--format xml: write json, hl7 or fhir",
    ("--to", "-", "--dirty", "2"): "--dirty 2.0: write a value from 0 up to 1",
    ("--to", "-", "--resend"): "--resend: sends again what a receiver could not read",
    ("--to", "mllp://127.0.0.1:1", "--resend"): "--resend: nothing has been sent to mllp://127.0.0.1:1",
    ("--to", "postgres", "--reference-only"): "--to postgres: needs a position; leave out --reference-only",
    ("--to", ""): "--to : there is no such target",
    ("--to", "mllp://127.0.0.1:0"): "--to mllp://127.0.0.1:0: write mllp://host:port",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_options_are_named(hospital_dsn: str, healthgen: Healthgen, arguments: tuple[str, ...]) -> None:
    ended = healthgen("stream", *arguments, "--dsn", hospital_dsn)
    assert ended.code == 2
    assert f"error: {WRONG[arguments]}" in ended.err
    assert ended.out == ""


def test_a_dataset_without_operations_has_no_log(old_dsn: str, healthgen: Healthgen) -> None:
    ended = healthgen("stream", "--to", "-", "--dsn", old_dsn)
    assert ended.code == 2
    assert "load one with --operations" in ended.err
