"""Files that appear when they are complete: all files of a folder at once, or none."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from healthgen_db.config.errors import ConfigError, WarehouseError

PARTIAL_SUFFIX = ".partial"
# Errors that another --outdir would solve. Others, such as a full disk, are not the option's fault.
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


def check_folder(folder: Path | None, names: Sequence[str] = ()) -> None:
    """Raise ConfigError unless files of these names can be written into the folder, which need not exist yet.

    This tries it, because permissions do not tell of a file system that takes no files. Nothing is left of the attempt.
    """
    if folder is None:
        return
    made: list[Path] = []
    try:
        made = [each for each in (folder, *folder.absolute().parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        _refuse_folders(folder, names)
    except OSError as error:
        raise ConfigError(
            f"--outdir {folder}: cannot be written to ({error.strerror}); choose another folder"
        ) from error
    finally:
        for each in made:
            with suppress(OSError):
                each.rmdir()


@contextmanager
def completed(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Give a path to write each file to, and move all of them to their names at the end of the block.

    names: paths below the folder, which is made if need be, like the folders in between. After an error nothing is left
    of what was written, and earlier files of these names stay as they were.

    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full or fails.
    """
    partial = {name: folder / f"{name}{PARTIAL_SUFFIX}" for name in names}
    try:
        _refuse_folders(folder, names)
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


def _refuse_folders(folder: Path, names: Sequence[str]) -> None:
    for file in (folder / f"{name}{suffix}" for name in names for suffix in ("", PARTIAL_SUFFIX)):
        if file.is_dir():
            raise ConfigError(
                f"--outdir {folder}: {file} is a folder, and a file is to be there; choose another"
            )
