"""docker-compose.yml: images are pinned, ports are for this machine only, and nothing starts before what it needs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / ".docker" / "Dockerfile").read_text(encoding="utf-8")


def test_without_a_profile_there_is_only_the_database() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" not in service} == {"postgres"}
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["kafka"]} == {
        "kafka",
        "stream",
        "ingest",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_ports_are_for_this_machine(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[a-z/]+:(\d+(\.\d+)*|local)", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert "restart" in service


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_needs_can_be_healthy(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert how["condition"] == (
            "service_healthy" if "healthcheck" in SERVICES[other] else "service_started"
        )


def test_every_volume_is_declared() -> None:
    used = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])


def test_every_variable_is_in_the_example_and_no_password_is_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    variables = set(re.findall(r"\$\{(\w+)", text))
    assert variables == set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    # The file of the example has defaults for all but the password.
    assert re.findall(r"^(\w+)=$", EXAMPLE, re.MULTILINE) == ["HEALTHGEN_PASSWORD"]
    for service in SERVICES.values():
        assert "PASSWORD" not in shlex.join(service.get("command", []))


def test_sender_and_receiver_use_the_topic_of_the_broker() -> None:
    listeners = dict(
        listener.split("://")
        for listener in SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    )
    address = f"kafka://{listeners['INSIDE']}/adt"
    assert SERVICES["stream"]["command"][:3] == ["stream", "--to", address]
    assert SERVICES["ingest"]["command"] == ["ingest", "--from", address]
    # The port that clients on this machine are told is the port that is open on this machine.
    assert SERVICES["kafka"]["ports"] == [f"{listeners['OUTSIDE']}:9092"]


def test_the_image_has_all_files_of_the_package() -> None:
    build = SERVICES["stream"]["build"]
    assert (ROOT / build["context"] / build["dockerfile"]).samefile(ROOT / ".docker" / "Dockerfile")
    copied = [
        name for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    ]
    assert {"pyproject.toml", "README.md", "LICENSE", "healthgen_db", "migrations", "sql"} == set(copied)
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)
    # The receiver runs the image that the sender builds.
    assert SERVICES["ingest"]["image"] == SERVICES["stream"]["image"]
    assert (SERVICES["stream"]["pull_policy"], SERVICES["ingest"]["pull_policy"]) == ("build", "never")
