"""The place of Parquet files: a folder of this machine, or a URL that Arrow knows, such as s3://bucket/folder."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import pyarrow as pa
from pyarrow import fs

from healthgen_db.config.errors import ConfigError

# Unfinished files. Spark, DuckDB and Arrow do not read files whose names begin with an underscore.
PARTIAL = "_partial."
# Spark's names of file systems, and Arrow's.
ARROW_SCHEMES = {"s3a": "s3", "s3n": "s3"}
# s3://KEY:SECRET@bucket/folder
SECRET = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


class Place:
    """A folder. Names of files are relative to it: "visits/patients-0000000001-0000524288.parquet".

    A place can be pickled. Each process opens its own file system.

    Raises ConfigError for a URL that Arrow does not know, and OSError for what the file system refuses.
    """

    def __init__(self, where: str) -> None:
        self.where = where

    def __reduce__(self) -> tuple[type["Place"], tuple[str]]:
        """Pickle only where it is."""
        return Place, (self.where,)

    def __str__(self) -> str:
        """Return it as the user wrote it, without a secret."""
        return SECRET.sub(r"\1:***@", self.where)

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None for a URL."""
        return Path(self._root) if isinstance(self._system, fs.LocalFileSystem) else None

    def read(self, name: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""
        try:
            with self._system.open_input_stream(self._path(name)) as source:
                return bytes(source.read())
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise ConfigError(f"{self}: this is a file, or a part of it is; name a folder") from error

    def write(self, name: str, content: bytes) -> None:
        """Write a small file, whole or not at all."""
        with self.output(name) as sink:
            sink.write(content)

    @contextmanager
    def output(self, name: str) -> Iterator[pa.NativeFile]:
        """Yield a sink. The file has its name only when it is complete. An earlier file of the name is replaced.

        In an object store, the object appears when the sink is closed, also after an error. Its reader needs another
        sign that it is complete: the record of the part, or the manifest.
        """
        path = self._path(name)
        folder, _, file = path.rpartition("/")
        whole = not isinstance(self._system, fs.LocalFileSystem | fs.HadoopFileSystem)
        partial = path if whole else f"{folder}/{PARTIAL}{uuid.uuid4().hex}.{file}"
        if not whole:
            self._system.create_dir(folder, recursive=True)
        try:
            with self._system.open_output_stream(partial) as sink:
                yield sink
            if not whole:
                self._system.move(partial, path)
        except BaseException:
            with suppress(OSError):
                self._system.delete_file(partial)
            raise

    def sizes(self, folder: str = "") -> dict[str, int]:
        """Return the names of the files of a folder with their sizes in bytes, without unfinished files."""
        return {
            each.base_name: each.size
            for each in self._entries(folder)
            if each.is_file and not each.base_name.startswith(PARTIAL)
        }

    def size(self, name: str) -> int:
        """Return the bytes of a file."""
        return int(self._system.get_file_info(self._path(name)).size)

    def folders(self) -> list[str]:
        """Return the names of the folders at this place."""
        return sorted(each.base_name for each in self._entries("") if each.type == fs.FileType.Directory)

    def source(self, folder: str) -> tuple[fs.FileSystem, str]:
        """Return Arrow's file system and the path of a folder, for Arrow's readers."""
        return self._system, self._path(folder)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError):
            self._system.delete_file(self._path(name))

    def remove_folder(self, folder: str) -> None:
        """Remove a folder with all its files, if it is there."""
        with suppress(FileNotFoundError):
            self._system.delete_dir(self._path(folder))

    def remove_partial(self, folder: str) -> None:
        """Remove the unfinished files of a folder. Processes that were killed have left them."""
        for each in self._entries(folder):
            if each.is_file and each.base_name.startswith(PARTIAL):
                self._system.delete_file(each.path)

    def _entries(self, folder: str) -> list[fs.FileInfo]:
        return list(self._system.get_file_info(fs.FileSelector(self._path(folder), allow_not_found=True)))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @cached_property
    def _opened(self) -> tuple[fs.FileSystem, str]:
        if not self.where.strip():
            raise ConfigError(
                "the name of the folder is empty; name a folder, or a URL such as s3://bucket/folder"
            )
        scheme, found, rest = self.where.partition("://")
        if not found:
            # A shell leaves the ~ of --out=~/lake as it is.
            return fs.LocalFileSystem(), Path(self.where).expanduser().absolute().as_posix()
        try:
            system, path = fs.FileSystem.from_uri(f"{ARROW_SCHEMES.get(scheme, scheme)}://{rest}")
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ConfigError(
                f"{self}: cannot be opened ({SECRET.sub('***@', str(error))}); name a folder, or a URL that Arrow"
                " knows, such as s3://bucket/folder"
            ) from error
        return system, path.rstrip("/")

    @property
    def _system(self) -> fs.FileSystem:
        return self._opened[0]

    @property
    def _root(self) -> str:
        return self._opened[1]
