"""The diagrams of the guides show what the catalog says: keys, cardinalities and types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import MetaData

from tests.diagrams.guides import diagrams, fresh, in_guide, reflected
from tests.diagrams.mermaid import Diagram, draw
from tests.diagrams.migrated import tables_with_star

DIAGRAMS = diagrams()
HOW = "an old diagram: run `uv run python -m tests.diagrams.renew`"


@pytest.fixture(scope="module")
def tables(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[MetaData]:
    """Return the tables of a warehouse and its star, as the catalog has them."""
    with databases() as dsn:
        yield tables_with_star(dsn)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_guide_shows_the_tables_of_today(tables: MetaData, name: str) -> None:
    assert in_guide(name, DIAGRAMS[name]) == fresh(DIAGRAMS[name], tables), HOW


def test_a_new_foreign_key_needs_words(tables: MetaData) -> None:
    base = DIAGRAMS["base"]
    assert base.words is not None
    fewer = {name: words for name, words in base.words.items() if name != "fk_visits_patient_id"}
    with pytest.raises(KeyError, match="fk_visits_patient_id"):
        draw(replace(base, words=fewer), tables)
    with pytest.raises(KeyError, match="fk_visits_planet"):
        draw(replace(base, words={**base.words, "fk_visits_planet": "is on"}), tables)


def test_cardinalities_come_from_not_null_and_unique_keys(conn: psycopg.Connection, dsn: str) -> None:
    conn.execute("CREATE SCHEMA shop")
    conn.execute("CREATE TABLE shop.person (person_id int PRIMARY KEY)")
    conn.execute("CREATE TABLE shop.tax_number (person_id int PRIMARY KEY REFERENCES shop.person)")
    conn.execute(
        "CREATE TABLE shop.purchase (purchase_id int PRIMARY KEY, buyer int NOT NULL REFERENCES shop.person,"
        " seller int NOT NULL REFERENCES shop.person, bonus_for int UNIQUE REFERENCES shop.person,"
        " cancels int REFERENCES shop.purchase, at timestamptz, price numeric(12, 2))"
    )
    conn.commit()
    shown = {"purchase": {"purchase_id": "", "buyer": "", "at": "in UTC", "price": ""}}
    words = {
        "tax_number_person_id_fkey": "has",
        "purchase_buyer_fkey": "buys or sells",
        "purchase_seller_fkey": "buys or sells",
        "purchase_bonus_for_fkey": "gets a bonus for",
        "purchase_cancels_fkey": "",
    }
    diagram = Diagram("README.md", ["person", "tax_number", "purchase"], shown, words, schema="shop")
    assert draw(diagram, reflected(dsn, "shop")).splitlines() == [
        "erDiagram",
        '    person ||--o| tax_number : "has"',
        '    person ||--o{ purchase : "buys or sells"',
        '    person |o--o| purchase : "gets a bonus for"',
        "    purchase {",
        "        int purchase_id PK",
        "        int buyer FK",
        '        timestamptz at "in UTC"',
        "        numeric price",
        "    }",
    ]
    star = replace(diagram, words=None)
    assert draw(star, reflected(dsn, "shop")).splitlines() == [
        "erDiagram",
        '    person ||--o| tax_number : "person_id"',
        '    person ||--o{ purchase : "buyer, seller"',
        '    person |o--o| purchase : "bonus_for"',
        # The second table that keys refer to goes below the others.
        '    purchase }o--o| purchase : "cancels"',
        "    purchase {",
        "        int purchase_id PK",
        "        timestamptz at",
        "        numeric price",
        "    }",
    ]
