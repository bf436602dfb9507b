"""The address of the machines that compute, as --master takes it: a check before Java is started.

Spark itself tries an address without an answer for a minute, and reports it in fifty lines.
"""

import re
import socket
from collections.abc import Iterator

from healthgen_db.config.errors import ConfigError, SparkError
from healthgen_db.systems import cores

LOCAL = re.compile(r"local(\[(?P<threads>\d+|\*)(, *(?P<failures>\d+))?\])?")
KINDS = ("spark://", "yarn", "k8s://")
# Attempts at a task before the job fails. Spark's default on one machine is 1: it would not replace a killed worker.
ATTEMPTS = 4
SECONDS_TO_ANSWER = 5.0
PORT = 7077


def checked_master(master: str) -> str:
    """Return the master as Spark takes it. Raises ConfigError if it is none, SparkError if it does not answer."""
    if found := LOCAL.fullmatch(master):
        threads = found["threads"] or "1"
        number = cores() if threads == "*" else int(threads)
        if number < 1:
            raise ConfigError(f"--master {master}: write a number of workers from 1, such as local[2]")
        return f"local[{number},{found['failures'] or ATTEMPTS}]"
    if not master.startswith(KINDS):
        raise ConfigError(f"--master {master}: write local[2], spark://HOST:7077, yarn or k8s://URL")
    if master.startswith("spark://"):
        _check_answer(master)
    return master


def is_local(master: str) -> bool:
    """Return whether all work is done on this machine, also by a cluster whose master is here."""
    hosts = {host for host, _ in _addresses(master)} if master.startswith("spark://") else set()
    return bool(LOCAL.fullmatch(master)) or bool(hosts & {"127.0.0.1", "localhost"})


def _check_answer(master: str) -> None:
    """Raise SparkError unless one of the addresses accepts a connection: a cluster may have several masters."""
    problems = []
    for host, port in _addresses(master):
        try:
            socket.create_connection((host, port), SECONDS_TO_ANSWER).close()
        except OSError as error:
            problems.append(f"{host}:{port}: {error.strerror or error}")
        else:
            return
    raise SparkError(f"--master {master}: no Spark master answers ({'; '.join(problems)}); is it running?")


def _addresses(master: str) -> Iterator[tuple[str, int]]:
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.partition(":")
        if not host or not (port or str(PORT)).isdecimal() or int(port or PORT) > 65_535:
            raise ConfigError(f"--master {master}: write spark://HOST:{PORT}")
        yield host, int(port or PORT)
