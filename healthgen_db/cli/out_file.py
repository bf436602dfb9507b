"""The file of --out, into which a command writes its report."""

from pathlib import Path

from healthgen_db.config.errors import ConfigError


def write_out(path: Path, text: str) -> None:
    """Write a text into the file. Raises ConfigError if it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--out {path}: cannot be written ({error.strerror})") from error
