"""What is checked before Spark is started: Java, and the machines that compute. None of it starts Java."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError, SparkError
from healthgen_db.spark.java import check_java
from healthgen_db.spark.master import checked_master, is_local
from healthgen_db.systems import cores


@pytest.fixture(autouse=True)
def _no_java_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)


def install_java(folder: Path, script: str) -> None:
    """Write a program that answers as Java does."""
    program = folder / "bin" / "java"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def answering(version: str) -> str:
    return f"echo 'openjdk version \"{version}\" 2025-04-15' >&2"


def test_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SparkError, match=r"^Spark needs Java, and this machine has none; install Java 17"):
        check_java()


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.2"])
def test_a_java_that_is_too_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str) -> None:
    install_java(tmp_path, answering(version))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(SparkError, match=r"Java 17 or later, and .*/java is Java (8|11);"):
        check_java()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25-ea"])
def test_a_java_that_is_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str) -> None:
    install_java(tmp_path, answering(version))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    check_java()


def test_java_home_wins_and_must_have_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install_java(tmp_path, answering("17.0.15"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(SparkError, match="elsewhere has no bin/java"):
        check_java()


@pytest.mark.parametrize("script", ["exit 1", "echo hello >&2"])
def test_a_java_that_does_not_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    install_java(tmp_path, script)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkError, match="java -version fails"):
        check_java()


@pytest.mark.parametrize(
    ("given", "master"),
    [
        ("local", "local[1,4]"),
        ("local[2]", "local[2,4]"),
        ("local[*]", f"local[{cores()},4]"),
        ("local[2,1]", "local[2,1]"),
        ("yarn", "yarn"),
        ("k8s://https://cluster", "k8s://https://cluster"),
    ],
)
def test_masters(given: str, master: str) -> None:
    """On one machine, Spark would not do the task of a killed worker again."""
    assert checked_master(given) == master


@pytest.mark.parametrize(
    "wrong", ["", "foo", "local[0]", "local[x]", "spark://", "spark://a:b", "spark://a:70000"]
)
def test_what_is_no_master(wrong: str) -> None:
    with pytest.raises(ConfigError, match=f"^--master {wrong}".replace("[", r"\[")):
        checked_master(wrong)


def test_a_cluster_answers_or_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        # A cluster can have several masters; one of them is enough.
        assert checked_master(f"spark://127.0.0.1:1,127.0.0.1:{port}").endswith(f":{port}")
    with pytest.raises(SparkError, match=r"no Spark master answers \(127.0.0.1:\d+: Connection refused\)"):
        checked_master(f"spark://127.0.0.1:{port}")


def test_which_masters_are_on_this_machine() -> None:
    assert is_local("local[2]")
    assert is_local("spark://localhost:7077")
    assert not is_local("spark://10.0.0.1:7077")
    assert not is_local("yarn")
