"""Files that appear when they are complete: all of a folder's at once, or none."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from healthgen_db.config.errors import ConfigError, WarehouseError

__all__ = ["PARTIAL_SUFFIX", "REPORT_FILE", "SUMMARY_FILE", "completed", "export_names"]

PARTIAL_SUFFIX = ".partial"
SUMMARY_FILE = "validation_summary.json"
REPORT_FILE = "validation_report.txt"
# The record of all faults tells how to undo them, so it does not lie among the files that students are handed.
ANSWERS = "answers"

# What another --outdir would mend; all else, such as a full disk, is no fault of the option.
UNUSABLE = {
    errno.EACCES,
    errno.EEXIST,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}


def export_names(file_format: str, *, messy: bool = False) -> dict[str, str]:
    """Return the files of an export by what is in them, as paths below its folder."""
    names = {table: f"{table}.{file_format}" for table in ("patients", "visits", "billing")}
    return names | ({"messy_changes": f"{ANSWERS}/messy_changes.{file_format}"} if messy else {})


@contextmanager
def completed(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Give a path to write each file to, and move all of them to their names when the block is done.

    names: paths below the folder, which is made if need be, as are those in between. After an error nothing is left
    of what was written, and files of these names that were there stay as they were.

    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full or fails.
    """
    partial = {name: folder / f"{name}{PARTIAL_SUFFIX}" for name in names}
    try:
        for path in partial.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        for name, path in partial.items():
            path.replace(folder / name)
    except OSError as error:
        if error.errno in UNUSABLE:
            raise ConfigError(f"--outdir {folder}: cannot be written to ({error})") from error
        raise WarehouseError(
            f"the files in {folder} could not be completed ({error}); free some space there, or choose another"
            " --outdir, and run the same command again"
        ) from error
    finally:
        for path in partial.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
                if path.parent != folder:
                    path.parent.rmdir()
