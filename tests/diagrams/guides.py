"""The diagrams of the guides: which there are, their text between two markers, and how to make it anew."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import MetaData, create_engine

from tests.diagrams.mermaid import Diagram, draw

TOP = Path(__file__).parents[2]


def diagrams() -> dict[str, Diagram]:
    """Return all diagrams of diagrams.toml by name."""
    values = tomllib.loads(Path(__file__).with_name("diagrams.toml").read_text(encoding="utf-8"))
    return {name: Diagram(**each) for name, each in values.items()}


def reflected(dsn: str, *schemas: str) -> MetaData:
    """Read the tables of the schemas, with their keys, from the catalog."""
    engine = create_engine("postgresql+psycopg://", connect_args=conninfo_to_dict(dsn))
    metadata = MetaData()
    for schema in schemas:
        metadata.reflect(engine, schema=schema)
    engine.dispose()
    return metadata


def in_guide(name: str, diagram: Diagram) -> str:
    """Return what stands between the markers of the diagram. Raises ValueError without exactly one pair of them."""
    (found,) = _markers(name).findall((TOP / diagram.file).read_text(encoding="utf-8"))
    return str(found)


def fresh(diagram: Diagram, metadata: MetaData) -> str:
    """Return what should stand between the markers of the diagram."""
    return f"```mermaid\n{draw(diagram, metadata)}\n```\n"


def write(name: str, diagram: Diagram, text: str) -> None:
    """Put the text between the markers of the diagram."""
    old = in_guide(name, diagram)
    file = TOP / diagram.file
    file.write_text(file.read_text(encoding="utf-8").replace(old, text), encoding="utf-8")


def _markers(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- er {name}: .*? -->\n(.*?)<!-- /er -->\n", re.DOTALL)
