"""data/messy.toml as checked models: the kinds of faults, the columns that get them, and their shares."""

from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.world.data_files import Entry, Shares, checked, read_toml

# The table that records the faults.
CHANGES = "messy_changes"
# The kind of column without faults, the list of faults for cells without a value, and the kind of fault of whole rows.
KEY, NULL, DUPLICATE_ROW = "key", "null", "duplicate_row"
# Every list needs this kind of fault, because it changes any text.
SPACES = "spaces"


class Way(Entry):
    """One way to corrupt a cell: a function, a regular expression with a replacement, or one after the other."""

    call: str | None = None
    find: str | None = None
    put: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.find is None) != (self.put is None):
            raise ValueError("find and put go together")
        if self.call is None and self.find is None:
            raise ValueError("needs a call, or find and put")
        return self


class Kind(Entry):
    """A kind of fault."""

    description: Annotated[str, Field(min_length=1)]
    lossy: bool = False
    rewrites: tuple[Way, ...]


class FaultFile(Entry):
    """The whole file."""

    kinds: dict[str, Kind]
    faults: dict[str, Shares]
    columns: dict[str, dict[str, str]]

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        for column_kind, shares in self.faults.items():
            for kind in shares:
                if kind not in self.kinds or not self.kinds[kind].rewrites:
                    raise ValueError(f"faults.{column_kind}: no kind {kind} with rewrites")
            if column_kind != NULL and not shares.get(SPACES):
                raise ValueError(f"faults.{column_kind}: needs {SPACES}, which change any text")
        for table, columns in self.columns.items():
            for column, column_kind in columns.items():
                if column_kind != KEY and column_kind not in self.faults:
                    raise ValueError(f"columns.{table}.{column}: no faults {column_kind}")
        if NULL not in self.faults or DUPLICATE_ROW not in self.kinds:
            raise ValueError(f"needs faults.{NULL} and kinds.{DUPLICATE_ROW}")
        return self


@cache
def load_faults() -> FaultFile:
    """Return the shipped file. Raises ConfigError that names a wrong entry."""
    path = resource("data", "messy.toml")
    return checked(FaultFile, read_toml(path), path=path)
