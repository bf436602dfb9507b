"""docker-compose.yml: images are pinned, ports are for this machine only, and nothing starts before what it needs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from healthgen_db.config.sources import build_config
from healthgen_db.reader.names import group_name, login_name

ROOT = Path(__file__).parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SETTINGS = {
    name: value.strip('"')
    for name, value in re.findall(
        r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
}
DOCKERFILE = (ROOT / ".docker" / "Dockerfile").read_text(encoding="utf-8")


def of_profile(*profiles: str) -> set[str]:
    return {name for name, service in SERVICES.items() if service.get("profiles", []) == list(profiles)}


def test_without_a_profile_there_are_only_the_database_and_its_loader() -> None:
    assert of_profile() == {"postgres", "healthgen"}
    assert of_profile("bi") == {"grafana", "metabase", "metabase-setup"}
    assert of_profile("kafka") == {"kafka", "stream", "ingest"}


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_ports_are_for_this_machine(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[a-z/]+:(v?\d+(\.\d+)*|local)", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert "restart" in service


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_needs_can_be_healthy_or_ends(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if SERVICES[other]["restart"] == "no":
            assert how["condition"] == "service_completed_successfully"
        elif "healthcheck" in SERVICES[other]:
            assert how["condition"] == "service_healthy"
        else:
            assert how["condition"] == "service_started"


def test_who_reads_the_warehouse_waits_for_the_load() -> None:
    for name in ("grafana", "metabase", "stream"):
        assert SERVICES[name]["depends_on"]["healthgen"]["condition"] == "service_completed_successfully"


def test_every_volume_is_declared() -> None:
    used = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_files_of_this_checkout_exist_and_cannot_be_written() -> None:
    mounted = [
        volume.split(":")
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith(".")
    ]
    assert mounted
    assert all((ROOT / source).is_dir() and mode == ["ro"] for source, _, *mode in mounted)


def test_every_variable_is_in_the_example_and_no_password_is_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    variables = set(re.findall(r"\$\{(\w+)", text))
    assert variables == set(SETTINGS)
    # The file of the example has values for all but the passwords. Without them, the message says how to make them.
    assert {name for name, value in SETTINGS.items() if not value} == {
        name for name in SETTINGS if name.endswith("PASSWORD")
    }
    for name in SETTINGS:
        assert name.endswith("PASSWORD") == (f"${{{name}:?make it with python .docker/make_env.py}}" in text)
    for service in SERVICES.values():
        assert "PASSWORD" not in shlex.join(service.get("command", []))


def test_defaults_are_those_of_the_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"\$\{(\w+):?-([^}]*)\}", text))
    assert defaults == {name: SETTINGS[name] for name in defaults}
    assert {name for name in SETTINGS if not name.endswith("PASSWORD")} == set(defaults)


def test_the_tools_read_as_different_readers_and_only_healthgen_owns() -> None:
    group = group_name("healthgen", "healthcare")
    assert SERVICES["grafana"]["environment"]["PGUSER"] == login_name(group, 1)
    assert SERVICES["metabase-setup"]["environment"]["PGUSER"] == login_name(group, 2)
    owners = {
        name
        for name, service in SERVICES.items()
        if re.search(r"\$\{HEALTHGEN_PASSWORD\b", str(service.get("environment")))
    }
    assert owners == {"postgres", "healthgen", "stream", "ingest"}


def test_options_of_the_loader_are_options_of_load() -> None:
    options = shlex.split(SETTINGS["HEALTHGEN_LOAD_OPTIONS"])
    # The dashboards need the tables of the mart, and those of operations in it.
    config = build_config({"mart": "--mart" in options}, preset=options[options.index("--preset") + 1])
    assert config.mart
    assert config.operations


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
    build = SERVICES["healthgen"]["build"]
    assert (ROOT / build["context"] / build["dockerfile"]).samefile(ROOT / ".docker" / "Dockerfile")
    copied = [
        name for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    ]
    scripts = {".docker/first_load.py", ".docker/metabase/set_up.py"}
    package = {"pyproject.toml", "README.md", "LICENSE", "healthgen_db", "migrations", "sql"}
    assert package | scripts == set(copied)
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)
    assert [name for name, service in SERVICES.items() if "build" in service] == ["healthgen"]
    # The other services with this image run what the loader has built.
    policies = {
        name: service["pull_policy"]
        for name, service in SERVICES.items()
        if service["image"] == "healthgen:local"
    }
    assert policies == {
        "healthgen": "build",
        "metabase-setup": "never",
        "stream": "never",
        "ingest": "never",
    }


@pytest.mark.parametrize("name", ["healthgen", "metabase-setup"])
def test_scripts_of_the_image_are_where_the_services_run_them(name: str) -> None:
    python, script = SERVICES[name]["entrypoint"]
    assert python == "python"
    folder, _, file = script.rpartition("/")
    copies = re.findall(r"^COPY (\S+) (\S+)/$", DOCKERFILE, re.MULTILINE)
    assert [source for source, target in copies if (Path(source).name, target) == (file, folder)]
