"""Files that appear when all of them are complete."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from healthgen_db.config.errors import ConfigError, WarehouseError

PARTIAL_SUFFIX = ".partial"
# Errors of the disk. All other errors are about the folder, so another --outdir solves them.
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE}


def check_folder(folder: Path | None, names: Sequence[str] = ()) -> None:
    """Raise ConfigError if files of these names cannot be written into the folder, which need not exist yet.

    This creates the folder and a file and removes them again, because permissions do not show read-only file systems.
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
    """Yield a temporary path for each file, and rename all files to their names at the end of the block.

    names: paths below the folder. This creates the folder and its subfolders if necessary. After an error it removes
    the temporary files, and earlier files of these names stay as they were.

    Raises ConfigError if the folder cannot be written to, WarehouseError if the disk is full or fails.
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
        if error.errno not in DISK_ERRORS:
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
                f"--outdir {folder}: {file} is a folder, but must be a file; choose another --outdir"
            )
