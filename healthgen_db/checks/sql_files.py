"""SQL files with a header: their format, which rules, metrics and KPIs share, and its parser.

A file has a header of ``-- key: value`` lines, a blank line, and one SELECT. A header line that starts with
``--`` and at least two blanks continues the value of the line before it. The id is the name of the file.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource

_ENTRY = re.compile(r"-- ([a-z_]+): +(\S.*)")
_CONTINUATION = re.compile(r"--  +(\S.*)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
# The parts of a query that may contain any semicolon and any word: comments, strings, quoted names, dollar quotes.
_OPAQUE = re.compile(r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$""", re.DOTALL)


@dataclass(frozen=True)
class FileQuery:
    """The query of a file, and where it is in the file."""

    id: str
    title: str
    query: str
    path: Path
    query_line: int

    def error(self, message: str, *, line: int | None = None) -> RuleFileError:
        """Return an error that points at a line of the file; the line where the query starts by default."""
        return file_error(self.path, line or self.query_line, message)


class SqlFile:
    """The header and the query of one file. Its header has the required keys, and only known ones."""

    def __init__(self, path: Path, *, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        self.path = path
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RuleFileError(f"{_shown(path)}: cannot be read ({error})") from error
        self.header: dict[str, Any] = {}
        self.line_of: dict[str, int] = {}
        query_line = self._read_header(lines, required + optional)
        for key in required:
            if key not in self.header:
                raise file_error(path, 1, f"the header has no {key}; it needs {', '.join(required)}")
        if self.header["id"] != path.stem:
            raise self.error("id", f"the id is {self.header['id']}, but the file is named {path.name}")
        query = _one_query(path, query_line, "\n".join(lines[query_line - 1 :]))
        self.common: dict[str, Any] = {"query": query, "path": path, "query_line": query_line}

    def _read_header(self, lines: list[str], known: tuple[str, ...]) -> int:
        """Fill the header and return the number of the line where the query starts."""
        key = ""
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                return number + 1
            if key and (more := _CONTINUATION.fullmatch(line)):
                self.header[key] += f" {more[1].rstrip()}"
                continue
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise file_error(
                    self.path, number, "expected '-- key: value', or a blank line to end the header"
                )
            key = entry[1]
            if key not in known:
                raise file_error(self.path, number, f"unknown key {key}; the keys are {', '.join(known)}")
            if key in self.header:
                raise file_error(self.path, number, f"{key} is given twice")
            self.header[key], self.line_of[key] = entry[2].rstrip(), number
        raise file_error(self.path, len(lines) or 1, "the file ends before a blank line and a query")

    def number(self, key: str) -> float | None:
        """Return the number of a key; None if the header does not have it."""
        text = self.header.get(key)
        if text is not None and not _NUMBER.fullmatch(text):
            raise self.error(key, f"{key} {text}: must be a number")
        return None if text is None else float(text)

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names of a list with commas; an empty tuple if the header does not have the key."""
        names = (name.strip() for name in self.header.get(key, "").split(","))
        return tuple(name for name in names if name)

    def error(self, key: str, message: str) -> RuleFileError:
        """Return an error that points at the line of a key."""
        return file_error(self.path, self.line_of[key], message)


def _one_query(path: Path, first_line: int, text: str) -> str:
    """Return the one SELECT of the text without its final semicolon. Raises RuleFileError for any other statement."""
    bare = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    statement, _, rest = bare.partition(";")

    def error(before: int, after: str, message: str) -> RuleFileError:
        start = before + len(after) - len(after.lstrip())
        return file_error(path, first_line + bare.count("\n", 0, start), message)

    if not re.match(r"\s*(SELECT|WITH)\b", statement, re.IGNORECASE):
        raise error(0, statement, "expected one query, which starts with SELECT or WITH")
    if rest.strip():
        raise error(len(statement) + 1, rest, "a second statement; a file contains exactly one query")
    return text[: len(statement)].rstrip()


def sql_files(folder: Path) -> list[Path]:
    """Return the .sql files of a folder, by name. Raises RuleFileError if there are none."""
    if not folder.is_dir():
        raise RuleFileError(f"{_shown(folder)}: there is no such folder")
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise RuleFileError(f"{_shown(folder)}: the folder contains no .sql file")
    return files


def file_error(path: Path, line: int, message: str) -> RuleFileError:
    """Return an error that points at a line of a file."""
    return RuleFileError(f"{_shown(path)}:{line}: {message}")


def _shown(path: Path) -> str:
    """Return the path for messages: sql/rules/x.sql for the shipped files."""
    home = resource("sql").parent
    return str(path.relative_to(home) if path.is_relative_to(home) else path)
