"""The file of --out, into which a command writes its report."""

import os
from contextlib import suppress
from pathlib import Path

from healthgen_db.config.errors import ConfigError
from healthgen_db.systems import this_system


def check_out(path: Path) -> None:
    """Raise ConfigError if the file cannot be written, before a command works for long."""
    try:
        if not path.absolute().parent.is_dir():
            raise ConfigError(f"--out {path}: there is no folder {path.parent}")
        if path.is_dir():
            raise ConfigError(f"--out {path}: it is a folder; name a file in it")
        with suppress(FileNotFoundError):
            path.stat()
    except OSError as error:  # a name that is too long; links that lead in a circle
        raise ConfigError(f"--out {path}: cannot be written ({error.strerror})") from error


def write_out(path: Path, text: str) -> None:
    """Write a text into the file, all of it or nothing. Raises ConfigError if it cannot be written.

    An older file stays as it is until the new text is complete.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device, such as /dev/stdout, cannot be replaced.
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise ConfigError(f"--out {path}: cannot be written ({error.strerror})") from error


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        this_system().retried(lambda: part.replace(path))
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
