"""The manifest of a Parquet dataset: its inputs, its tables, and its fingerprint. It is the last file to be written."""

import json
from dataclasses import asdict, dataclass
from typing import Any, get_origin, get_type_hints

from healthgen_db.config.errors import ConfigError, SchemaError
from healthgen_db.export.fingerprint import Fingerprint, TableDigest
from healthgen_db.parquet.place import Place
from healthgen_db.schema.migrate import head_revision

FILE = "manifest.json"
# Another number if a later version writes files that this version cannot read.
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What manifest.json says."""

    config: dict[str, Any]
    """The options, as the table datasets has them."""
    generator_version: str
    schema_revision: str
    stages: list[dict[str, Any]]
    """The stages in their order: name, and the tables each one fills."""
    engine: str
    """What computed it, such as "Spark 4.3.0"."""
    started_at: str
    finished_at: str
    seconds: dict[str, float]
    """Seconds by phase, of the run that completed it."""
    tables: dict[str, dict[str, Any]]
    """By table: rows, files, bytes and comment."""
    digests: dict[str, dict[str, Any]]
    """By table of the fingerprint: rows and digest."""
    fingerprint: str
    """The portable fingerprint of all tables."""
    format: int = FORMAT

    @property
    def inputs(self) -> dict[str, Any]:
        """Everything that decides the rows, by name."""
        return self.config | {
            "generator version": self.generator_version,
            "schema revision": self.schema_revision,
            "stages": self.stages,
        }

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {table: each["rows"] for table, each in self.tables.items()}

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(each["bytes"] for each in self.tables.values())

    @property
    def portable(self) -> Fingerprint:
        """The portable fingerprint."""
        return Fingerprint(
            tuple(TableDigest(table, each["rows"], each["digest"]) for table, each in self.digests.items())
        )

    def write(self, place: Place) -> None:
        """Write it to its place."""
        place.write(FILE, (json.dumps(asdict(self), indent=2) + "\n").encode())


def read_manifest(place: Place) -> Manifest | None:
    """Return the manifest of a place; None if there is none. Raises ConfigError for one that cannot be read."""
    content = place.read(FILE)
    if content is None:
        return None
    try:
        values = json.loads(content)
        if values["format"] != FORMAT:
            raise ConfigError(
                f"{place}: {FILE} has format {values['format']}, and this healthgen reads format {FORMAT}; use the"
                " healthgen that wrote it, or remove the folder and write the dataset again"
            )
        return _checked(Manifest(**values))
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{place}: {FILE} is not a manifest of healthgen ({error})") from error


def _checked(manifest: Manifest) -> Manifest:
    """Return it. Raises TypeError for a value of another type, in a file that somebody has edited."""
    for name, kind in get_type_hints(Manifest).items():
        if not isinstance(getattr(manifest, name), get_origin(kind) or kind):
            raise TypeError(f"{name} has another type")
    return manifest


def require_manifest(place: Place) -> Manifest:
    """Return the manifest of a place. Raises ConfigError if there is none."""
    found = read_manifest(place)
    if found is None:
        raise ConfigError(
            f"{place}: there is no {FILE}, so this is no complete Parquet dataset; write one with: healthgen spark"
            f" generate --out {place}"
        )
    return found


def require_same_tables(place: Place, manifest: Manifest) -> None:
    """Raise SchemaError if a dataset has the tables of another healthgen."""
    if manifest.schema_revision != (head := head_revision()):
        raise SchemaError(
            f"{place} has the tables of revision {manifest.schema_revision}, and this healthgen has revision {head};"
            f" use healthgen {manifest.generator_version}, which wrote it, or write it again"
        )
