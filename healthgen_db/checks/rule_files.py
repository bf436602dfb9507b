"""Rule and metric files: the format of sql/rules and sql/metrics, and its parser.

A file is a header of ``-- key: value`` lines, a blank line, and one SELECT. A header line that starts with
``--`` and at least two blanks goes on with the value of the line before it. The id is the name of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource

_KEYS_OF_ALL = ("id", "title", "severity", "description")
_KEYS_OF_A_METRIC = (*_KEYS_OF_ALL, "unit", "source")

_ENTRY = re.compile(r"-- ([a-z_]+): +(\S.*)")
_CONTINUATION = re.compile(r"--  +(\S.*)")
# What may hold a semicolon or a keyword that is not one: comments, strings, quoted names, dollar quotes.
_OPAQUE = re.compile(r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$""", re.DOTALL)


@dataclass(frozen=True)
class Check:
    """What a rule and a metric have in common."""

    id: str
    title: str
    severity: str
    description: str
    query: str
    path: Path
    query_line: int

    def error(self, message: str, *, line: int | None = None) -> RuleFileError:
        """Return an error that points at a line of the file; the line where the query starts by default."""
        return _error(self.path, line or self.query_line, message)


@dataclass(frozen=True)
class Rule(Check):
    """A query that returns the rows that break a promise: their key first, then the evidence."""

    enforced_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric(Check):
    """A query that returns one row: value, and optionally n, the number of rows behind the value."""

    unit: str = ""
    source: str = ""
    low: float | None = None
    high: float | None = None
    min_rows: int = 0


def read_rules(folder: Path | None = None) -> list[Rule]:
    """Read every rule of a folder (the shipped one by default), ordered by id."""
    return [read_rule(path) for path in _files(folder or resource("sql", "rules"))]


def read_metrics(folder: Path | None = None) -> list[Metric]:
    """Read every metric of a folder (the shipped one by default), ordered by id."""
    return [read_metric(path) for path in _files(folder or resource("sql", "metrics"))]


def read_rule(path: Path) -> Rule:
    """Read one rule file. Raises RuleFileError, naming file and line."""
    file = _File(path, required=_KEYS_OF_ALL, optional=("enforced_by",))
    enforced_by = tuple(name.strip() for name in file.get("enforced_by").split(",") if name.strip())
    return Rule(*file.common(), enforced_by=enforced_by)


def read_metric(path: Path) -> Metric:
    """Read one metric file. Raises RuleFileError, naming file and line."""
    file = _File(path, required=_KEYS_OF_A_METRIC, optional=("low", "high", "min_rows"))
    low, high = file.number("low"), file.number("high")
    if low is not None and high is not None and low > high:
        raise file.error("high", f"high {high:g} lies below low {low:g}")
    if file.get("severity") != "warning":
        raise file.error("severity", "the severity of a metric is warning: only rules can stop a load")
    min_rows = file.number("min_rows") or 0
    return Metric(*file.common(), file.get("unit"), file.get("source"), low, high, int(min_rows))


class _File:
    """The header and the query of one file, checked against the keys that it must and may have."""

    def __init__(self, path: Path, *, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        self.path = path
        try:
            self.lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RuleFileError(f"{_shown(path)}: cannot be read ({error})") from error
        self.header: dict[str, tuple[str, int]] = {}
        self.query_line = self._read_header(required + optional)
        for key in required:
            if key not in self.header:
                raise _error(path, 1, f"the header has no {key}; it needs {', '.join(required)}")
        if self.get("id") != path.stem:
            raise self.error("id", f"the id is {self.get('id')}, but the file is named {path.name}")
        if self.get("severity") not in {"error", "warning"}:
            raise self.error("severity", f"severity {self.get('severity')}: must be error or warning")
        self.query = _one_query(path, self.query_line, "\n".join(self.lines[self.query_line - 1 :]))

    def _read_header(self, known: tuple[str, ...]) -> int:
        """Fill the header and return the number of the line where the query starts."""
        key = ""
        for number, line in enumerate(self.lines, start=1):
            if not line.strip():
                return number + 1
            if key and (more := _CONTINUATION.fullmatch(line)):
                value, first = self.header[key]
                self.header[key] = (f"{value} {more[1].rstrip()}", first)
                continue
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise _error(self.path, number, "expected '-- key: value', or a blank line to end the header")
            key = entry[1]
            if key not in known:
                raise _error(self.path, number, f"unknown key {key}; the keys are {', '.join(known)}")
            if key in self.header:
                raise _error(self.path, number, f"{key} is given twice")
            self.header[key] = (entry[2].rstrip(), number)
        raise _error(self.path, len(self.lines) or 1, "the file ends before a blank line and a query")

    def get(self, key: str) -> str:
        return self.header.get(key, ("", 0))[0]

    def number(self, key: str) -> float | None:
        text = self.get(key)
        if not text:
            return None
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise self.error(key, f"{key} {text}: must be a number")
        return float(text)

    def error(self, key: str, message: str) -> RuleFileError:
        return _error(self.path, self.header.get(key, ("", 1))[1], message)

    def common(self) -> tuple[str, str, str, str, str, Path, int]:
        texts = (self.get("id"), self.get("title"), self.get("severity"), self.get("description"))
        return (*texts, self.query, self.path, self.query_line)


def _one_query(path: Path, first_line: int, text: str) -> str:
    """Return the one SELECT of the text without its closing semicolon, or say what else is there."""
    bare = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    statement, _, rest = bare.partition(";")
    start = len(statement) - len(statement.lstrip())
    if not re.match(r"(SELECT|WITH)\b", statement.lstrip(), re.IGNORECASE):
        line = first_line + bare.count("\n", 0, start)
        raise _error(path, line, "expected one query, which starts with SELECT or WITH")
    if rest.strip():
        second = len(statement) + 1 + len(rest) - len(rest.lstrip())
        line = first_line + bare.count("\n", 0, second)
        raise _error(path, line, "a second statement; a file holds exactly one query")
    return text[: len(statement)].rstrip()


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise RuleFileError(f"{_shown(folder)}: there is no such folder")
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise RuleFileError(f"{_shown(folder)}: the folder holds no .sql file")
    return files


def _error(path: Path, line: int, message: str) -> RuleFileError:
    return RuleFileError(f"{_shown(path)}:{line}: {message}")


def _shown(path: Path) -> str:
    """Return the path as people know it: sql/rules/x.sql for the shipped files."""
    home = resource("sql").parent
    return str(path.relative_to(home) if path.is_relative_to(home) else path)
